"""Load the scores of the English Indices of Deprivation, by LSOA of 2021."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from panel.loading import BROKEN, UnknownLayout, fingerprint, open_text
from panel.loading.columns import matches, required_columns
from panel.models import DeprivationScore, LoadedFile
from panel.small_areas import named_by_postcodes

# The all-in-one file of the Indices ("File 7"), whose headers carry years and line ends.
COLUMNS = {
    "code": r"lsoa code \(20\d\d\)|lsoa\d{2}cd",
    "score": r"index of multiple deprivation \(imd\) score|imd[ _]?score",
    "decile": r"index of multiple deprivation \(imd\) decile( \(.*\))?|imd[ _]?decile",
}
PEOPLE = r"total population: mid[- ]?20\d\d.*"
OF_2021 = re.compile(r"lsoa code \(2021\)|lsoa21cd")
YEAR = re.compile(r"(?:iod|imd|id|indices\D*)[-_ ]?(20\d\d)", re.IGNORECASE)
NEWEST = "2025"  # the first edition that is of LSOAs of 2021


@dataclass(frozen=True)
class Scores:
    """What a file gave: how many scores of ours, of how many in it."""

    kept: int
    read: int
    source: str


@transaction.atomic
def load_deprivation(path: Path) -> Scores:
    """Store the scores of the LSOAs in which our postcodes lie, replacing earlier ones.

    Ranks are not read, for nothing may be worked out from them (requirements R5.15).
    """
    ours = named_by_postcodes("lsoa")
    if not ours:
        raise UnknownLayout(
            "No loaded postcode file names LSOAs. Load the ONS Postcode Directory or the National "
            "Statistics Postcode Lookup first: Code-Point Open has none."
        )
    source = source_of(path)
    rows: dict[str, DeprivationScore] = {}
    read = 0
    for row in read_scores(path, source):
        read += 1
        if row.code in ours:
            rows[row.code] = row
    if not rows:
        raise UnknownLayout(f"{path.name} has no LSOA in which a postcode of ours lies.")
    before = list(DeprivationScore.objects.values("code", "score", "decile", "people", "source"))
    LoadedFile.objects.create(
        kind=LoadedFile.Kind.DEPRIVATION,
        edition=source,
        file_name=path.name,
        sha256=fingerprint(path),
        rows=len(rows),
        replaced={"scores": before},
    )
    DeprivationScore.objects.all().delete()
    DeprivationScore.objects.bulk_create(rows.values(), batch_size=1000)
    return Scores(len(rows), read, source)


@transaction.atomic
def take_back_deprivation(loaded: LoadedFile) -> None:
    """Restore the scores as they were before a file."""
    DeprivationScore.objects.all().delete()
    DeprivationScore.objects.bulk_create(
        [DeprivationScore(**row) for row in loaded.replaced["scores"]], batch_size=1000
    )


def source_of(path: Path) -> str:
    found = YEAR.search(path.name)
    return f"English Indices of Deprivation {found[1] if found else NEWEST}"


def read_scores(path: Path, source: str) -> Iterator[DeprivationScore]:
    """Yield the score of each LSOA of a file, one row at a time."""
    try:
        with open_text(path) as file:
            reader = csv.reader(file)
            header = next(reader, [])
            at = columns_of(header, path)
            for values in reader:
                if values:
                    yield score_of(values, at, source, path)
    except BROKEN as problem:
        raise UnknownLayout(
            f"{path.name} is not a CSV file in UTF-8: {problem}. Save a workbook as CSV UTF-8."
        ) from problem


def columns_of(header: list[str], path: Path) -> dict[str, int]:
    """Name the columns by pattern; refuse a header with none or two of one, and show it."""
    names = [" ".join(name.split()).lower() for name in header]
    at = required_columns(names, COLUMNS, header, file=path.name)
    if not OF_2021.fullmatch(names[at["code"]]):
        raise UnknownLayout(
            f"{path.name} is of “{header[at['code']]}”. Wards are put together from LSOAs of 2021: "
            f"load the English Indices of Deprivation 2025 or later."
        )
    people = matches(names, PEOPLE)
    return at | ({"people": people[0]} if len(people) == 1 else {})


def score_of(values: list[str], at: dict[str, int], source: str, path: Path) -> DeprivationScore:
    """Return the score of a row, or refuse a row that cannot be one."""
    try:
        row = DeprivationScore(
            code=values[at["code"]].strip(),
            score=float(values[at["score"]]),
            decile=int(values[at["decile"]]),
            people=int(float(values[at["people"]].replace(",", ""))) if "people" in at else None,
            source=source,
        )
    except (IndexError, ValueError) as problem:
        raise UnknownLayout(
            f"{path.name} has a row that is no score: {','.join(values)[:80]}"
        ) from problem
    if not (0 <= row.score < 200 and 1 <= row.decile <= 10 and re.fullmatch(r"E01\d{6}", row.code)):
        raise UnknownLayout(f"{path.name} has a row that is no score: {','.join(values)[:80]}")
    return row
