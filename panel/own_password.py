"""A password, for those who want one: an addition to the code by e-mail, never a condition."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import EmailAddress, Login
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from core.rates import allow, forget
from core.refusals import Refused
from panel import mail
from panel.models import User

TRIES_AN_ADDRESS, TRIES_A_COMPUTER, SPAN = 10, 300, 600


def sign_in_with_password(
    request: HttpRequest, *, email: str, password: str, next_url: str = ""
) -> HttpResponse:
    """Sign somebody in by proved address and password; a second step follows where there is one.

    Every try counts before it is looked at. An unknown address, a wrong password and an account
    without one are refused in the same words and after the same work.
    """
    email = email.strip().lower()
    counted = f"password-try|{email}", TRIES_AN_ADDRESS, SPAN
    computer = get_adapter(request).get_client_ip(request)
    if not allow(f"password-from|{computer}", TRIES_A_COMPUTER, SPAN) or not allow(*counted):
        raise Refused(
            _("That was too many tries. Ask for a code by e-mail instead, or wait 10 minutes.")
        )
    proved = EmailAddress.objects.filter(email=email, verified=True, user__email=email)
    user = User.objects.filter(email=email, is_active=True, pk__in=proved.values("user")).first()
    if not is_password_of(user, password):
        raise Refused(
            _(
                "This address and password do not go together, or the account has no password. "
                "A code by e-mail always works."
            )
        )
    forget(*counted)
    login = Login(user=user, email=email, redirect_url=next_url or None)
    return perform_password_login(request, {"email": email}, login)


def is_password_of(user: User | None, password: str) -> bool:
    if user is None or not user.has_usable_password():
        make_password(password)  # takes as long as looking at a real one
        return False
    return user.check_password(password)


@transaction.atomic
def set_password(*, user: User, password: str) -> None:
    """Give an account a password, or another one, and tell its owner by e-mail."""
    if user.second_identity:
        raise Refused(_("Others use your e-mail address too, so it cannot go with a password."))
    try:
        validate_password(password, user)
    except ValidationError as too_weak:
        raise Refused(" ".join(too_weak.messages)) from too_weak
    user.set_password(password)
    user.save(update_fields=["password"])
    tell(user, "panel/mail/password_set")


@transaction.atomic
def remove_password(*, user: User) -> None:
    """Take the password away; the code by e-mail stays, and so do passkeys."""
    if not user.has_usable_password():
        raise Refused(_("There is no password to remove."))
    user.set_unusable_password()
    user.save(update_fields=["password"])
    tell(user, "panel/mail/password_removed")


def tell(user: User, template: str) -> None:
    transaction.on_commit(lambda: mail.compose(user.email, template, {}).send(), robust=True)


def stay_signed_in(request: HttpRequest, user: User) -> None:
    """Keep this browser in; a changed password signs everybody else out."""
    update_session_auth_hash(request, user)
