"""Codes that wait in the session of who asked for them, for ten minutes and five tries."""

from __future__ import annotations

import secrets
import time
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.rates import allow
from core.refusals import Refused

MINUTES = 10
TRIES_A_CODE = 5


class SessionCode:
    """One kind of code: where the session keeps it, and the name under which tries are counted."""

    def __init__(self, place: str, counted_as: str):
        self.place, self.counted_as = place, counted_as

    def begin(self, request: HttpRequest, code: str, **about: Any) -> None:
        """Wait for a code, in place of an earlier one."""
        waiting = {"code": code, "at": time.time(), "number_of_code": secrets.token_hex(8)}
        request.session[self.place] = waiting | about

    def kept(self, request: HttpRequest) -> dict[str, Any] | None:
        """Return what this session waits for, or None if there is nothing or it ran out."""
        kept = request.session.get(self.place)
        return kept if kept and time.time() - kept["at"] < MINUTES * 60 else None

    def take(self, request: HttpRequest, typed: str) -> bool:
        """Say whether a code is right, and then wait no more; every try counts beforehand."""
        kept = self.kept(request)
        if kept is None:
            raise Refused(_("That code has run out. Ask for a new one."))
        tries = f"{self.counted_as}|{kept['number_of_code']}"
        if not allow(tries, TRIES_A_CODE, MINUTES * 60):
            del request.session[self.place]
            raise Refused(_("That was too many tries. Ask for a new code."))
        if not compare_user_code(actual=typed, expected=kept["code"]):
            return False
        del request.session[self.place]
        return True
