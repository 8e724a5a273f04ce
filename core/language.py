"""Which language a page speaks, and which its reader reads: two things until all is translated.

Questions that officers or a census office wrote in both languages come in the reader's. The site
around them speaks a language that it has a catalogue for. Without one, only the names of months
and a few of Django's words would change: "closes on Dydd Gwener" on a page that calls itself Welsh.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import activate, get_language, get_language_from_request, to_locale

_reads: ContextVar[str | None] = ContextVar("reads", default=None)


def reads() -> str:
    """Return the language of whoever reads now, as the settings name it."""
    return _reads.get() or get_language() or settings.LANGUAGE_CODE


def reads_in_two_letters() -> str:
    """Return the same as the words of questions name it, such as "cy"."""
    return reads().split("-")[0]


@contextmanager
def reading(language: str) -> Iterator[None]:
    """Let everything inside be for somebody who reads this language."""
    token = _reads.set(language)
    try:
        yield
    finally:
        _reads.reset(token)


@cache
def is_spoken(language: str) -> bool:
    """Say whether the site's own words are there in a language."""
    place = Path(to_locale(language), "LC_MESSAGES", "django.mo")
    return language == settings.LANGUAGE_CODE or any(
        (Path(folder) / place).exists() for folder in settings.LOCALE_PATHS
    )


class LanguageMiddleware:
    """Notes what the visitor reads, and speaks it where the site can."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = get_language_from_request(request)
        shown = language if is_spoken(language) else settings.LANGUAGE_CODE
        activate(shown)
        request.LANGUAGE_CODE = shown  # type: ignore[attr-defined]
        with reading(language):
            response = self._get_response(request)
        patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", shown)
        return response
