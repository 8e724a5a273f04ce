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
    ballot, _created = poll.ballots.update_or_create(
        key=key, defaults={"choice": choice, "cast_at": timezone.now()}
    )
    if instead_of and instead_of != key:
        poll.ballots.filter(key=instead_of).delete()
    announce_turnout(poll)
    return ballot
