"""Prove once more that it is you, with a code by e-mail, before a way to sign in is changed.

For those whose e-mail code alone signs them in. Who has an authenticator app, or a role that needs
a second step, proves that step instead: whoever reads their e-mail must not be able to replace it.
"""

import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import (
    get_authentication_records,
    record_authentication,
)
from django.http import HttpRequest

from panel import mail
from panel.second_step import asks_second_step
from panel.session_codes import MINUTES, SessionCode
from panel.signing_in import refuse_flood

UNDER_WAY = SessionCode("confirming", "confirm-try")


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
    UNDER_WAY.begin(request, code)
    context = {"code": code, "minutes": MINUTES}
    mail.compose(user.email, "account/email/code", context).send()  # type: ignore[union-attr]


def code_under_way(request: HttpRequest) -> str:
    """Return the code that this session waits for, or "" if there is none or it ran out."""
    kept = UNDER_WAY.kept(request)
    return str(kept["code"]) if kept else ""


def try_code(request: HttpRequest, typed: str) -> bool:
    """Say whether a code is right, and remember that it was; every try counts beforehand."""
    if not UNDER_WAY.take(request, typed):
        return False
    record_authentication(request, request.user, method="code", reauthenticated=True)  # type: ignore[arg-type]
    return True
