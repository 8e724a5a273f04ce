"""How many people join for each letter that was delivered: what to expect of the next ones."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from django.utils import timezone

from analysis.representativeness import FEWEST_INVITATIONS, Response
from core.dates import opening_instant
from panel.models import CouncilSettings, InvitationBatch
from panel.models.people import months_after


class Source(StrEnum):
    """Where the rate of a group without one of its own comes from."""

    GIVEN = "given"  # somebody's own guess, for every group
    LETTERS = "letters"  # of all letters of the last twelve months
    COUNCIL = "council"  # what the council has set


@dataclass(frozen=True)
class Rates:
    """The rate of a group without its own, where it comes from, and what letters to wards brought.

    A letter goes to a ward and never to an age, so that an age in a ward has the rate of the ward.
    """

    usual: Fraction
    source: Source
    delivered: int = 0
    by_ward: dict[int, Response] = field(default_factory=dict)

    @property
    def with_their_own(self) -> int:
        """Count the wards with letters enough for a rate of their own."""
        return sum(one.invited >= FEWEST_INVITATIONS for one in self.by_ward.values())


def rates_of_letters(*, given: Fraction | None = None, on: dt.date | None = None) -> Rates:
    """Read the rates of the last twelve months, unless a rate is given for every group."""
    if given is not None:
        return Rates(given, Source.GIVEN)
    since = opening_instant(months_after(on or timezone.localdate(), -12))
    batches = InvitationBatch.objects.with_response().filter(
        kind=InvitationBatch.Kind.LETTERS, created_at__gte=since, codes_made_at__isnull=False
    )
    delivered: Counter[int | None] = Counter()
    joined: Counter[int | None] = Counter()
    for batch in batches:
        delivered[batch.ward_id] += batch.number - batch.returned
        joined[batch.ward_id] += min(batch.codes_used, batch.number - batch.returned)
    by_ward = {ward: Response(n, joined[ward]) for ward, n in delivered.items() if ward and n}
    everything = Response(delivered.total(), joined.total())
    if everything.invited >= FEWEST_INVITATIONS and everything.joined:
        return Rates(everything.rate, Source.LETTERS, everything.invited, by_ward)
    in_100 = CouncilSettings.load().expected_in_100
    return Rates(Fraction(in_100) / 100, Source.COUNCIL, everything.invited, by_ward)
