"""Who the panel stands for: active members beside the census of the wards in force.

For officers and analysts, with every count as it is: what is short of four people cannot be said
with a "c". Those under the threshold are marked, because councillors and the public never see them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from django.db.models import Count

from analysis.apportionment import apportion
from analysis.representativeness import Comparison, Shortfall, Standing, compare, shortfalls
from panel.models import Membership, Ward
from panel.population import BAND_OF, LABELS, Population, population_of
from results.letters import Rates, rates_of_letters

WARD, AGE = 0, 1  # the places of a cell's key


@dataclass(frozen=True)
class Cell:
    """A group of members: how it stands, what it lacks, and where it is found."""

    standing: Standing
    shortfall: Shortfall
    ward: Ward | None
    band: str

    @property
    def age(self) -> str:
        return str(LABELS[self.band]) if self.band else ""

    @property
    def label(self) -> str:
        """Name the group: "Easton", "16 to 24" or "Easton, 16 to 24"."""
        return ", ".join(filter(None, (self.ward.name if self.ward else "", self.age)))


@dataclass(frozen=True)
class Variable:
    """Members by age, by ward, or by both."""

    cells: tuple[Cell, ...]
    comparison: Comparison

    def labels(self, codes: Iterable[str]) -> list[str]:
        wanted = set(codes)
        return [cell.label for cell in self.cells if cell.standing.code in wanted]

    @property
    def short(self) -> int:
        return sum(cell.shortfall.short for cell in self.cells)

    @property
    def invitations(self) -> int | None:
        """Give all invitations needed; None if in some group no number is enough."""
        needed = [cell.shortfall.invitations for cell in self.cells]
        return None if None in needed else sum(number or 0 for number in needed)


@dataclass(frozen=True)
class PanelStanding:
    """The panel beside the people it stands for."""

    by_age: Variable
    by_ward: Variable
    by_both: Variable
    wards: tuple[Ward, ...]
    population: Population
    members: int
    self_selected: int  # of all active members
    without_age: int  # members who prefer not to say: in the wards, and in no cell by age
    elsewhere: int  # members whose ward's boundaries have ended: counted in nothing here
    target: int
    rates: Rates
    only_invited: bool

    @property
    def rate(self) -> Fraction:
        """Return the rate where a group has none of its own."""
        return self.rates.usual

    @property
    def boundaries_since(self) -> dt.date:
        return max(ward.valid_from for ward in self.wards)

    @property
    def residents(self) -> int:
        return sum(self.population.people.values())


def panel_standing(
    *,
    wards: Sequence[Ward],
    target: int | None,
    rate: Fraction | None = None,
    only_invited: bool = False,
) -> PanelStanding:
    """Set active members beside the census, in four queries; `wards` are those in force.

    `target` is the size to aim at, today's unless given; `rate` the response rate expected of
    letters, what is on record unless given; `only_invited` leaves out who was not invited at
    random. Refused, in words, where the census on file is not of these wards.
    """
    population = population_of(wards)
    places = {ward.pk: ward for ward in wards}
    members: Counter[tuple[str, str]] = Counter()
    elsewhere = self_selected = 0
    for place, band, source, n in _count_members(only_invited):
        self_selected += n if source in Membership.SELF_SELECTED else 0
        if place in places:
            members[places[place].code, BAND_OF.get(band, "")] += n
        else:
            elsewhere += n
    size = members.total() if target is None else target
    by_code = {ward.code: ward for ward in wards}

    rates = rates_of_letters(given=rate)
    variable = partial(_variable, members, population.people, wards=by_code, size=size, rates=rates)
    return PanelStanding(
        by_age=variable(part=[AGE], within=None),
        by_ward=variable(part=[WARD], within=WARD),
        by_both=variable(part=[WARD, AGE], within=WARD),
        wards=tuple(wards),
        population=population,
        members=members.total(),
        self_selected=self_selected,
        without_age=sum(n for (_ward, band), n in members.items() if not band),
        elsewhere=elsewhere,
        target=size,
        rates=rates,
        only_invited=only_invited,
    )


def _count_members(only_invited: bool) -> Iterable[tuple[int, str, str, int]]:
    """Count active members by ward, age band and how they came, from an index alone."""
    members = Membership.objects.active()
    if only_invited:
        members = members.filter(source=Membership.Source.INVITATION)
    groups = members.values_list("ward_id", "age_band", "source")
    return groups.annotate(n=Count("pk")).order_by()


def _variable(
    members: Mapping[tuple[str, str], int],
    people: Mapping[tuple[str, str], int],
    *,
    part: Sequence[int],
    within: int | None,
    wards: Mapping[str, Ward],
    size: int,
    rates: Rates,
) -> Variable:
    """Add up cells of ward and age by a part of their key, and set them beside each other."""
    counts: defaultdict[str, int] = defaultdict(int)
    population: defaultdict[str, int] = defaultdict(int)
    keys, neighbours = {}, {}
    for key, residents in people.items():
        code = " ".join(key[at] for at in part)
        counts[code] += 0
        population[code] += residents
        keys[code] = key
        # Ages have neighbours; wards have none that a table could know.
        neighbours[code] = "" if within is None else key[within]
    for member, n in members.items():
        code = " ".join(member[at] for at in part)
        if code in counts:  # who prefers not to say their age is in no cell of it
            counts[code] += n
    comparison = compare(counts, population, within=neighbours)
    seats = apportion(size, population).seats
    letters = {
        code: rates.by_ward[wards[key[WARD]].pk]
        for code, key in keys.items()
        if WARD in part and wards[key[WARD]].pk in rates.by_ward
    }
    lacks = shortfalls(counts, seats, panel_rate=rates.usual, responses=letters)
    return Variable(
        cells=tuple(
            Cell(
                standing,
                lack,
                wards[keys[standing.code][WARD]] if WARD in part else None,
                keys[standing.code][AGE] if AGE in part else "",
            )
            for standing, lack in zip(comparison.cells, lacks, strict=True)
        ),
        comparison=comparison,
    )
