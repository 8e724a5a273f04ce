"""What somebody sees who comes to an address that only takes what a form sends.

A browser does that when it restores a tab: the page with what was wrong in a form stands at such an
address, and the answer to a plain look at it would be an empty page.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

NOT_ALLOWED = 405


class NotAllowedMiddleware:
    """Gives the empty refusal of a plain look at a form's address the words of a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if response.status_code != NOT_ALLOWED or request.method != "GET":
            return response
        page = render(request, "405.html", status=NOT_ALLOWED)
        page["Allow"] = response["Allow"]
        return page
