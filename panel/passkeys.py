"""Passkeys: a phone's or computer's own way of saying who you are, in place of a code."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.flows import auto_generate_recovery_codes
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.refusals import Refused
from panel.models import User
from panel.second_step import is_needed_by

MOST = 10


def passkeys_of(user: User) -> list[Authenticator]:
    kind = Authenticator.Type.WEBAUTHN
    return list(Authenticator.objects.filter(user=user, type=kind).order_by("pk"))


def add_passkey(request: HttpRequest, *, name: str, credential: dict[str, Any]) -> bool:
    """Keep a passkey that has just proved itself; say whether spare codes were made with it.

    For who needs a second step it is one, with spare codes for the day on which it is lost. For
    everybody else a code by e-mail goes on being enough, so they need none.
    """
    user: Any = request.user
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if len(passkeys_of(user)) >= MOST:
            raise Refused(_("You have %(n)d passkeys. Remove one first.") % {"n": MOST})
        added = WebAuthn.add(user, name, credential).instance
    record_authentication(
        request, user, method="mfa", type="webauthn", id=added.pk, reauthenticated=True
    )
    get_adapter(request).send_notification_mail("mfa/email/webauthn_added", user)
    return is_needed_by(user) and bool(auto_generate_recovery_codes(request))
