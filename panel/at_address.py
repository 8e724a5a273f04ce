"""Several people at one e-mail address: told apart by the mobile number that each has proved.

The address alone is one person's, as ever. Whoever shares it has an account with a second identity,
a keyed hash of their number, and signs in with a code by e-mail and then one by text. Whatever
number is typed gets a code: so nobody learns from a page who else lives there.

Who has no mobile gets a letter instead (decision 0042). Its code opens their account, once and
until its last day, and is what they type after the code by e-mail from then on.
"""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from core.rates import allow
from core.refusals import Refused
from panel import mail
from panel.invitations import letters_tell_apart, normalise_code, use_code_of_letter
from panel.models import SecurityEvent, User
from panel.models.people import OF_LETTER, second_identity_of, second_identity_of_letter
from panel.security_log import note_event
from panel.session_codes import MINUTES, SessionCode
from panel.texts import proving
from panel.texts.numbers import read_number
from panel.texts.sending import are_on

PLACE = "at-address"  # where the session keeps the address that it has proved
UNDER_WAY = SessionCode("at-address-code", "at-address-try")
LASTS = 2 * MINUTES * 60  # seconds: for a number, and for its code
TRIES_AN_ADDRESS, TRIES_A_COMPUTER, SPAN = 10, 30, 600  # of codes of letters, in seconds


def can_be_shared() -> bool:
    """Say whether people can be told apart here: by texts, or by letters with a code."""
    return are_on() or letters_tell_apart()


def is_shared(email: str) -> bool:
    """Say whether anybody at an address is known by a number besides, or by a letter.

    Where no texts are sent nobody can prove a number, and who has one is not asked for it.
    """
    there = User.objects.filter(email=email, is_active=True).exclude(second_identity="")
    return (there if are_on() else there.filter(second_identity__startswith=OF_LETTER)).exists()


def begin(request: HttpRequest, email: str, *, joining: bool, next_url: str) -> None:
    """Remember that this browser has proved an address, and not yet whose account it means."""
    request.session[PLACE] = {
        "email": email,
        "joining": joining,
        "next": next_url,
        "at": time.time(),
    }


def kept(request: HttpRequest) -> dict[str, Any] | None:
    """Return what `begin` remembered, or None if there is nothing or it ran out."""
    found = request.session.get(PLACE)
    is_fresh = found and time.time() - found["at"] < LASTS
    return found if is_fresh and not request.user.is_authenticated else None


def proved_address(request: HttpRequest) -> dict[str, Any]:
    found = kept(request)
    if found is None:
        raise Refused(_("That took too long. Begin again with your e-mail address."))
    return found


def send_code(request: HttpRequest, number: str) -> None:
    """Text a code to any number that is typed, within the limits of the address."""
    place = proved_address(request)
    computer = get_adapter(request).get_client_ip(request)
    proving.demand_within_limits(computer, f"address|{place['email']}", number)
    code = get_adapter(request).generate_login_code()
    proving.text_code(number, code)
    UNDER_WAY.begin(request, code, number=number)


def number_under_way(request: HttpRequest) -> str:
    """Return the number that waits for its code in this session, or ""."""
    waiting = UNDER_WAY.kept(request)
    return str(waiting["number"]) if waiting and kept(request) else ""


def prove(request: HttpRequest, typed: str) -> HttpResponse | None:
    """Take a code; a right one signs in whom address and number mean, or joins them."""
    place, number = proved_address(request), number_under_way(request)
    if not UNDER_WAY.take(request, typed):
        return None
    email, identity = place["email"], second_identity_of(number)
    user = User.objects.filter(email=email, second_identity=identity).first()
    if user is None and place["joining"]:
        user = open_account(email, number)
    if user is None:
        raise nobody_here()
    return sign_in(request, user, place)


def prove_letter(request: HttpRequest, typed: str) -> HttpResponse:
    """Take the code of a letter: sign in whom it tells apart, or join them with it."""
    place = proved_address(request)
    email, computer = place["email"], get_adapter(request).get_client_ip(request)
    if not (
        allow(f"letter-code-of|{email}", TRIES_AN_ADDRESS, SPAN)
        and allow(f"letter-code-from|{computer}", TRIES_A_COMPUTER, SPAN)
    ):
        raise Refused(_("That was too many tries. Wait 10 minutes."))
    identity = second_identity_of_letter(normalise_code(typed))
    user = User.objects.filter(email=email, second_identity=identity).first()
    if user is None and not place["joining"]:
        note_event(SecurityEvent.Kind.FAILED, None, about=_("Code of a letter"))
        raise nobody_here()
    return sign_in(request, user or open_by_letter(email, typed), place)


@transaction.atomic
def open_by_letter(email: str, code: str) -> User:
    """Return a new account of a proved address and a code, which is used up with it."""
    use_code_of_letter(code)
    identity = second_identity_of_letter(normalise_code(code))
    return User.objects.create_user(email, second_identity=identity)


def enter_alone(request: HttpRequest) -> HttpResponse:
    """Sign in whose account the address alone is: they gave no number to be told apart by."""
    place = proved_address(request)
    user = User.objects.known_by(place["email"])
    if user is None or place["joining"]:
        raise nobody_here()
    return sign_in(request, user, place)


def nobody_here() -> Refused:
    return Refused(
        _("Nobody has joined in this way with this address. Try the other way, or join.")
    )


def open_account(email: str, number: str) -> User:
    """Return the account of a proved address and number, made now unless a tab was quicker."""
    identity = second_identity_of(number)
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, second_identity=identity)
            proving.keep(user, number)
            return user
    except IntegrityError:
        return User.objects.get(email=email, second_identity=identity)


def sign_in(request: HttpRequest, user: User, place: dict[str, Any]) -> HttpResponse:
    del request.session[PLACE]
    mail.arrived(place["email"])
    record_authentication(request, user, method="code", email=place["email"])
    login = Login(
        user=user,
        email=place["email"],
        redirect_url=place["next"] or None,
        email_verification=EmailVerificationMethod.NONE,  # it was proved a moment ago
    )
    return perform_login(request, login)


# ---- for staff -----------------------------------------------------------------------------------


def person_named(text: str) -> User | None:
    """Return whom staff mean by an address, with a number or "-" after it where several share it.

    In place of a number they may give the code of a letter.

    "-" means the one who gave no number to be told apart by.
    """
    email, _space, number = text.strip().lower().partition(" ")
    people = User.objects.filter(email=email)
    if number.strip() == "-":
        people = people.filter(second_identity="")
    elif code := normalise_code(number):
        people = people.filter(second_identity=second_identity_of_letter(code))
    elif number:
        read = read_number(number)
        identity = second_identity_of(read)
        people = people.filter(Q(second_identity=identity) | Q(mobile_number__number=read))
    found = list(people.distinct()[:2])
    if len(found) > 1:
        raise Refused(
            _(
                "Several people use this address. After it put a space and the mobile number of "
                "who you mean, or the code of their letter, or a dash for who gave none."
            )
        )
    return found[0] if found else None
