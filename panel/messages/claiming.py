"""Make messages ours to send: for some minutes first, then each for good. The database decides.

A worker *reserves* what it means to send to a handful of people, in one transaction: no other
worker sees it until the reservation runs out. Before the mail server hears of a message it is
*claimed*, by one statement that is committed at once and takes only what still waits: what was
stopped or called off meanwhile is not sent.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from panel.messages.own import messages_to, of_these
from panel.messages.purposes import Words
from panel.models import Mailing, Message, MessageWishes, User

CAP_SPAN = dt.timedelta(days=7)
RESERVED_LASTS = dt.timedelta(minutes=15)
State, Rhythm = Message.State, MessageWishes.Rhythm


Letters = list[tuple[Message, Words]]  # what one person gets as one


def rhythm_of(user: User) -> str:
    """Return how often somebody wants to be written to; read with the account."""
    wishes = getattr(user, "message_wishes", None)
    return wishes.rhythm if wishes else Rhythm.INSTANT


def has_cap(user: User, message: Message) -> bool:
    """Say whether a message waits when somebody had enough this week.

    What comes together never does, nor does what an officer lets go out with a reason on record.
    """
    mailing = message.mailing
    is_limited = mailing.kind != Mailing.Kind.SERVICE and not mailing.over_limit_because
    return is_limited and rhythm_of(user) == Rhythm.INSTANT


@dataclass(frozen=True)
class Week:
    """How much one person gets in seven days, and the mailings that count for it."""

    most: int
    mailings: Sequence[Mailing]
    now: dt.datetime

    @classmethod
    def read(cls, most: int, due: Iterable[Mailing], now: dt.datetime) -> Week:
        counted = Message.objects.filter(counts_for_the_week(now), mailing=OuterRef("pk"))
        lately = Mailing.objects.exclude(kind=Mailing.Kind.SERVICE).filter(Exists(counted))
        more = (mailing for mailing in due if mailing.kind != Mailing.Kind.SERVICE)
        return cls(most, list({*lately, *more}), now)


def counts_for_the_week(now: dt.datetime) -> Q:
    """Say what went out in the last seven days, perhaps did, or is about to."""
    gone = Q(state__in=[State.SENDING, State.SENT, State.UNKNOWN], claimed_at__gt=now - CAP_SPAN)
    reserved = Q(state=State.QUEUED, try_after__gt=now) & ~Q(claim="")
    return gone | reserved


class Reservation:
    """Messages that no other worker sees for some minutes, and how each becomes ours for good."""

    def __init__(self, messages: Sequence[Message]):
        self.token = secrets.token_hex(16)
        self.waiting = {message.pk for message in messages}
        lasts = to_the_minute(timezone.now() + RESERVED_LASTS)
        Message.objects.filter(pk__in=self.waiting).update(claim=self.token, try_after=lasts)

    def claim(self, message: Message, channel: str) -> bool:
        """Make a message ours to send, for good, or say that it is not.

        Its new token is its own: a shared one would say which messages are one person's.
        """
        if message.pk not in self.waiting:
            return False
        self.waiting.remove(message.pk)
        ours = Message.objects.filter(pk=message.pk, claim=self.token, state=State.QUEUED)
        message.claim, message.tries = secrets.token_hex(16), message.tries + 1
        return bool(
            ours.update(
                state=State.SENDING,
                channel=channel,
                claim=message.claim,
                claimed_at=timezone.now(),
                try_after=None,
                tries=message.tries,
            )
        )

    def release(self) -> None:
        """Give back what was reserved and not claimed; it may go out at once."""
        if self.waiting:
            ours = Message.objects.queued().filter(pk__in=self.waiting, claim=self.token)
            ours.update(claim="", try_after=None)


def reserve(wanted: Mapping[User, Sequence[Message]], week: Week) -> Reservation:
    """Keep other workers from these messages, and put off what is beyond a person's week."""
    messages = [message for own in wanted.values() for message in own]
    with transaction.atomic(durable=True):
        # One worker at a time counts what one person got.
        accounts = User.objects.filter(pk__in=[user.pk for user in wanted]).order_by("pk")
        list(accounts.select_for_update().values_list("pk"))
        waiting = Message.objects.due(week.now).filter(pk__in=[message.pk for message in messages])
        free = set(waiting.select_for_update(skip_locked=True).values_list("pk", flat=True))
        later = beyond_the_week(wanted, free, week)
        for pk, moment in later.items():
            Message.objects.filter(pk=pk).update(try_after=moment)
        return Reservation([m for m in messages if m.pk in free and m.pk not in later])


def beyond_the_week(
    wanted: Mapping[User, Sequence[Message]], free: set[int], week: Week
) -> dict[int, dt.datetime]:
    """Return which messages go to people who had enough of them this week, and when they may go."""
    capped = {
        user: [message for message in own if message.pk in free and has_cap(user, message)]
        for user, own in wanted.items()
    }
    lately = moments_of_the_week([user for user, own in capped.items() if own], week)
    later = {}
    for user, own in capped.items():
        moments = sorted(lately[user.pk])
        for message in own:
            if len(moments) >= week.most:
                later[message.pk] = moments[-week.most] + CAP_SPAN
            else:
                moments.append(timezone.now())
    return later


def moments_of_the_week(users: Sequence[User], week: Week) -> dict[int, list[dt.datetime]]:
    """Return, by person, when messages went to them this week, or now if they are about to go."""
    found: dict[int, list[dt.datetime]] = defaultdict(list)
    owners = {pair: user.pk for user in users for pair in messages_to(user, week.mailings)}
    if owners:
        rows = Message.objects.filter(counts_for_the_week(week.now)).filter(of_these(owners))
        for subject, key, state, at in rows.values_list("subject", "key", "state", "claimed_at"):
            moment = at if state != State.QUEUED else week.now
            found[owners[subject, key]].append(moment or week.now)
    return found


def settle(message: Message, **fields) -> None:
    """Note what became of a message, unless somebody has decided on it meanwhile."""
    ours = Message.objects.filter(pk=message.pk, claim=message.claim)
    ours.filter(state__in=[State.SENDING, State.UNKNOWN]).update(**fields)


def to_the_minute(moment: dt.datetime) -> dt.datetime:
    return moment.replace(second=0, microsecond=0)
