"""Load counts of people and households by ward."""

import csv
import datetime
import gzip
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from panel.loading import UnknownLayout, fingerprint
from panel.loading.area_counts import put_back_area_counts, read_area, replace_area_counts
from panel.loading.tables import CENSUS, ESTIMATE, Edition, check_sums, edition_of, record_tables
from panel.models import CensusCount, LoadedFile, Ward

LONG = {"ward_code", "variable", "category", "count"}
BY_YEAR_OF_AGE = {"ward_code", "total_population", "0", "90+"}
Counts = dict[tuple[str, str, str], int]  # by ward, variable and category


@dataclass(frozen=True)
class Loaded:
    """What a census file gave: how many counts of which variables, and the wards we do not hold."""

    counts: int
    variables: dict[str, int]
    unknown_wards: dict[str, str]


@transaction.atomic
def load_census(
    path: Path,
    *,
    source: str = "",
    dated: datetime.date | None = None,
    warn: Callable[[str], object] = lambda _line: None,
) -> Loaded:
    """Store a file's counts, replacing earlier ones of the same variables, wards and source.

    `source` and `dated` name the edition and the day that the counts speak of, where they are not
    those that the layout is usually of.

    A variable must cover every ward of a council that is in force, or will be: a count on other
    boundaries is no count of these wards. Totals of different variables differ by a few people,
    for the census adds small random changes.
    """
    if of_area := read_area(path):
        counts = replace_area_counts(path, of_area, edition_of(source, dated, usual=CENSUS))
        return Loaded(len(counts), {"sex": sum(counts.values())}, {})
    rows, usual = read(path)
    edition = edition_of(source, dated, usual=usual)
    wards = {ward.code: ward for ward in Ward.objects.without_boundaries()}
    unknown = {code: name for code, name, *_count in rows if code not in wards}
    kept = {
        (code, variable, category): count
        for code, _name, variable, category, count in rows
        if code in wards
    }
    refuse_other_boundaries(path, kept, wards, unknown)
    for code, name in sorted(unknown.items()):
        warn(f"Left out {name} ({code}): no such ward is loaded. Load its boundaries first.")
    apart = check_sums(path, kept, wards, edition)
    record_tables(replace_counts(path, kept, wards, edition), kept, wards, edition, apart)
    totals: Counter[str] = Counter()
    for (_code, variable, _category), count in kept.items():
        totals[variable] += count
    return Loaded(len(kept), dict(totals), unknown)


def refuse_other_boundaries(path: Path, kept: Counts, wards: dict[str, Ward], unknown) -> None:
    """Refuse a file whose wards are not those of one set of boundaries, naming what is missing."""
    today = timezone.localdate()
    if ended := sorted({wards[c] for c, *_rest in kept if has_ended(wards[c], today)}, key=str):
        raise UnknownLayout(
            f"{path.name} counts people in wards whose boundaries ended, among them {ended[0]} "
            f"({ended[0].code}, until {ended[0].valid_to}). Counts on other boundaries than those "
            f"in force are not counts of these wards, so nothing was loaded."
        )
    if not kept:
        known = f"{len(unknown)} wards, none of which is loaded" if unknown else "no ward"
        raise UnknownLayout(
            f"{path.name} has {known}. Load the boundaries first, then their counts."
        )
    covered = defaultdict(set)
    for code, variable, _category in kept:
        covered[variable].add(code)
    for variable, codes in sorted(covered.items()):
        begins = max(wards[code].valid_from for code in codes)
        councils = {wards[code].council_code for code in codes}
        missing = [
            ward
            for ward in Ward.objects.in_force(max(begins, today)).filter(council_code__in=councils)
            if ward.code not in codes
        ]
        if missing:
            names = ", ".join(f"{ward} ({ward.code})" for ward in missing[:5])
            raise UnknownLayout(
                f"{path.name} counts {variable} in {len(codes)} wards and leaves out "
                f"{len(missing)} that are in force: {names}{' ...' if missing[5:] else ''}. It is "
                f"of other boundaries, or cut off, so nothing was loaded."
            )


def has_ended(ward: Ward, today: datetime.date) -> bool:
    return ward.valid_to is not None and ward.valid_to <= today


def replace_counts(
    path: Path, kept: Counts, wards: dict[str, Ward], edition: Edition
) -> LoadedFile:
    """Write the counts in place of those before them, which are kept with the file's record."""
    scope = {
        "source": edition.source,
        "variable__in": sorted({variable for _code, variable, _category in kept}),
        "ward__code__in": sorted({code for code, *_rest in kept}),
    }
    before = CensusCount.objects.filter(**scope)
    loaded = LoadedFile.objects.create(
        kind=LoadedFile.Kind.CENSUS,
        edition=edition.source,
        file_name=path.name,
        sha256=fingerprint(path),
        rows=len(kept),
        replaced={
            "scope": scope,
            "counts": list(before.values_list("ward__code", "variable", "category", "count")),
        },
    )
    before.delete()
    write_counts(kept, wards, edition.source)
    return loaded


def write_counts(counts: Counts, wards: dict[str, Ward], source: str) -> None:
    CensusCount.objects.bulk_create(
        [
            CensusCount(
                ward=wards[code], variable=variable, category=category, count=count, source=source
            )
            for (code, variable, category), count in counts.items()
        ],
        batch_size=1000,
    )


@transaction.atomic
def take_back_census(loaded: LoadedFile) -> None:
    """Restore the counts as they were before a file."""
    if "area" in loaded.replaced:
        put_back_area_counts(loaded)
        return
    CensusCount.objects.filter(**loaded.replaced["scope"]).delete()
    wards = {ward.code: ward for ward in Ward.objects.without_boundaries()}
    counts = {
        (code, variable, category): count
        for code, variable, category, count in loaded.replaced["counts"]
        if code in wards
    }
    write_counts(counts, wards, loaded.edition)


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
    if not text.isdecimal():
        raise UnknownLayout(f"{path.name} has a count that is not a whole number: {text!r}")
    return int(text)
