"""A person's mobile number: proved with a code by text, changed, removed.

A number is stored once it is proved, and until then lies in the session of who typed it. The same
number may be of two people, who share a phone: so nothing here says whether a number is known.
"""

from __future__ import annotations

import logging
import secrets
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.rates import allow
from core.refusals import Refused
from panel import mail
from panel.erasures import Kind, digest_of_number, note_erasure
from panel.messages.declining import Declined
from panel.models import Bounce, CouncilSettings, Membership, MobileNumber, User
from panel.models.people import second_identity_of
from panel.session_codes import MINUTES, SessionCode
from panel.texts import sending
from panel.texts.numbers import is_invented

logger = logging.getLogger(__name__)

UNDER_WAY = SessionCode("proving-number", "number-try")
HOUR, DAY = 60 * 60, 24 * 60 * 60
# Each text costs money, and may go to a stranger's phone: fewer than codes by e-mail.
MOST_TO_NUMBER = ((3, HOUR), (6, DAY))
MOST_FROM_PERSON = ((6, HOUR), (12, DAY))
MOST_FROM_COMPUTER = ((30, HOUR), (100, DAY))  # a library's, say, when many join there


def send_code(request: HttpRequest, number: str) -> None:
    """Text a code to a member's number; refuse floods, say in words if it could not be sent."""
    user: User = request.user  # type: ignore[assignment]
    if not may_prove(user):
        raise members_alone()
    demand_within_limits(get_adapter(request).get_client_ip(request), str(user.pk), number)
    code = get_adapter(request).generate_login_code()
    text_code(number, code)
    UNDER_WAY.begin(request, code, number=number)


def text_code(number: str, code: str) -> None:
    """Text a code; say in words if it could not be sent."""
    words = _("%(code)s is your code for %(site)s. It works for %(minutes)d minutes.") % {
        "code": code,
        "site": CouncilSettings.load().name,
        "minutes": MINUTES,
    }
    try:
        sending.way().send(number, words, f"code-{secrets.token_hex(8)}")
    except Declined as refusal:
        if refusal.is_for_good:
            raise Refused(_("A text cannot be sent to this number. Check it.")) from None
        raise Refused(_("The text could not be sent. Try again later.")) from None
    except Exception:  # it may arrive all the same
        logger.exception("Nobody knows whether a code went out")


def may_prove(user: User) -> bool:
    """Say whether somebody has a place on the panel: nobody else costs the council a text."""
    return Membership.objects.there().filter(user=user).exists()


def members_alone() -> Refused:
    return Refused(_("We text only members of the panel. Join it first, under My panel."))


def demand_within_limits(computer: str, by: str, number: str) -> None:
    """Count one more code that somebody asks for, and refuse it in words if it is one too many.

    The site's own ceiling counts last, so that what was refused before does not use it up.
    """
    within = [allow(f"text-code-by|{by}", *most) for most in MOST_FROM_PERSON]
    within += [allow(f"text-code-to|{number}", *most) for most in MOST_TO_NUMBER]
    if not all(within):
        raise Refused(_("We have sent several codes already. Use the newest one, or wait an hour."))
    if not all(allow(f"text-code-from|{computer}", *most) for most in MOST_FROM_COMPUTER):
        raise Refused(
            _("Many codes were asked for from this computer or network. Try again tomorrow.")
        )
    if not allow("text-codes", settings.TEXT_CODES_A_DAY, DAY):
        raise Refused(
            _("We have sent as many codes as we can today. Try again tomorrow; e-mail goes on.")
        )


def number_under_way(request: HttpRequest) -> str:
    """Return the number that waits for its code in this session, or ""."""
    kept = UNDER_WAY.kept(request)
    return str(kept["number"]) if kept else ""


def shown_code(request: HttpRequest) -> str:
    """The code itself where no text can arrive: an invented number in a demonstration."""
    return code_to_show(UNDER_WAY.kept(request))


def code_to_show(kept: dict[str, Any] | None) -> str:
    """Return the code that waits, if its number is invented and nothing is sent."""
    is_shown = kept and is_invented(kept["number"]) and sending.is_outbox()
    return str(kept["code"]) if kept and is_shown else ""


def prove(request: HttpRequest, typed: str) -> bool:
    """Take a code; a right one makes the number this person's, in place of any other."""
    number = number_under_way(request)
    if not UNDER_WAY.take(request, typed):
        return False
    keep(request.user, number)  # type: ignore[arg-type]
    return True


@transaction.atomic
def keep(user: User, number: str) -> None:
    """Store a proved number. What we send there arrives, so a pause for what failed is over."""
    earlier = MobileNumber.objects.select_for_update().filter(user=user).first()
    if earlier and earlier.number != number:
        note_erasure(Kind.NUMBER, digest_of_number(user, earlier.number))
    if user.is_told_apart_by_number and earlier:
        tell_apart_by(user, number)
    MobileNumber.objects.update_or_create(user=user, defaults={"number": number})
    Bounce.objects.filter(digest=mail.digest(number)).delete()


def tell_apart_by(user: User, number: str) -> None:
    """Let another number tell somebody from the others at their address."""
    user.second_identity = second_identity_of(number)
    try:
        with transaction.atomic():
            user.save(update_fields=["second_identity"])
    except IntegrityError:
        raise Refused(
            _("Somebody at your address is told apart by this number. Use another one.")
        ) from None
