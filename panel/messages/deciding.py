"""What nobody knows, and what officers decide: send again, count as sent, call off, hurry."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.refusals import Refused
from panel.models import Mailing, Message, User

# Longer than the mail server's patience (EMAIL_TIMEOUT) for one message.
SENDING_LASTS = dt.timedelta(minutes=15)
WAITING_LASTS = dt.timedelta(days=30)
State = Message.State


def sweep(*, now: dt.datetime) -> int:
    """Say of what was handed over long ago that nobody knows whether it went out.

    What has waited for a month has nobody to go to: an account that was closed or deleted.
    """
    forgotten = Message.objects.queued().filter(queued_at__lt=now - WAITING_LASTS)
    forgotten.update(state=State.CANCELLED, why=_("Nobody to send it to"))
    return Message.objects.stale(now - SENDING_LASTS).update(state=State.UNKNOWN)


@transaction.atomic
def send_again(*, mailing: Mailing, by: User) -> int:
    """Have all that is perhaps sent sent once more; who has it already gets it twice."""
    unknown = mailing.messages.filter(state=State.UNKNOWN)
    decided = unknown.update(state=State.QUEUED, claim="", try_after=None)
    return _note("panel.messages_sent_again", mailing, by, decided)


@transaction.atomic
def count_as_sent(*, mailing: Mailing, by: User) -> int:
    """Take all that is perhaps sent for sent; who has not got it gets nothing."""
    unknown = mailing.messages.filter(state=State.UNKNOWN)
    decided = unknown.update(state=State.SENT, sent_at=F("claimed_at"))
    return _note("panel.messages_counted_as_sent", mailing, by, decided)


@transaction.atomic
def call_off(*, mailing: Mailing, by: User) -> int:
    """Send nothing more of a mailing; what has gone out has gone out."""
    Mailing.objects.filter(pk=mailing.pk).update(addressed_at=timezone.now())
    waiting = mailing.messages.queued()
    stopped = waiting.update(state=State.CANCELLED, why=_("Called off"))
    return _note("panel.mailing_called_off", mailing, by, stopped)


@transaction.atomic
def set_limit_aside(*, mailing: Mailing, by: User, reason: str) -> int:
    """Let a mailing go to those as well who had the most of this week; it counts for their next.

    What waits for another reason, such as the hours of the night or a wish to get all together,
    goes on waiting: the next round looks at each again.
    """
    if mailing.kind == Mailing.Kind.SERVICE:
        raise Refused(_("Service messages wait for no weekly limit."))
    if not reason.strip():
        raise Refused(_("Give the reason. It is logged with your name."))
    within = Mailing.objects.filter(pk=mailing.pk, over_limit_because="")
    if not within.update(over_limit_because=reason.strip()):
        raise Refused(_("The weekly limit is set aside for this mailing already."))
    waiting = mailing.messages.queued()
    waiting.filter(claim="").update(try_after=None)
    still = waiting.count()
    return _note("panel.weekly_limit_set_aside", mailing, by, still, reason=reason.strip())


def _note(action: str, mailing: Mailing, by: User, messages: int, reason: str = "") -> int:
    if not messages:
        raise Refused(_("No message of this mailing stands like that any more."))
    record(action, on=mailing, by=by, reason=reason, messages=messages)
    return messages
