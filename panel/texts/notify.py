"""Send texts through GOV.UK Notify, with its own client.

The template at Notify holds the one word `((message))`: the words are ours, in the member's
language, and the same that the outbox of the demonstration shows.
"""

from __future__ import annotations

from typing import Any

import requests
from django.conf import settings
from django.utils.translation import gettext as _
from notifications_python_client.errors import HTTPError
from notifications_python_client.notifications import NotificationsAPIClient
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from panel.messages.declining import Declined

FAILED = ("permanent-failure", "temporary-failure", "technical-failure")
SAID_NO = range(400, 500)
TOO_MANY = 429


class Notify:
    def __init__(self) -> None:
        self.client = NotificationsAPIClient(
            settings.NOTIFY_API_KEY,
            base_url=settings.NOTIFY_BASE_URL,
            timeout=settings.EMAIL_TIMEOUT,
        )

    def send(self, number: str, words: str, reference: str) -> None:
        """Hand a text over; raise `Declined` if Notify said no, or was never reached."""
        try:
            self.client.send_sms_notification(
                phone_number=number,
                template_id=settings.NOTIFY_TEMPLATE,
                personalisation={"message": words},
                reference=reference,
                sms_sender_id=settings.NOTIFY_SENDER or None,
            )
        except HTTPError as fault:
            if refusal := refusal_of(fault):
                raise refusal from fault
            raise

    def was_taken(self, reference: str) -> bool:
        try:
            found = self.client.get_all_notifications(template_type="sms", reference=reference)
        except HTTPError as fault:
            raise Declined(_("GOV.UK Notify could not be asked"), counts=False) from fault
        return any(text["status"] not in FAILED for text in found["notifications"])


def refusal_of(fault: HTTPError) -> Declined | None:
    """Return why Notify has certainly not taken a text; None where nobody can know."""
    if fault.response is None:
        if was_never_reached(fault.__cause__):
            return Declined(_("GOV.UK Notify could not be reached"), counts=False)
        return None
    if fault.status_code not in SAID_NO:
        return None
    why = _("GOV.UK Notify said %(n)s") % {"n": fault.status_code}
    if fault.status_code == TOO_MANY:
        return Declined(why, counts=False)
    return Declined(why, is_for_good=is_about_number(fault.message))


def was_never_reached(cause: Any) -> bool:
    if isinstance(cause, requests.ConnectTimeout):
        return True
    reason = getattr(cause.args[0], "reason", None) if cause and cause.args else None
    return isinstance(reason, (NewConnectionError, ConnectTimeoutError))


def is_about_number(errors: Any) -> bool:
    """Say whether Notify refused the number itself, which it will do again."""
    return isinstance(errors, list) and any(
        error.get("error") == "ValidationError" and "phone_number" in str(error.get("message"))
        for error in errors
        if isinstance(error, dict)
    )
