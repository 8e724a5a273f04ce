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

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.apportionment import apportion
from analysis.margins import MarginsDisagree, to_common_total
from analysis.representativeness import Comparison, Shortfall, Standing, compare, shortfalls
from core.refusals import Refused
from panel.models import AgeBand, CensusCount, Membership, Ward
from results.census import DATED

AGES = "age_6"
RESIDENTS = "usual_residents"
# What the census and the panel both tell apart: our two oldest bands are the census's last.
BANDS = (
    ("16-24", gettext_lazy("16 to 24"), (AgeBand.FROM_16,), "Aged 16 to 24"),
    ("25-34", gettext_lazy("25 to 34"), (AgeBand.FROM_25,), "Aged 25 to 34"),
    ("35-49", gettext_lazy("35 to 49"), (AgeBand.FROM_35,), "Aged 35 to 49"),
    ("50-64", gettext_lazy("50 to 64"), (AgeBand.FROM_50,), "Aged 50 to 64"),
    ("65+", gettext_lazy("65 and over"), (AgeBand.FROM_65, AgeBand.FROM_75), "Aged 65"),
)
BAND_OF = {str(ours): code for code, _label, bands, _census in BANDS for ours in bands}
WARD, AGE = 0, 1  # the places of a cell's key
LABELS = {code: label for code, label, _bands, _census in BANDS}


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
class Population:
    """Residents aged 16 and over by ward and age band, and what is to be said of the counts."""

    people: dict[tuple[str, str], int]
    everybody: int
    source: str
    rounding: int  # how many more (under 0: fewer) a plain count of residents has


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
    elsewhere: int  # members whose ward's boundaries have ended: counted in nothing here
    target: int
    rate: Fraction
    only_invited: bool

    @property
    def boundaries_since(self) -> dt.date:
        return max(ward.valid_from for ward in self.wards)

    @property
    def residents(self) -> int:
        return sum(self.population.people.values())


def panel_standing(
    *, wards: Sequence[Ward], target: int | None, rate: Fraction, only_invited: bool = False
) -> PanelStanding:
    """Set active members beside the census, in three queries; `wards` are those in force.

    `target` is the size to aim at, today's unless given; `rate` the response rate expected of
    invitations; `only_invited` leaves out who was not invited at random. Refused, in words, where
    the census on file is not of these wards.
    """
    population = population_of(wards)
    places = {ward.pk: ward for ward in wards}
    members: Counter[tuple[str, str]] = Counter()
    elsewhere = 0
    for place, band, n in _count_members(only_invited):
        if place in places:
            members[places[place].code, BAND_OF[band]] += n
        else:
            elsewhere += n
    size = members.total() if target is None else target
    by_code = {ward.code: ward for ward in wards}

    variable = partial(_variable, members, population.people, wards=by_code, size=size, rate=rate)
    return PanelStanding(
        by_age=variable(part=[AGE], within=None),
        by_ward=variable(part=[WARD], within=WARD),
        by_both=variable(part=[WARD, AGE], within=WARD),
        wards=tuple(wards),
        population=population,
        members=members.total(),
        self_selected=0 if only_invited else _count_self_selected(),
        elsewhere=elsewhere,
        target=size,
        rate=rate,
        only_invited=only_invited,
    )


def _count_members(only_invited: bool) -> Iterable[tuple[int, str, int]]:
    """Count active members by ward and age band; of all of them, from an index alone."""
    members = Membership.objects.active()
    if only_invited:
        members = members.filter(source=Membership.Source.INVITATION)
    return members.values_list("ward_id", "age_band").annotate(n=Count("pk")).order_by()


def _count_self_selected() -> int:
    """Count the active members who joined by themselves.

    The conditions stand inside the sum: as a filter, SQLite would go through the index by status
    and fetch each row by itself, which takes ten times as long as reading the table once.
    """
    return Membership.objects.aggregate(
        n=Count("pk", filter=Q(status=Membership.Status.ACTIVE, source=Membership.Source.OPEN))
    )["n"]


def _variable(
    members: Mapping[tuple[str, str], int],
    people: Mapping[tuple[str, str], int],
    *,
    part: Sequence[int],
    within: int | None,
    wards: Mapping[str, Ward],
    size: int,
    rate: Fraction,
) -> Variable:
    """Add up cells of ward and age by a part of their key, and set them beside each other."""
    counts: defaultdict[str, int] = defaultdict(int)
    population: defaultdict[str, int] = defaultdict(int)
    keys, neighbours = {}, {}
    for key, residents in people.items():
        code = " ".join(key[at] for at in part)
        counts[code] += members[key]
        population[code] += residents
        keys[code] = key
        # Ages have neighbours; wards have none that a table could know.
        neighbours[code] = "" if within is None else key[within]
    comparison = compare(counts, population, within=neighbours)
    seats = apportion(size, population).seats
    lacks = shortfalls(counts, seats, panel_rate=rate)
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


# ---- the census of the same boundaries -----------------------------------------------------------


def population_of(wards: Sequence[Ward]) -> Population:
    """Read residents by ward and age band from the newest source that has all wards in force.

    A ward without counts is not a ward without people: it is refused, never taken for 0.
    """
    if not wards:
        raise Refused(_("No wards are loaded yet. An administrator loads their boundaries first."))
    counts, residents = _read(wards)
    if not counts:
        raise Refused(
            _(
                "No census counts by age are loaded. An administrator loads them with "
                "“manage.py load_census”; then this page can compare."
            )
        )
    sources = sorted(counts, key=lambda source: DATED.get(source, dt.date.min), reverse=True)
    gaps = {source: _gaps(wards, counts[source]) for source in sources}
    source = next((source for source in sources if not gaps[source]), "")
    if not source:
        raise Refused(_other_boundaries(sources[0], gaps[sources[0]], len(wards)))
    people = {
        (ward.code, code): sum(
            count
            for category, count in counts[source][ward.pk].items()
            if category.startswith(beginning)
        )
        for ward in wards
        for code, _label, _bands, beginning in BANDS
    }
    everybody = {ward.code: sum(counts[source][ward.pk].values()) for ward in wards}
    rounding = _rounding(everybody, {w.code: residents[source].get(w.pk) for w in wards})
    return Population(people, sum(everybody.values()), source, rounding)


def _read(wards: Sequence[Ward]):
    """Return counts by source, ward and category of age, and residents by source and ward.

    A source of which no ward in force has any count is kept, empty, so that it can be named.
    """
    ours = {ward.pk for ward in wards}
    counts: defaultdict[str, defaultdict[int, dict[str, int]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    residents: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for place, variable, category, source, count in CensusCount.objects.filter(
        variable__in=(AGES, RESIDENTS)
    ).values_list("ward_id", "variable", "category", "source", "count"):
        if variable == AGES:
            of_source = counts[source]
            if place in ours:
                of_source[place][category] = count
        elif place in ours:
            residents[source][place] = residents[source].get(place, 0) + count
    return counts, residents


def _gaps(wards: Sequence[Ward], counts: Mapping[int, Mapping[str, int]]) -> list[Ward]:
    """List the wards that lack the count of any age band."""
    return [
        ward
        for ward in wards
        if not all(
            any(category.startswith(beginning) for category in counts.get(ward.pk, {}))
            for _code, _label, _bands, beginning in BANDS
        )
    ]


def _other_boundaries(source: str, without: Sequence[Ward], wards: int) -> str:
    named = ", ".join(f"{ward.name} ({ward.code})" for ward in without[:5])
    more = len(without) - 5
    return _(
        "%(source)s is on file for other boundaries: of %(wards)d wards in force, %(without)d have "
        "no count, or not of every age: %(named)s. Load counts of the wards in force. Until then "
        "nothing is compared here, for a missing count is not a nought."
    ) % {
        "source": source,
        "wards": wards,
        "without": len(without),
        "named": named + (_(" and %(more)d more") % {"more": more} if more > 0 else ""),
    }


def _rounding(by_age: Mapping[str, int], residents: Mapping[str, int | None]) -> int:
    """Return by how many people two counts of the same residents differ; more than rounding is
    refused, and a council without the second count has nothing to compare."""
    whole = {code: count for code, count in residents.items() if count is not None}
    if len(whole) < len(by_age):
        return 0
    try:
        common = to_common_total({AGES: by_age, RESIDENTS: whole}, total_of=AGES)
    except MarginsDisagree as apart:
        raise Refused(
            _(
                "The census counts on file do not belong together: by age they add up to %(ages)s "
                "people, and residents are %(residents)s. Rounding explains %(allowed)s at most. "
                "Load both from one edition."
            )
            % {
                "ages": f"{sum(by_age.values()):,}",
                "residents": f"{sum(whole.values()):,}",
                "allowed": f"{apart.allowed:,}",
            }
        ) from apart
    return int(sum(-rescaled.people for rescaled in common.rescaled))
