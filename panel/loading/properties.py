"""Load a table of UPRNs and wards: the council's own, or the ONS UPRN Directory."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.utils import timezone

from panel.loading import BROKEN, UnknownLayout, fingerprint, open_text
from panel.loading.columns import matches, required_columns
from panel.models import LoadedFile, Property, Ward
from panel.postcodes import normalise
from panel.properties import UPRN

BATCH = 5_000
REQUIRED = {"uprn": r"uprn", "ward": r"osward|wd\d{2}cd|ward_?code|ward"}
POSTCODE = r"pcds?|postcode(_locator)?"


def load_properties(path: Path, *, council_code: str) -> LoadedFile:
    """Store the properties that lie in a council's wards.

    Until the last row is in, the table before answers, and a broken file leaves no trace. The table
    before is kept, so that this one can be taken back.
    """
    ours = set(Ward.objects.filter(council_code=council_code).values_list("code", flat=True))
    if not ours:
        raise UnknownLayout("No wards are loaded yet. Load their boundaries first.")
    # What has been taken back answers nothing: so a table may grow in peace.
    loaded = LoadedFile.objects.create(
        kind=LoadedFile.Kind.PROPERTIES,
        edition=council_code,
        file_name=path.name,
        sha256=fingerprint(path),
        rows=0,
        taken_back_at=timezone.now(),
    )
    try:
        rows = (row for row in read_properties(path) if row[2] in ours)
        while batch := list(islice(rows, BATCH)):
            Property.objects.bulk_create(
                [
                    Property(file=loaded, uprn=uprn, postcode=postcode, ward_code=ward)
                    for uprn, postcode, ward in batch
                ],
                ignore_conflicts=True,
            )
        loaded.rows = loaded.properties.count()
        if not loaded.rows:
            raise UnknownLayout(f"{path.name} has no property in a ward of {council_code}.")
    except BaseException:
        loaded.delete()
        raise
    loaded.loaded_at, loaded.taken_back_at = timezone.now(), None
    loaded.save()
    forget_older_tables()
    return loaded


def forget_older_tables() -> None:
    """Keep the rows of the table that answers and of the one before it, and of no other."""
    tables = LoadedFile.objects.standing().filter(kind=LoadedFile.Kind.PROPERTIES)
    kept = list(tables.values_list("pk", flat=True)[:2])
    Property.objects.exclude(file__in=kept).delete()


def take_back_properties(loaded: LoadedFile) -> None:
    """Take a table's rows out; the table before it answers again."""
    loaded.properties.all().delete()


def read_properties(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield UPRN, postcode ("" where the table has none) and ward, one row at a time."""
    try:
        with open_text(path) as file:
            reader = csv.reader(file)
            at, postcode = columns_of(next(reader, []), path)
            for number, values in enumerate(reader, start=1):
                if values:
                    yield row_of(values, at, postcode, number, path)
    except BROKEN as problem:
        raise UnknownLayout(f"{path.name} is not a CSV file in UTF-8: {problem}") from problem


def columns_of(header: list[str], path: Path) -> tuple[dict[str, int], int | None]:
    """Name the columns by pattern; refuse a header with none or two of one, and show it."""
    names = [name.strip().lower() for name in header]
    at = required_columns(names, REQUIRED, header, file=path.name)
    postcodes = matches(names, POSTCODE)
    return at, postcodes[0] if len(postcodes) == 1 else None


def row_of(
    values: list[str], at: dict[str, int], postcode: int | None, number: int, path: Path
) -> tuple[int, str, str]:
    try:
        uprn, ward = values[at["uprn"]].strip(), values[at["ward"]].strip()
        typed = values[postcode] if postcode is not None else ""
    except IndexError as short:
        raise UnknownLayout(f"{path.name} breaks off in row {number:,}.") from short
    if not UPRN.fullmatch(uprn):
        raise UnknownLayout(f"{path.name} has a UPRN in row {number:,} that is none: {uprn[:20]!r}")
    return int(uprn), normalise(typed), ward
