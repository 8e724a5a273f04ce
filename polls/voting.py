"""Voting in a quick poll."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Page

from consultations.privacy import below_published
from core.compiled import Compiled, Gap
from core.kept import restricted_above
from core.refusals import Refused
from polls.live import announce_turnout
from polls.models import Ballot, Choice, QuickPollPage

if TYPE_CHECKING:
    from panel.models import User


@Compiled
def published():
    """A choice with its poll, if the poll and all that is above it are published."""
    polls = below_published(QuickPollPage.objects.live()).filter(pk=Gap("poll", Page._meta.pk))
    choices = Choice.objects.select_related("page").filter(pk=Gap("choice", Choice._meta.pk))
    return choices.filter(page__in=polls).order_by()


def choice_open_to(user: User, *, poll: int, choice: int) -> Choice | None:
    """Return a choice with its poll, if the choice is one of the poll's and this person may see it.

    The live rows are read, not what was kept; whether the poll is open is asked when it counts.
    """
    found = published.one(poll=poll, choice=choice)
    if found is None or not restricted_above(found.page.path):
        return found
    return found if QuickPollPage.objects.visible_to(user).filter(pk=poll).exists() else None


# One statement: the database decides whether this is a first vote or a second. Django's own way of
# saying it (`bulk_create`) takes three times as long to build it as the database to do it.
PUT = (
    "INSERT INTO polls_ballot (poll_id, key, choice_id, cast_at) VALUES (%s, %s, %s, %s) "
    "ON CONFLICT (poll_id, key) "
    "DO UPDATE SET choice_id = excluded.choice_id, cast_at = excluded.cast_at "
    "RETURNING id"
)


@transaction.atomic
def cast_ballot(*, key: str, choice: Choice, instead_of: str = "") -> Ballot:
    """Record a vote; a second vote under the same key replaces the first while the poll is open.

    `instead_of` is the key under which the same browser voted while signed out: that ballot goes.
    """
    poll = choice.page
    if refusal := poll.refusal():
        raise Refused(refusal)
    ballot = Ballot(poll=poll, key=key, choice=choice, cast_at=timezone.now())
    ballot.pk = put_in_the_box(ballot)
    if instead_of and instead_of != key:
        poll.ballots.filter(key=instead_of).delete()
    # Counted after the commit: no vote waits for it, and of two at once the later counts both.
    transaction.on_commit(partial(announce_turnout, poll), robust=True)
    return ballot


def put_in_the_box(ballot: Ballot) -> int:
    """Store a ballot instead of any other under its key; return its number."""
    cast_at = connection.ops.adapt_datetimefield_value(ballot.cast_at)
    with connection.cursor() as cursor:
        cursor.execute(PUT, [ballot.poll_id, ballot.key, ballot.choice_id, cast_at])
        return cursor.fetchone()[0]
