"""Finished pages, kept some seconds for everybody who is signed out.

A page that says the same to every visitor is made once and handed to all who come within ten
seconds, without a query. It is given up at once when any page changes (`core.kept`), and before
each full minute, so that what opens or closes on the clock does so on the page too. Pages ask for
this by `core.pages.SameForVisitors`. Who brings a cookie of their own is always served anew, and
what carries a form's token, a nonce or a message is never kept.

They are in this process, not in the shared cache: cheaper to hand out, and whoever invents
addresses can push out nothing but other finished pages.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from core.kept import current_edition

SECONDS = 10
MOST_PAGES = 128
MESSAGES_COOKIE = "messages"
# What opens does so on a full minute; what closes "at the end of the day" does so a second before.
TURNS = (59, 60)

Place = tuple[str, ...]


@dataclass(frozen=True)
class Finished:
    """One page as it went out, before the headers that belong to each request."""

    content: bytes
    headers: dict[str, str]
    until: datetime


class Shelf:
    """Keeps finished pages; a new one too many pushes out the oldest."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._pages: OrderedDict[Place, Finished] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, place: Place) -> HttpResponse | None:
        """Return a page that was kept and still holds, as an answer of its own."""
        page = self._pages.get(place)
        if page is None or page.until <= timezone.now():
            return None
        return HttpResponse(page.content, headers=page.headers)

    def keep(self, place: Place, response: HttpResponse) -> None:
        """Take a copy of an answer, for as long as it holds."""
        copy = HttpResponse(headers=dict(response.headers))
        patch_vary_headers(copy, ("Cookie",))
        page = Finished(response.content, dict(copy.headers), holds_until(timezone.now()))
        with self._lock:
            self._pages.pop(place, None)
            self._pages[place] = page
            while len(self._pages) > self._most:
                self._pages.popitem(last=False)


shelf = Shelf(MOST_PAGES)


class KeptWholeMiddleware:
    """Answers from the shelf where it can, and puts on it what may stand there.

    The last of all, so that every header of the others is made for the request at hand. It looks
    when the view is known: a preview has no view, and so never meets the shelf.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        # The place was named before the page was made: a page that changed meanwhile is elsewhere.
        place = getattr(request, "place_on_shelf", None)
        if place is not None and may_be_kept(request, response):
            shelf.keep(place, response)  # type: ignore[arg-type]  # not a stream, as just asked
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        if not is_anybody(request):
            return None
        place = place_of(request)
        request.place_on_shelf = place  # type: ignore[attr-defined]
        return shelf.find(place)


def same_for_visitors(response: HttpResponseBase) -> HttpResponseBase:
    """Declare that every visitor who is signed out may have this very answer."""
    response.is_same_for_visitors = True  # type: ignore[attr-defined]
    return response


def is_anybody(request: HttpRequest) -> bool:
    """Tell a plain look at an address by somebody of whom we know nothing."""
    return (
        request.method in ("GET", "HEAD")
        and not request.META.get("QUERY_STRING")
        and request.COOKIES.keys().isdisjoint(
            (settings.SESSION_COOKIE_NAME, MESSAGES_COOKIE, *settings.PERSONAL_COOKIES)
        )
    )


def place_of(request: HttpRequest) -> Place:
    """Name everything that a finished page depends on."""
    host, scheme = request.get_host(), request.scheme or ""
    return (current_edition(), scheme, host, request.path, get_language() or "")


def may_be_kept(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Say whether an answer holds nothing of the one who asked for it."""
    return (
        getattr(response, "is_same_for_visitors", False)
        and request.method == "GET"
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not response.has_header("Cache-Control")  # such as of a page for some people only
        and not request.session.modified
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and not getattr(request, "csp_nonce", None)  # true once a template has asked for it
        and not getattr(get_messages(request), "added_new", False)
    )


def holds_until(now: datetime) -> datetime:
    """Return when a page made now is given up: after ten seconds, or when the clock turns."""
    minute = now.replace(second=0, microsecond=0)
    turns = (minute + timedelta(seconds=turn) for turn in TURNS)
    return min(now + timedelta(seconds=SECONDS), *(turn for turn in turns if turn > now))
