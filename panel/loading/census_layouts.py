"""Read files of counts by area in the layouts of the ONS and Nomis, and in our own two.

Columns are known by pattern (requirements R5.6): our long table and single years of age, the wide
bulk files of Nomis (`census2021-ts021-lsoa.csv`), tables that Nomis writes for a query, with lines
above and below, and the long files of the ONS's custom datasets. What a header means is decided
before the first count is read, and a header that is none of these is refused and shown.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from panel.loading import BROKEN, UnknownLayout, open_text
from panel.loading.census_tables import (
    CENSUS,
    TITLES,
    Labels,
    crossed,
    labels_of,
    variable_of,
)

LINES_ABOVE = 15  # that a table of Nomis may have above its header
LONG = {"ward_code", "variable", "category", "count"}
BY_YEAR_OF_AGE = {"ward_code", "total_population", "0", "90+"}
ESTIMATE = "Mid-2020 estimate"
AREA_CODE = re.compile(
    r"geography code|mnemonic|(wd|lsoa|oa|lad)\d{2}cd|(.+ )?(wards?( and divisions)?|lsoa|oa|"
    r"output areas?|local authorities|local authority districts) code",
    re.IGNORECASE,
)
COUNT = re.compile(r"observation|count|value|obs_value", re.IGNORECASE)
GSS = re.compile(r"[A-Z]\d{8}")
Cell = tuple[int, str, str]  # a column, and the variable and category that it counts


class Row(NamedTuple):
    """One count: of people, or of households, of an area in a category of a variable."""

    code: str
    name: str
    variable: str
    category: str
    n: int


@dataclass(frozen=True)
class Layout:
    """How a row of a file is read; `source` says what its counts are of.

    `says_once` of a file that has each count in a row of its own: one said twice is a mistake.
    """

    source: str
    read: Callable[[list[str]], Iterator[Row]]
    width: int
    says_once: bool = False


class CensusFile:
    """A file of counts being read row by row, plain or gzipped: it is never in memory whole."""

    def __init__(self, path: Path):
        self.path = path
        self.file = open_text(path)
        self.reader = csv.reader(self.file)
        try:
            self.layout = recognise(list(islice(self.reader, 1)), self.reader, path)
        except BROKEN as problem:
            self.file.close()
            raise UnknownLayout(
                f"{path.name} is not a CSV file in UTF-8: {problem}. Save a workbook as CSV UTF-8."
            ) from problem
        except UnknownLayout:
            self.file.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_problem):
        self.file.close()

    def rows(self) -> Iterator[Row]:
        """Yield each count; lines below a table, which name no area, are left out."""
        try:
            for values in self.reader:
                if len(values) >= self.layout.width:
                    yield from self.layout.read(values)
                elif any(GSS.fullmatch(value.strip()) for value in values):
                    raise UnknownLayout(f"{self.path.name} breaks off: {','.join(values)[:80]}")
        except BROKEN as problem:
            raise UnknownLayout(
                f"{self.path.name} breaks off or is damaged: {problem}"
            ) from problem


def recognise(first: list[list[str]], reader: Iterator[list[str]], path: Path) -> Layout:
    """Return the layout by the header, which tables of Nomis have some lines below their title."""
    above = first[0] if first else []
    if layout := layout_of(above, "", path):
        return layout
    title = TITLES.match(above[0].strip()) if above else None
    for header in islice(reader, LINES_ABOVE) if title else ():
        if title and (layout := layout_of(header, title["name"], path)):
            return layout
    raise UnknownLayout(
        f"{path.name} is not a census file that we know. Its header: {','.join(above)}"
    )


def layout_of(header: list[str], title: str, path: Path) -> Layout | None:
    """Return the layout of a header, or None where it is none that we know."""
    names = [" ".join(name.split()) for name in header]
    if set(names) >= LONG:
        return our_long_table(names, path)
    if set(names) >= BY_YEAR_OF_AGE:
        return our_years_of_age(names, path)
    codes = [at for at, name in enumerate(names) if AREA_CODE.fullmatch(name)]
    if len(codes) != 1:
        return None
    counts = [at for at, name in enumerate(names) if COUNT.fullmatch(name)]
    if len(counts) == 1:
        return long_table_of_the_ons(names, codes[0], counts[0], path)
    return wide_table_of_nomis(names, codes[0], title, path)


# ---- our own -------------------------------------------------------------------------------------


def our_long_table(names: list[str], path: Path) -> Layout:
    code, variable, category, count = (
        names.index(name) for name in ("ward_code", "variable", "category", "count")
    )
    ward = names.index("ward_name") if "ward_name" in names else None

    def read(values: list[str]) -> Iterator[Row]:
        name = values[ward] if ward is not None else ""
        yield Row(
            values[code], name, values[variable], values[category], whole(values[count], path)
        )

    return Layout(CENSUS, read, len(names), says_once=True)


def our_years_of_age(names: list[str], path: Path) -> Layout:
    """Give one count for each year of age of a ward, as variable `year_of_age`."""
    code = names.index("ward_code")
    ward = names.index("ward_name") if "ward_name" in names else code
    ages = {age: names.index(age) for age in [*map(str, range(90)), "90+"]}

    def read(values: list[str]) -> Iterator[Row]:
        for age, at in ages.items():
            yield Row(values[code], values[ward], "year_of_age", age, whole(values[at], path))

    return Layout(ESTIMATE, read, len(names))


# ---- of the ONS and Nomis ------------------------------------------------------------------------


def long_table_of_the_ons(names: list[str], code: int, count: int, path: Path) -> Layout:
    """Read a custom dataset: area, one or more variables each with its code, and the count."""
    area = re.sub(r"\s*code$", "", names[code], flags=re.IGNORECASE)
    name_at = next(
        (
            at
            for at in (code + 1, code - 1)
            if 0 <= at < len(names) and names[at] in (area, f"{area} name")
        ),
        code,
    )
    others = [
        (at, name)
        for at, name in enumerate(names)
        if at not in (code, count, name_at) and not name.lower().endswith(" code")
    ]
    variables: list[tuple[int, Labels]] = []
    for at, name in others:
        if variable := variable_of(name):
            variables.append((at, labels_of(variable)))
    if others and not variables:
        raise UnknownLayout(unknown_table(path, [name for _at, name in others]))

    def read(values: list[str]) -> Iterator[Row]:
        area_code = values[code].strip()
        if not GSS.fullmatch(area_code):
            return
        n = whole(values[count], path)
        if not variables:
            yield Row(area_code, values[name_at], "usual_residents", "All", n)
        read_here = (labels(values[at].strip(), path) for at, labels in variables)
        for found in crossed(dict(filter(None, read_here))):
            yield Row(area_code, values[name_at], *found, n)

    return Layout(CENSUS, read, len(names))


def wide_table_of_nomis(names: list[str], code: int, title: str, path: Path) -> Layout | None:
    """Read a bulk file, whose columns are "Variable: Category", or one of a query, with a title."""
    area = next((at for at in range(code) if at != 0 or names[0].lower() != "date"), code)
    date = names.index("date") if "date" in names else None
    columns = {at: name for at, name in enumerate(names) if at not in (code, area, date) and name}
    cells = cells_of_two(columns, path) or cells_of_one(columns, title, path)
    if not cells:
        if columns and date is not None:
            raise UnknownLayout(unknown_table(path, list(columns.values())[:1]))
        return None

    def read(values: list[str]) -> Iterator[Row]:
        area_code = values[code].strip()
        if not GSS.fullmatch(area_code):
            return
        if date is not None and values[date].strip() not in ("2021", ""):
            raise UnknownLayout(
                f"{path.name} is of {values[date]}. Only tables of the census of 2021 are known."
            )
        for at, variable, category in cells:
            yield Row(area_code, values[area], variable, category, whole(values[at], path))

    return Layout(CENSUS, read, max(at for at, *_rest in cells) + 1)


def cells_of_one(columns: Mapping[int, str], title: str, path: Path) -> list[Cell]:
    """Return the columns of each variable that count everybody once, with what they count."""
    cells: list[Cell] = []
    read = {at: column_of(name, title) for at, name in columns.items()}
    for variable in sorted({variable for variable, _label in read.values() if variable}):
        labels = labels_of(variable)
        of_it = {label: at for at, (name, label) in read.items() if name == variable}
        for label in labels.leaves(list(of_it), path):
            if found := labels(label, path):
                cells.append((of_it[label], *found))
    return cells


def cells_of_two(columns: Mapping[int, str], path: Path) -> list[Cell]:
    """Return the columns of a table of two variables (TS009), each of which counts in both.

    Its columns are like "Sex: Female; Age: Aged 16 years". Nothing of a table of one variable.
    """
    read = {at: pair for at, name in columns.items() if len(pair := variables_in(name)) > 1}
    if not read:
        return []
    variables = list(next(iter(read.values())))
    if any(list(pair) != variables for pair in read.values()):
        raise UnknownLayout(f"{path.name} has columns of more than one table.")
    leaves = {
        name: labels_of(name).leaves(list(dict.fromkeys(p[name] for p in read.values())), path)
        for name in variables
    }
    cells: list[Cell] = []
    for at, pair in read.items():
        if all(label in leaves[name] for name, label in pair.items()):
            found = filter(None, (labels_of(name)(label, path) for name, label in pair.items()))
            cells += [(at, *one) for one in crossed(dict(found))]
    return cells


def variables_in(name: str) -> dict[str, str]:
    """Return the category of each variable that a column names."""
    parts = [part.partition(":") for part in without_measure(name).split(";")]
    return {variable: label.strip() for head, _c, label in parts if (variable := variable_of(head))}


def column_of(name: str, title: str) -> tuple[str, str]:
    """Return the variable and the category of a column; of a query's table by its title."""
    name = without_measure(name)
    head, _colon, label = name.partition(":")
    if variable := variable_of(head):
        return variable, label.strip()
    return variable_of(title), name


def without_measure(name: str) -> str:
    return re.sub(r";\s*measures:\s*value$", "", name, flags=re.IGNORECASE)


def unknown_table(path: Path, names: list[str]) -> str:
    return (
        f"{path.name} counts “{', '.join(names)}”, which nothing here uses. Known are residents "
        f"(TS001), age by single year (TS007) or in six groups, sex (TS008), sex by age (TS009), "
        f"ethnic group (TS021), religion (TS030), disability (TS038) and tenure (TS054)."
    )


def whole(text: str, path: Path) -> int:
    text = text.strip()
    if not text.isdecimal():
        raise UnknownLayout(f"{path.name} has a count that is not a whole number: {text!r}")
    return int(text)
