"""Counts of the whole area, of what no file at hand says by ward: women and men of a council."""

import csv
import re
from pathlib import Path

from panel.loading import BROKEN, UnknownLayout, fingerprint, open_text
from panel.loading.tables import Edition, check_sum_of_area, record_table_of_area
from panel.models import AreaCount, CouncilSettings, LoadedFile
from panel.population import SEX

OF_A_COUNCIL = re.compile(r"lad_?code|lad\d{2}cd", re.IGNORECASE)
CATEGORIES = {"female": "Female", "male": "Male"}


def read_area(path: Path) -> dict[str, int] | None:
    """Return the council's counts by category, or None for a file of another layout."""
    council = CouncilSettings.load().council_code
    row = None
    try:
        with open_text(path) as file:
            table = csv.DictReader(file)
            header = table.fieldnames or ()
            codes = [name for name in header if OF_A_COUNCIL.fullmatch(name)]
            if len(codes) != 1 or not CATEGORIES.keys() <= set(header) or "ward_code" in header:
                return None
            for each in table:
                if each[codes[0]] == council:
                    row = each
    except BROKEN:
        return None  # whoever reads it next says so in words
    if row is None:
        raise UnknownLayout(
            f"{path.name} has no row of {council or 'the council, whose code is not set'}, so "
            f"nothing was loaded."
        )
    found = {}
    for column, category in CATEGORIES.items():
        text = row[column] or ""
        if not text.isdecimal():
            raise UnknownLayout(f"{path.name} has a count that is not a whole number: {text!r}")
        found[category] = int(text)
    return found


def replace_area_counts(
    path: Path, variable: str, counts: dict[str, int], edition: Edition
) -> dict[str, int]:
    """Write the counts in place of those before them, which are kept with the file's record."""
    council = CouncilSettings.load().council_code
    apart = check_sum_of_area(path, council, variable, sum(counts.values()), edition)
    before = AreaCount.objects.filter(
        council_code=council, variable=variable, source=edition.source
    )
    loaded = LoadedFile.objects.create(
        kind=LoadedFile.Kind.CENSUS,
        edition=edition.source,
        file_name=path.name,
        sha256=fingerprint(path),
        rows=len(counts),
        replaced={
            "area": council,
            "variable": variable,
            "counts": dict(before.values_list("category", "count")),
        },
    )
    before.delete()
    _write(council, variable, counts, edition.source)
    record_table_of_area(
        loaded,
        council=council,
        variable=variable,
        total=sum(counts.values()),
        edition=edition,
        apart=apart,
    )
    return counts


def put_back_area_counts(loaded: LoadedFile) -> None:
    """Restore the counts as they were before a file."""
    council, variable = loaded.replaced["area"], loaded.replaced.get("variable", SEX)
    AreaCount.objects.filter(
        council_code=council, variable=variable, source=loaded.edition
    ).delete()
    _write(council, variable, loaded.replaced["counts"], loaded.edition)


def _write(council: str, variable: str, counts: dict[str, int], source: str) -> None:
    AreaCount.objects.bulk_create(
        AreaCount(
            council_code=council, variable=variable, category=category, count=n, source=source
        )
        for category, n in counts.items()
    )
