"""Voting in a quick poll."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from core.refusals import Refused
from polls.live import announce_turnout
from polls.showing import my_choice

if TYPE_CHECKING:
    from polls.models import Ballot, Choice

__all__ = ["cast_ballot", "my_choice"]


@transaction.atomic
def cast_ballot(*, key: str, choice: Choice, instead_of: str = "") -> Ballot:
    """Record a vote; a second vote under the same key replaces the first while the poll is open.

    `instead_of` is the key under which the same browser voted while signed out: that ballot goes.
    """
    poll = choice.page
    if refusal := poll.refusal():
        raise Refused(refusal)
    # One statement: the database decides whether this is a first vote or a second.
    [ballot] = poll.ballots.bulk_create(
        [poll.ballots.model(poll=poll, key=key, choice=choice, cast_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["poll", "key"],
        update_fields=["choice", "cast_at"],
    )
    if instead_of and instead_of != key:
        poll.ballots.filter(key=instead_of).delete()
    announce_turnout(poll)
    return ballot
