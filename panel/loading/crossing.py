"""Whether a table of two variables adds up to the tables of each: age by sex to age, and to sex.

What rounding explains is let through, as between all tables of one census; more is refused.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from pathlib import Path

from analysis.margins import to_common_total
from panel.loading import UnknownLayout
from panel.loading.census_tables import AGES_BY_SEX
from panel.loading.tables import Counts, Edition
from panel.models import AreaCount, CensusCount, CouncilSettings, Ward
from panel.population import AGE_BY_SEX, AGES, SEX

ByPlace = Mapping[str, Mapping[str, int]]  # by category and ward


def check_crossed_wards(
    path: Path, counts: Counts, wards: Mapping[str, Ward], edition: Edition
) -> None:
    """Compare age by sex of wards with age and with sex on file of the same source."""
    cells: defaultdict[str, defaultdict[str, dict[str, int]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for (code, variable, category), n in counts.items():
        if variable == AGE_BY_SEX:
            cells[wards[code].council_code][category][code] = n
    for council, of_council in cells.items():
        _refuse_gaps(path, of_council)
        places = {code for by_place in of_council.values() for code in by_place}
        ages = _ages_on_file(places, edition.source)
        _compare(path, AGES, _margin(of_council, 1), ages)
        sexes = {category: {"": n} for category, n in _sexes_on_file(council, edition.source)}
        _compare(path, SEX, _margin(of_council, 0), sexes)


def check_crossed_area(path: Path, counts: Mapping[str, int], edition: Edition) -> None:
    """Compare age by sex of the whole area with age in its wards and with sex on file."""
    council = CouncilSettings.load().council_code
    cells = {category: {"": n} for category, n in counts.items()}
    _refuse_gaps(path, cells)
    places = set(
        Ward.objects.in_force().filter(council_code=council).values_list("code", flat=True)
    )
    _compare(path, AGES, _margin(cells, 1), _ages_on_file(places, edition.source))
    sexes = {category: {"": n} for category, n in _sexes_on_file(council, edition.source)}
    _compare(path, SEX, _margin(cells, 0), sexes)


def _refuse_gaps(path: Path, cells: Collection[str]) -> None:
    if missing := [category for category in AGES_BY_SEX if category not in cells]:
        raise UnknownLayout(
            f"{path.name} counts age by sex and leaves out {missing[0]!r}, so nothing was loaded."
        )


def _margin(cells: ByPlace, part: int) -> ByPlace:
    """Add up "Female, Aged 16 to 24 years" by its sex (0) or by its age (1)."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for category, by_place in cells.items():
        found[category.split(", ", 1)[part]].update(by_place)
    return found


def _ages_on_file(places: Collection[str], source: str) -> ByPlace:
    """Return the six ages of these wards; nothing where some ward has none."""
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    rows = CensusCount.objects.filter(ward__code__in=places, variable=AGES, source=source)
    for category, code, n in rows.values_list("category", "ward__code", "count"):
        found[category][code] = n
    has_all = all(set(by_place) == set(places) for by_place in found.values())
    return found if has_all else {}


def _sexes_on_file(council: str, source: str):
    rows = AreaCount.objects.filter(council_code=council, variable=SEX, source=source)
    return rows.values_list("category", "count")


def _compare(path: Path, variable: str, margin: ByPlace, on_file: ByPlace) -> None:
    """Refuse a margin that is further from the table on file than rounding explains.

    Every ward was changed at random by itself, so a person for each of them is rounding too.
    """
    for category in sorted(on_file.keys() & margin.keys()):
        ours, theirs = margin[category], on_file[category]
        longest = max(ours, theirs, key=len)
        nobody = dict.fromkeys(longest, 0)
        sums = {
            f"{AGE_BY_SEX} of “{category}”": {**nobody, "all": sum(ours.values())},
            f"{variable} of “{category}”": {**nobody, "all": sum(theirs.values())},
        }
        try:
            to_common_total(sums)
        except ValueError as problem:
            raise UnknownLayout(f"{path.name}: {problem} Nothing was loaded.") from problem
