"""Residents by the groups that members tell of themselves: what the census counts of each."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from core.dates import short_day
from core.refusals import Refused
from panel.models import AreaCount, CensusCount, CouncilSettings, Ward
from panel.population import AGE_BY_SEX, BANDS, SEX, dates_of, population_of

AGE, WARD = "age", "ward"
SEXES = {"female": "Female", "male": "Male"}
# By variable and value: how the census's own category begins. What is not here is compared with
# nothing: the groups of one nation's census are not those of another's.
CENSUS_VARIABLE = {"ethnic_group": "ethnic_group_5", "disabled": "disability"}
Counts = Mapping[str, int]  # by category of the census
CATEGORIES = {
    SEX: SEXES,
    # Of 16 and over, as members are; in the order in which people read them.
    AGE_BY_SEX: {
        f"{sex} {band}": f"{beginning}, {age}"
        for sex, beginning in SEXES.items()
        for band, _label, _ours, age in BANDS
    },
    "ethnic_group": {
        "white": "White",
        "mixed": "Mixed",
        "asian": "Asian",
        "black": "Black",
        "other": "Other ethnic group",
    },
    "disabled": {"yes": "Disabled under", "no": "Not disabled"},
}


@dataclass(frozen=True)
class Residents:
    """Residents by group, or nobody and the reason in words."""

    people: Mapping[str, int] = field(default_factory=dict)
    source: str = ""
    dated: dt.date | None = None
    why_not: str = ""

    @property
    def whole(self) -> int:
        return sum(self.people.values())


def residents_by_place_and_age(wards: Sequence[Ward]) -> dict[str, Residents]:
    """Return residents of 16 and over by age band and by ward."""
    try:
        population = population_of(wards)
    except Refused as refusal:
        return dict.fromkeys((AGE, WARD), Residents(why_not=str(refusal)))
    ages: defaultdict[str, int] = defaultdict(int)
    places: defaultdict[str, int] = defaultdict(int)
    for (ward, band), n in population.people.items():
        ages[band] += n
        places[ward] += n
    return {
        name: Residents(people, population.source, population.dated)
        for name, people in ((AGE, ages), (WARD, places))
    }


def residents_by_told(names: Sequence[str], wards: Sequence[Ward]) -> dict[str, Residents]:
    """Return residents by each variable that members tell, in two queries.

    Of all ages, but for age by sex, which is of 16 and over. From the newest source that has all
    groups in all wards: a missing count is not a nought.
    """
    counts = _counts_of_wards(wards)
    for variable, by_source in _counts_of_area().items():
        counts[variable] = by_source | counts.get(variable, {})
    sources = {source for found in counts.values() for source in found}
    dated = dates_of(sources)
    newest_first = sorted(sources, key=lambda one: dated.get(one, dt.date.min), reverse=True)
    return {name: _newest(name, counts, newest_first, dated) for name in names}


def _newest(
    name: str,
    counts: Mapping[str, Mapping[str, Counts]],
    sources: Sequence[str],
    dated: Mapping[str, dt.date],
) -> Residents:
    """Add up the census's own categories by the beginning of their names."""
    of_variable = counts.get(CENSUS_VARIABLE.get(name, name), {})
    for source in sources:
        people = of_variable.get(source, {})
        found = {
            code: sum(n for category, n in people.items() if category.startswith(beginning))
            for code, beginning in CATEGORIES.get(name, {}).items()
        }
        if found and all(found.values()):
            return Residents(found, source, dated.get(source))
    return Residents(
        why_not=_(
            "No census counts of these groups are on file for the wards in force, so nothing is "
            "compared here. An administrator loads them with “manage.py load_census”."
        )
    )


def _counts_of_area() -> dict[str, dict[str, dict[str, int]]]:
    """Return counts of the whole area by variable, source and category."""
    council = CouncilSettings.load().council_code
    found: dict[str, dict[str, dict[str, int]]] = {}
    rows = AreaCount.objects.filter(council_code=council)
    for variable, source, category, n in rows.values_list(
        "variable", "source", "category", "count"
    ):
        found.setdefault(variable, {}).setdefault(source, {})[category] = n
    return found


def _counts_of_wards(wards: Sequence[Ward]) -> dict[str, dict[str, dict[str, int]]]:
    """Sum the wards' counts by variable, source and category, where every ward has some."""
    covered: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    people: defaultdict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    variables = (*CENSUS_VARIABLE.values(), AGE_BY_SEX)
    rows = CensusCount.objects.filter(ward__in=wards, variable__in=variables)
    for ward, variable, source, category, n in rows.values_list(
        "ward_id", "variable", "source", "category", "count"
    ).iterator():
        covered[variable, source].add(ward)
        found = people[variable, source]
        found[category] = found.get(category, 0) + n
    counts: defaultdict[str, dict[str, dict[str, int]]] = defaultdict(dict)
    for (variable, source), found in people.items():
        if len(covered[variable, source]) == len(wards):
            counts[variable][source] = found
    return counts


def source_in_words(source: str, dated: dt.date | None) -> str:
    """Name a source with the day that it speaks of, where that is known."""
    if dated is None:
        return source
    return _("%(source)s (%(day)s)") % {"source": source, "day": short_day(dated, year=True)}
