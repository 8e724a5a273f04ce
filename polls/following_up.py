"""Ask those who answered twice once more, months later: when it opens, and before it closes.

Nothing is sent by hand, so that the same people are asked whatever the results say. Answers know
keys: each member is turned into their key and looked for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panel.messages.people import batches
from panel.messages.purposes import People, Purpose, Words, register
from panel.messages.queueing import begin_mailing
from panel.models import Mailing, Membership, User
from polls.models import DeliberativePollPage, Response, Wave

REMINDED_BEFORE = dt.timedelta(days=5)  # it closes
REMINDED_AFTER = dt.timedelta(days=5)  # the first message


def begin_due() -> int:
    """Begin what is due to be sent today; return how many mailings that are."""
    now = timezone.now()
    begun = 0
    opened = DeliberativePollPage.objects.live().filter(after_closes_at__lt=now)
    for poll in opened.filter(later_closes_at__gt=now).order_by("pk"):
        if not poll.is_wave_open(Wave.LATER) or is_withdrawn(poll):
            continue
        sent = dict(
            Mailing.objects.filter(
                purpose__in=[FOLLOW_UP.code, REMINDER.code], about=poll.pk
            ).values_list("purpose", "opened_at")
        )
        if FOLLOW_UP.code not in sent:
            purpose = FOLLOW_UP
        elif REMINDER.code not in sent and is_reminder_due(poll, sent[FOLLOW_UP.code]):
            purpose = REMINDER
        else:
            continue
        begin_mailing(purpose=purpose.code, about=poll.pk, title=poll.title)
        begun += 1
    return begun


def is_withdrawn(poll) -> bool:
    return bool(getattr(poll.consultation, "withdrawn_at", None))


def is_reminder_due(poll: DeliberativePollPage, asked_at: dt.datetime) -> bool:
    now, closes = timezone.now(), poll.wave_closes_at(Wave.LATER)
    return closes is not None and closes - now < REMINDED_BEFORE and now - asked_at > REMINDED_AFTER


def poll_of(mailing: Mailing) -> DeliberativePollPage | None:
    """Return the poll of a mailing while its follow-up is open."""
    poll = DeliberativePollPage.objects.live().filter(pk=mailing.about).first()
    is_open = poll is not None and poll.is_wave_open(Wave.LATER) and not is_withdrawn(poll)
    return poll if is_open else None


def people_of(mailing: Mailing) -> People:
    """Give, in batches, the members who are written to at all."""
    if poll_of(mailing) is None:
        return iter(())
    return batches(User.objects.filter(membership__in=Membership.objects.to_be_told()))


def choose(mailing: Mailing, users: list[User]) -> list[User]:
    """Keep those who answered twice, took nothing back, and have not answered once more."""
    poll = poll_of(mailing)
    if poll is None:
        return []
    keys = {user.key_for(poll.subject): user for user in users}
    waves: dict[str, set[str]] = {}
    withdrawn = set()
    rows = Response.objects.filter(page=poll.pk, key__in=keys)
    for key, wave, withdrawn_at in rows.values_list("key", "wave", "withdrawn_at"):
        waves.setdefault(key, set()).add(wave)
        if withdrawn_at:
            withdrawn.add(key)
    return [
        keys[key]
        for key, given in waves.items()
        if Wave.AFTER in given and Wave.LATER not in given and key not in withdrawn
    ]


def words_to(mailing: Mailing, users: Sequence[User], template: str) -> dict[int, Words]:
    """Return what those read who may still answer, now that it is their turn."""
    poll = poll_of(mailing)
    if poll is None:
        return {}
    closes_at = poll.wave_closes_at(Wave.LATER)
    said = Words(
        f"polls/mail/{template}",
        {
            "page": poll,
            "closes_at": closes_at,
            "url": poll.full_url,
        },
        pointless_after=closes_at,
    )
    return dict.fromkeys([user.pk for user in choose(mailing, list(users))], said)


def words_of_follow_up(mailing: Mailing, users: Sequence[User]) -> dict[int, Words]:
    return words_to(mailing, users, "follow_up")


def words_of_reminder(mailing: Mailing, users: Sequence[User]) -> dict[int, Words]:
    return words_to(mailing, users, "follow_up_reminder")


FOLLOW_UP = register(
    Purpose(
        code="follow-up",
        kind=Mailing.Kind.TASK,
        label=_("Questions once more, months later"),
        people=people_of,
        words=words_of_follow_up,
        choose=choose,
        is_telling=True,
    )
)
REMINDER = register(
    Purpose(
        code="follow-up-reminder",
        kind=Mailing.Kind.TASK,
        label=_("Reminder of the questions once more"),
        people=people_of,
        words=words_of_reminder,
        choose=choose,
        is_telling=True,
    )
)
