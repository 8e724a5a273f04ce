"""Residents by the groups that members tell of themselves: what the census counts of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from core.refusals import Refused
from panel.models import AreaCount, CensusCount, CouncilSettings, Ward
from panel.population import CENSUS, population_of

AGE, WARD = "age", "ward"
SEX = "sex"
# By variable and value: how the census's own category begins. What is not here is compared with
# nothing: the groups of one nation's census are not those of another's.
CENSUS_VARIABLE = {"ethnic_group": "ethnic_group_5", "disabled": "disability"}
CATEGORIES = {
    SEX: {"female": "Female", "male": "Male"},
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
    source: str = CENSUS
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
        AGE: Residents(ages, population.source),
        WARD: Residents(places, population.source),
    }


def residents_by_told(names: Sequence[str], wards: Sequence[Ward]) -> dict[str, Residents]:
    """Return residents of all ages by each variable that members tell, in two queries.

    All groups of a variable in all wards, or none: a missing count is not a nought.
    """
    counts = _counts_of_wards(wards)
    counts[SEX] = _counts_of_area()
    return {name: _grouped(name, counts.get(CENSUS_VARIABLE.get(name, name), {})) for name in names}


def _grouped(name: str, people: Mapping[str, int]) -> Residents:
    """Add up the census's own categories by the beginning of their names."""
    found = {
        code: sum(n for category, n in people.items() if category.startswith(beginning))
        for code, beginning in CATEGORIES.get(name, {}).items()
    }
    if found and all(found.values()):
        return Residents(found)
    return Residents(
        why_not=_(
            "No census counts of these groups are on file for the wards in force, so nothing is "
            "compared here. An administrator loads them with “manage.py load_census”."
        )
    )


def _counts_of_area() -> dict[str, int]:
    council = CouncilSettings.load().council_code
    rows = AreaCount.objects.filter(council_code=council, variable=SEX, source=CENSUS)
    return dict(rows.values_list("category", "count"))


def _counts_of_wards(wards: Sequence[Ward]) -> dict[str, dict[str, int]]:
    """Sum the wards' counts by variable and category, where every ward has some."""
    covered: defaultdict[str, set[int]] = defaultdict(set)
    people: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = CensusCount.objects.filter(
        ward__in=wards, variable__in=CENSUS_VARIABLE.values(), source=CENSUS
    )
    for ward, variable, category, n in rows.values_list(
        "ward_id", "variable", "category", "count"
    ).iterator():
        covered[variable].add(ward)
        people[variable][category] += n
    return {
        variable: dict(found)
        for variable, found in people.items()
        if len(covered[variable]) == len(wards)
    }
