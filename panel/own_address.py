"""Another e-mail address for an account: proved by a code to it, and told to the one before.

Nothing here says whether an address is known already: its owner reads it in their own post.
"""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.contrib.auth import update_session_auth_hash
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.refusals import Refused
from panel import mail
from panel.departed import remember_departed
from panel.erasures import Kind, note_erasure
from panel.models import Membership, StoppedAddress, User
from panel.session_codes import MINUTES, SessionCode
from panel.signing_in import RESERVED, note_proved, refuse_flood, sends_no_mail

UNDER_WAY = SessionCode("changing-address", "new-address-try")


def send_code(request: HttpRequest, email: str) -> None:
    """Send a code to a new address; to one that is another account's, word of that and no code."""
    user: User = request.user  # type: ignore[assignment]
    email = email.strip().lower()
    if email == user.email:
        raise Refused(_("This is the address that you have now. Enter the new one."))
    refuse_flood(request, email)
    code = get_adapter(request).generate_login_code()
    UNDER_WAY.begin(request, code, email=email)
    other = User.objects.filter(email=email).first()
    if other is None:
        mail.compose(email, "account/email/code", {"code": code, "minutes": MINUTES}).send()
    elif other.is_active:
        mail.compose(email, "panel/mail/address_taken", {}).send()


def address_under_way(request: HttpRequest) -> str:
    """Return the address that waits for its code in this session, or ""."""
    kept = UNDER_WAY.kept(request)
    return str(kept["email"]) if kept else ""


def shown_code(request: HttpRequest) -> str:
    """The code itself where no e-mail can arrive: an invented address in a demonstration."""
    kept = UNDER_WAY.kept(request)
    is_shown = kept and kept["email"].endswith(RESERVED) and sends_no_mail()
    taken = is_shown and kept and User.objects.filter(email=kept["email"]).exists()
    return str(kept["code"]) if kept and is_shown and not taken else ""


def prove(request: HttpRequest, typed: str) -> bool:
    """Take a code; a right one makes the address this account's and signs out other browsers."""
    email = address_under_way(request)
    if not UNDER_WAY.take(request, typed):
        return False
    user: User = request.user  # type: ignore[assignment]
    change_address(user=user, email=email)
    update_session_auth_hash(request, user)
    return True


@transaction.atomic
def change_address(*, user: User, email: str) -> None:
    """Give an account another address that was proved; what was wished of the old one goes along.

    Who stopped our mail gets none at the new address either. Of a member whom a list brought, the
    old address is remembered as a keyed hash, so that the same list does not bring them twice.
    """
    old = user.email
    for membership in Membership.objects.filter(user=user).select_related("user"):
        remember_departed(membership)
    before = user.second_identity
    user.email, user.second_identity = email, ""  # it is theirs alone
    try:
        with transaction.atomic():
            user.save(update_fields=["email", "second_identity"])
    except IntegrityError:  # somebody else was quicker; the database decides
        user.email, user.second_identity = old, before
        raise Refused(_("That code has run out. Ask for a new one.")) from None
    EmailAddress.objects.filter(user=user).delete()
    note_proved(user, email)
    if StoppedAddress.objects.filter(digest=mail.digest(old)).exists():
        stopped, is_new = StoppedAddress.objects.get_or_create(digest=mail.digest(email))
        if is_new:
            note_erasure(Kind.STOPPED, stopped.digest)
    notice = mail.compose(old, "panel/mail/address_changed", {})
    transaction.on_commit(notice.send, robust=True)
