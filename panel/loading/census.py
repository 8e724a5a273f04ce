"""Load counts of people and households by ward."""

import csv
import gzip
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from panel.loading import UnknownLayout
from panel.models import CensusCount, Ward

LONG = {"ward_code", "variable", "category", "count"}
BY_YEAR_OF_AGE = {"ward_code", "total_population", "0", "90+"}
CENSUS = "Census 2021"
ESTIMATE = "Mid-2020 estimate"


@dataclass(frozen=True)
class Loaded:
    """What a census file gave: how many counts of which variables, and the wards we do not hold."""

    counts: int
    variables: dict[str, int]
    unknown_wards: dict[str, str]


@transaction.atomic
def load_census(path: Path, *, warn: Callable[[str], object] = lambda _line: None) -> Loaded:
    """Store a file's counts, replacing earlier ones of the same variables and wards.

    Totals of different variables differ by a few people, for the census adds small random changes.
    """
    rows, source = read(path)
    wards = {ward.code: ward for ward in Ward.objects.only("code")}
    unknown = {code: name for code, name, *_count in rows if code not in wards}
    kept = {
        (code, variable, category): count
        for code, _name, variable, category, count in rows
        if code in wards
    }
    variables = {variable for _code, variable, _category in kept}
    CensusCount.objects.filter(
        source=source, variable__in=variables, ward__code__in={code for code, *_rest in kept}
    ).delete()
    CensusCount.objects.bulk_create(
        [
            CensusCount(
                ward=wards[code], variable=variable, category=category, count=count, source=source
            )
            for (code, variable, category), count in kept.items()
        ],
        batch_size=1000,
    )
    for code, name in sorted(unknown.items()):
        warn(f"Left out {name} ({code}): no such ward is loaded. Load its boundaries first.")
    totals: Counter[str] = Counter()
    for (_code, variable, _category), count in kept.items():
        totals[variable] += count
    return Loaded(len(kept), dict(totals), unknown)


def read(path: Path) -> tuple[list[tuple[str, str, str, str, int]], str]:
    """Return a file's rows as ward, name, variable, category and count, with their source."""
    open_text = gzip.open if path.suffix == ".gz" else open
    with open_text(path, "rt", encoding="utf-8-sig", newline="") as file:
        table = csv.DictReader(file)
        header = set(table.fieldnames or ())
        if header >= LONG:
            return [long_row(row, path) for row in table], CENSUS
        if header >= BY_YEAR_OF_AGE:
            return [row for r in table for row in by_year_of_age(r, path)], ESTIMATE
    raise UnknownLayout(
        f"{path.name} is not a census file that we know. Its header: "
        f"{','.join(table.fieldnames or ())}"
    )


def long_row(row: dict[str, str], path: Path):
    code, name = row["ward_code"], row.get("ward_name", "")
    return code, name, row["variable"], row["category"], whole(row["count"], path)


def by_year_of_age(row: dict[str, str], path: Path):
    """Yield one count for each year of age of a ward, as variable `year_of_age`."""
    for age in [*map(str, range(90)), "90+"]:
        yield row["ward_code"], row["ward_name"], "year_of_age", age, whole(row[age], path)


def whole(text: str, path: Path) -> int:
    if not text.isdigit():
        raise UnknownLayout(f"{path.name} has a count that is not a whole number: {text!r}")
    return int(text)
