"""What is recorded of a table of people, and whether its sums belong to one population.

Tables of one census differ by a few people, because small random changes protect privacy. That is
rounding: it is said, and evened out where two are compared. More than that is not the same people.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db.models import Sum

from analysis.margins import to_common_total
from panel.loading import UnknownLayout
from panel.models import CensusCount, LoadedFile, PopulationTable, Ward
from panel.population import CENSUS, DATED, ESTIMATE, RESIDENTS

__all__ = ["CENSUS", "ESTIMATE", "Edition", "check_sums", "edition_of", "record_tables"]

# Variables that count every resident once begin so; homes, or who works, have sums of their own.
OF_EVERYBODY = ("usual_residents", "age", "year_of_age", "sex", "ethnic", "disab", "religion")
Counts = Mapping[tuple[str, str, str], int]  # by ward, variable and category
Totals = dict[str, dict[str, int]]  # by variable and ward


@dataclass(frozen=True)
class Edition:
    """Whose counts they are, and the day that they speak of."""

    source: str
    dated: dt.date


@dataclass(frozen=True)
class Apart:
    """By how many more people (under 0: fewer) one table differs from another, by rounding."""

    people: int = 0
    compared_with: str = ""


def edition_of(source: str, dated: dt.date | None, *, usual: str) -> Edition:
    """Return the edition that is named, else the one that the layout is usually of."""
    source = source.strip() or usual
    dated = dated or DATED.get(source)
    if dated is None:
        raise UnknownLayout(
            f"Nobody knows which day {source!r} speaks of. Say it with --dated, like "
            f"--dated 2022-06-30."
        )
    if len(source) > 60:
        raise UnknownLayout("The name of a source has 60 letters at most.")
    known = DATED.get(source)
    if known and known != dated:
        raise UnknownLayout(f"{source} speaks of {known}, not of {dated}. Name another source.")
    return Edition(source, dated)


def check_sums(
    path: Path,
    counts: Counts,
    wards: Mapping[str, Ward],
    edition: Edition,
) -> dict[tuple[str, str], Apart]:
    """Compare every table of everybody with residents, of the file or of the same source on file.

    By council and variable. What rounding explains is said; more is refused, naming both tables.
    """
    found: dict[tuple[str, str], Apart] = {}
    for council, here in _by_council(counts, wards).items():
        totals = _totals_on_file(here, wards, edition.source) | here
        if len(totals) < 2:
            continue
        first = RESIDENTS if RESIDENTS in totals else min(totals)
        for variable, by_ward in totals.items():
            # Two tables that were on file before are not this file's business.
            if variable != first and (variable in here or first in here):
                found[council, variable] = _difference(
                    path.name, variable, by_ward, first, totals[first]
                )
    return found


def _by_council(counts: Counts, wards: Mapping[str, Ward]) -> dict[str, Totals]:
    found: dict[str, Totals] = defaultdict(lambda: defaultdict(dict))
    for (code, variable, _category), n in counts.items():
        if variable.startswith(OF_EVERYBODY):
            by_ward = found[wards[code].council_code][variable]
            by_ward[code] = by_ward.get(code, 0) + n
    return found


def _totals_on_file(here: Totals, wards: Mapping[str, Ward], source: str) -> Totals:
    """Add up what is on file of the same source, where it has all wards of the file."""
    codes = {code for by_ward in here.values() for code in by_ward}
    rows = CensusCount.objects.filter(ward__code__in=codes, source=source).exclude(
        variable__in=here
    )
    found: Totals = defaultdict(dict)
    for variable, code, n in (
        rows.order_by().values_list("variable", "ward__code").annotate(n=Sum("count"))
    ):
        if variable.startswith(OF_EVERYBODY):
            found[variable][code] = n
    return {variable: by_ward for variable, by_ward in found.items() if set(by_ward) == codes}


def _difference(
    file: str, variable: str, by_ward: Mapping[str, int], first: str, others: Mapping[str, int]
) -> Apart:
    """Return how far apart two tables are; refused where their wards differ, or by too many."""
    if set(by_ward) != set(others):
        odd = ", ".join(sorted(set(by_ward) ^ set(others))[:5])
        raise UnknownLayout(
            f"{file}: {variable} and {first} are not of the same wards ({odd}), so nothing was "
            f"loaded."
        )
    try:
        to_common_total({variable: by_ward, first: others})
    except ValueError as problem:  # MarginsDisagree among them
        raise UnknownLayout(f"{file}: {problem} Nothing was loaded.") from problem
    return Apart(sum(by_ward.values()) - sum(others.values()), first)


def check_sum_of_area(
    path: Path, council: str, variable: str, total: int, edition: Edition
) -> Apart:
    """Compare people of the whole area with residents of its wards in force, if on file."""
    wards = {ward.code for ward in Ward.objects.in_force().filter(council_code=council)}
    rows = CensusCount.objects.filter(
        variable=RESIDENTS, source=edition.source, ward__code__in=wards
    )
    by_ward: Counter[str] = Counter()
    for code, n in rows.values_list("ward__code", "count"):
        by_ward[code] += n
    if not wards or set(by_ward) != wards:
        return Apart()
    people = by_ward.total()
    # Every ward was changed at random by itself, so a person for each of them is rounding too.
    nobody = dict.fromkeys(wards, 0)
    try:
        to_common_total({variable: {**nobody, "": total}, RESIDENTS: {**nobody, "": people}})
    except ValueError as problem:
        raise UnknownLayout(f"{path.name}: {problem} Nothing was loaded.") from problem
    return Apart(total - people, RESIDENTS)


# ---- the record ----------------------------------------------------------------------------------


def record_tables(
    loaded: LoadedFile,
    counts: Counts,
    wards: Mapping[str, Ward],
    edition: Edition,
    apart: Mapping[tuple[str, str], Apart],
) -> None:
    """Put on record each variable of a file for each council: source, day, boundaries and total."""
    totals: Counter[tuple[str, str]] = Counter()
    places: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for (code, variable, _category), n in counts.items():
        key = wards[code].council_code, variable
        totals[key] += n
        places[key].add(code)
    PopulationTable.objects.bulk_create(
        PopulationTable(
            loaded=loaded,
            variable=variable,
            source=edition.source,
            dated=edition.dated,
            council_code=council,
            wards=len(places[council, variable]),
            boundaries_since=max(wards[code].valid_from for code in places[council, variable]),
            total=total,
            apart=apart.get((council, variable), Apart()).people,
            compared_with=apart.get((council, variable), Apart()).compared_with,
        )
        for (council, variable), total in sorted(totals.items())
    )


def record_table_of_area(
    loaded: LoadedFile, *, council: str, variable: str, total: int, edition: Edition, apart: Apart
) -> None:
    """Put a table of the whole area on record."""
    PopulationTable.objects.create(
        loaded=loaded,
        variable=variable,
        source=edition.source,
        dated=edition.dated,
        council_code=council,
        wards=0,
        total=total,
        apart=apart.people,
        compared_with=apart.compared_with,
    )
