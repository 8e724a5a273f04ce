"""Mailing a receipt to whoever asks for it, on the way, without keeping a trace of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from smtplib import SMTPException
from typing import Any

from django.utils.translation import gettext as _

from core.rates import allow
from core.refusals import Refused
from panel import mail
from polls.models import QuestionnairePage, Response, Wave
from polls.responding import hash_receipt

MAILS, SPAN = 3, 600  # so many messages to one person in so many seconds
MAILS_FROM_ONE_NETWORK = 60
TEMPLATE = "polls/mail/receipt"


def response_of(user: Any, page: QuestionnairePage, wave: str, receipt: str) -> Response | None:
    """Return a person's own response if this is its number, else None."""
    response = page.standing_of(user).responses.get(wave)
    return response if response and hash_receipt(receipt) == response.receipt_hash else None


def mail_receipt(*, user: Any, page: QuestionnairePage, response: Response, receipt: str) -> None:
    """Send a person the number of their own response, once a wish; nothing of it is stored.

    It goes out from here and not from a task, whose row would put person and number side by side.
    """
    if not allow(f"receipts mailed to {user.pk}", MAILS, SPAN):
        raise Refused(_("We have sent you this already. Look among the unwanted mail too."))
    with sending():
        mail.send(user, TEMPLATE, context_of(page, response, receipt), kind="service")


def mail_to_address(
    address: str, template: str, context: dict[str, Any], *, who: Any, network: str
) -> None:
    """Send one message to an address that is kept nowhere; few to one address, or from one.

    The address of a network is shared, so that many may ask from it.
    """
    counts = (
        (f"mailed for {who.pk}", MAILS),
        (f"mailed once to {address.casefold()}", MAILS),
        (f"mailed from {network}", MAILS_FROM_ONE_NETWORK),
    )
    if not all(allow(key, limit, SPAN) for key, limit in counts):
        raise Refused(_("We have sent several messages already. Wait ten minutes, then ask again."))
    with sending():
        mail.compose(address, template, context).send()


def context_of(page: QuestionnairePage, response: Response, receipt: str) -> dict[str, Any]:
    """Return what the message with a receipt says."""
    return {
        "page": page,
        "wave": Wave(response.wave).label if response.wave != Wave.ONLY else "",
        "response": response,
        "receipt": receipt,
        "can_take_back": not page.refusal_to_take_back(response.wave),
    }


@contextmanager
def sending() -> Iterator[None]:
    """Say in words when a message could not be handed over."""
    try:
        yield
    except (OSError, SMTPException):
        raise Refused(
            _("The message could not be sent. Nothing is lost. Write down what you see here.")
        ) from None
