"""Mailing a receipt to whoever asks for it, on the way, without keeping a trace of it."""

from __future__ import annotations

from smtplib import SMTPException
from typing import Any

from django.utils.translation import gettext as _

from core.rates import allow
from core.refusals import Refused
from panel import mail
from polls.models import QuestionnairePage, Response, Wave
from polls.responding import hash_receipt

MAILS, SPAN = 3, 600  # so many messages to one person in so many seconds


def response_of(user: Any, page: QuestionnairePage, wave: str, receipt: str) -> Response | None:
    """Return a person's own response if this is its number, else None."""
    response = page.standing_of(user).responses.get(wave)
    return response if response and hash_receipt(receipt) == response.receipt_hash else None


def mail_receipt(*, user: Any, page: QuestionnairePage, wave: str, receipt: str) -> None:
    """Send a person the number of their own response, once a wish; nothing of it is stored.

    It goes out from here and not from a task, whose row would put person and number side by side.
    """
    response = response_of(user, page, wave, receipt)
    if response is None:
        raise Refused(_("This is not the number of your answers here. We sent nothing."))
    if not allow(f"receipts mailed to {user.pk}", MAILS, SPAN):
        raise Refused(_("We have sent you this already. Look among the unwanted mail too."))
    context = {
        "page": page,
        "wave": Wave(wave).label if wave != Wave.ONLY else "",
        "response": response,
        "receipt": receipt,
        "can_take_back": not page.refusal_to_take_back(wave),
    }
    try:
        mail.send(user, "polls/mail/receipt", context, kind="service")
    except (OSError, SMTPException):
        raise Refused(
            _("The message could not be sent. Your answers are in. Write the number down.")
        ) from None
