"""How the panel is doing on a day: who is on it, how they came, how it turns over, who answers."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from analysis.turnover import Place, Turnover, turnover
from core.dates import closing_instant, day_in_london
from panel.models import Membership, Ward
from panel.models.people import months_after
from panel.trends import Trends, trends
from results.response import ResponseRates, response_rates

REFRESHED = 3  # one place in so many is replaced in a year
MONTHS_AHEAD = 12


@dataclass(frozen=True)
class Month:
    """A month, and how many of the places of today end in it."""

    first: dt.date
    places: int


@dataclass(frozen=True)
class PanelHealth:
    """The panel on a day, whole and by group, beside twelve months earlier."""

    on: dt.date
    since: dt.date
    whole: Turnover
    by_source: Mapping[str, Turnover]
    by_age: Mapping[str, Turnover]
    by_ward: Mapping[int, Turnover]
    months: tuple[Month, ...]
    response: ResponseRates
    only_invited: bool
    # Of the members of an age band, or of a ward, how many came by random invitation.
    invited_by_age: Mapping[str, int]
    invited_by_ward: Mapping[int, int]
    trends: Trends  # of the wards, over the twelve months

    @property
    def target_a_year(self) -> int:
        """Say how many places to replace in a year: a third of those held, rounded up."""
        return -(-self.whole.active // REFRESHED)

    @property
    def ending(self) -> int:
        return sum(month.places for month in self.months)


def panel_health(
    *, on: dt.date, wards: Sequence[Ward], threshold: int, only_invited: bool = False
) -> PanelHealth:
    """Look at all places from their dates; `only_invited` leaves out who was not asked at random.

    A pause does not end a place, and pauses of the past are not on record: who pauses is counted.
    Who was in a ward that is the same place as one of today is counted there (decision 0027).
    """
    since = months_after(on, -MONTHS_AHEAD)
    run_on = trends(wards, since)
    now_in = run_on.now_in()
    members = Membership.objects.filter(joined_at__lte=closing_instant(on))
    if only_invited:
        members = members.filter(source=Membership.Source.INVITATION)
    groups: tuple[defaultdict[Hashable, list[Place]], ...] = tuple(
        defaultdict(list) for _kind in range(4)
    )
    ends: Counter[dt.date] = Counter()
    at_random: tuple[Counter[str], Counter[int]] = (Counter(), Counter())
    fields = ("joined_at", "left_at", "lapsed_at", "term_ends_on", "status")
    for member in members.only(*fields, "source", "age_band", "ward_id").iterator(chunk_size=5000):
        place = Place(day_in_london(member.joined_at), member.ended_on)
        ward = now_in.get(member.ward_id, member.ward_id)
        if place.is_held_on(on):
            ends[member.term_ends_on.replace(day=1)] += 1
            if member.source == Membership.Source.INVITATION:
                at_random[0][member.age_band] += 1
                at_random[1][ward] += 1
        elif not place.ended_between(since, on) and not place.is_held_on(since):
            continue  # long over
        keys: tuple[Hashable, ...] = ("", member.source, member.age_band, ward)
        for found, key in zip(groups, keys, strict=True):
            found[key].append(place)
    whole, by_source, by_age, by_ward = (
        {key: turnover(places, on=on, since=since) for key, places in found.items()}
        for found in groups
    )
    nobody = turnover((), on=on, since=since)
    return PanelHealth(
        on=on,
        since=since,
        whole=whole.get("", nobody),
        by_source={str(key): value for key, value in by_source.items()},
        by_age={str(key): value for key, value in by_age.items()},
        by_ward={ward.pk: by_ward.get(ward.pk, nobody) for ward in wards},
        months=_months(on, ends),
        response=response_rates(upto=on, threshold=threshold, now_in=now_in),
        only_invited=only_invited,
        invited_by_age=at_random[0],
        invited_by_ward=at_random[1],
        trends=run_on,
    )


def _months(on: dt.date, ends: Counter[dt.date]) -> tuple[Month, ...]:
    """Return this month and those after it, also where no place ends."""
    first = on.replace(day=1)
    ahead = [months_after(first, number) for number in range(MONTHS_AHEAD)]
    return tuple(Month(month, ends[month]) for month in ahead)
