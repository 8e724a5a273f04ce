"""Prove once more that it is you, with a code by e-mail, before a way to sign in is changed.

For those whose e-mail code alone signs them in. Who has an authenticator app, or a role that needs
a second step, proves that step instead: whoever reads their e-mail must not be able to replace it.
"""

import secrets
import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import (
    get_authentication_records,
    record_authentication,
)
from allauth.core.internal.cryptokit import compare_user_code
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.rates import allow
from core.refusals import Refused
from panel import mail
from panel.second_step import asks_second_step
from panel.signing_in import MINUTES, TRIES_A_CODE, refuse_flood

KEPT = "confirming"


def was_proved_lately(request: HttpRequest) -> bool:
    """Say whether it was proved in the last minutes who this is, as strongly as this person can."""
    user: Any = request.user
    enough = {"mfa"} if asks_second_step(user) else {"mfa", "code"}
    return any(
        step.get("method") in enough and time.time() - step.get("at", 0) < MINUTES * 60
        for step in get_authentication_records(request, user)
    )


def send_code(request: HttpRequest) -> None:
    """Send a code to one's own address and remember it in the session."""
    user = request.user
    refuse_flood(request, user.email)  # type: ignore[union-attr]
    code = get_adapter(request).generate_login_code()
    request.session[KEPT] = {"code": code, "at": time.time(), "number": secrets.token_hex(8)}
    context = {"code": code, "minutes": MINUTES}
    mail.compose(user.email, "account/email/code", context).send()  # type: ignore[union-attr]


def code_under_way(request: HttpRequest) -> str:
    """Return the code that this session waits for, or "" if there is none or it ran out."""
    kept = request.session.get(KEPT) or {"code": "", "at": 0}
    return kept["code"] if time.time() - kept["at"] < MINUTES * 60 else ""


def try_code(request: HttpRequest, typed: str) -> bool:
    """Say whether a code is right, and remember that it was; every try counts beforehand."""
    code = code_under_way(request)
    if not code:
        raise Refused(_("That code has run out. Ask for a new one."))
    if not allow(f"confirm-try|{request.session[KEPT]['number']}", TRIES_A_CODE, MINUTES * 60):
        del request.session[KEPT]
        raise Refused(_("That was too many tries. Ask for a new code."))
    if not compare_user_code(actual=typed, expected=code):
        return False
    del request.session[KEPT]
    record_authentication(request, request.user, method="code", reauthenticated=True)  # type: ignore[arg-type]
    return True
