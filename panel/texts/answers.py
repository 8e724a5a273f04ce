"""What comes back from GOV.UK Notify: whether a text arrived, and what people answered it with."""

from __future__ import annotations

import re
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import TruncMinute
from django.utils import timezone

from panel import mail
from panel.models import Bounce, Message
from panel.texts import stopping
from panel.texts.reference import messages_of

State, Channel = Message.State, Message.Channel
# How a text may end, and whether a failure says that the number is none.
ENDS = {"permanent-failure": True, "temporary-failure": False, "technical-failure": None}
STOP = {"stop", "stopall", "stopio", "unsubscribe", "cancel", "end", "quit"}
START = {"start", "unstop", "dechrau"}


def take_in_receipt(receipt: dict[str, Any]) -> str:
    """Note what became of a text, once however often it is said; return what it was.

    That it arrived also settles a message of which nobody knew whether it went out. What did not
    arrive is sent by e-mail.
    """
    number, status = f"{receipt['to']}", f"{receipt['status']}"
    notification, ours = f"{receipt['id']}", messages_of(f"{receipt.get('reference') or ''}")
    # A code, nothing of ours, or still on its way.
    if not ours or (status != "delivered" and status not in ENDS):
        return "other"
    texts = Message.objects.filter(pk__in=ours, channel=Channel.TEXT)
    if status == "delivered":
        note_arrival(texts, number)
    else:
        note_failure(texts, number, notification, status)
    return status


@transaction.atomic
def note_arrival(texts: QuerySet[Message], number: str) -> None:
    minute = timezone.now().replace(second=0, microsecond=0)
    texts.filter(state__in=[State.SENDING, State.UNKNOWN]).update(
        state=State.SENT,
        sent_at=TruncMinute("claimed_at"),
        claimed_at=TruncMinute("claimed_at"),
    )
    texts.filter(state=State.SENT, arrived_at=None).update(arrived_at=minute)
    Bounce.objects.filter(digest=mail.digest(number), is_hard=False).delete()


@transaction.atomic
def note_failure(texts: QuerySet[Message], number: str, notification: str, status: str) -> None:
    """Have e-mail carry what did not arrive, and count a failure that is the number's own.

    One for good or three for now pause it.
    """
    is_hard = ENDS[status]
    if is_hard is not None:
        Bounce.objects.get_or_create(
            message=notification[:40],
            defaults={
                "digest": mail.digest(number),
                "channel": Channel.TEXT,
                "is_hard": is_hard,
                "status": "hard" if is_hard else "soft",
            },
        )
    texts.filter(state__in=[State.SENDING, State.UNKNOWN, State.SENT], arrived_at=None).update(
        state=State.QUEUED, channel=Channel.EMAIL, claim="", sent_at=None, try_after=None
    )


def take_in_reply(reply: dict[str, Any]) -> str:
    """Do what who answers a text asks for: STOP or START. Anything else is not kept here."""
    number = "+" + re.sub(r"\D", "", f"{reply['source_number']}")
    words = re.findall(r"\w+", f"{reply['message']}".casefold())
    first = words[0] if words else ""
    if first in STOP:
        stopping.stop(number)
        return "stop"
    if first in START:
        stopping.start(number)
        return "start"
    return "other"
