"""The two CSV files that others draw from: quotas, and people by id.

The layout is that of the Sortition Foundation's `sortition-algorithms`, so that an independent
party can repeat a draw with that library. Quotas are `feature,value,min,max`, with
`min_flex,max_flex` for all rows or none, or in the older layout `category,feature,min,max` or
`category,name,min,max`. People are an id column and a column for each feature; reading leaves
other columns alone, and writing adds at most one, `household`, with a number.

Text is decoded text. Cells are stripped of space around them. Reading and writing raise `BadFile`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from .quotas import Person, Quota

HOUSEHOLD = "household"

_MOST_CHARACTERS = 20_000_000
_LONGEST_CELL = 200
_MOST_FAULTS = 20
# A cell that begins so is run as a formula by spreadsheets.
_FORMULA = ("=", "+", "-", "@")
_HEADERS = (("feature", "value"), ("category", "feature"), ("category", "name"))
_LIMITS = ("min", "max")
_FLEX = ("min_flex", "max_flex")


class BadFile(ValueError):
    """A file that cannot be taken; `faults` says of each line what is wrong with it."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class _Row:
    line: int
    cells: dict[str, str]


def read_quotas(text: str) -> tuple[Quota, ...]:
    """Read quotas in the order of the file, from the newer layout or the older one."""
    header, rows, faults = _rows(text)
    columns = [name.lower() for name in header]
    names = next((pair for pair in _HEADERS if set(pair) <= set(columns)), None)
    missing = [name for name in _LIMITS if name not in columns]
    if names is None or missing:
        raise BadFile(
            ["Line 1: quotas have the columns feature, value, min and max, not " + _list(header)]
        )
    flexible = [name for name in _FLEX if name in columns]
    if len(flexible) == 1:
        raise BadFile([f"Line 1: {flexible[0]} stands alone; min_flex and max_flex go together."])
    quotas: list[Quota] = []
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        cells = {name.lower(): cell for name, cell in row.cells.items()}
        wrong = [_fault_of_name(name, cells[name]) for name in names]
        wrong += [_fault_of_number(name, cells[name]) for name in (*_LIMITS, *flexible)]
        key = cells[names[0]], cells[names[1]]
        if not any(wrong):
            lowest, highest, *flex = (int(cells[name]) for name in (*_LIMITS, *flexible))
            wrong.append(_fault_of_limits(lowest, highest, flex))
            quotas.append(Quota(*key, lowest, highest, (flex[0], flex[1]) if flex else None))
        if key in seen:
            wrong.append(f"{key[0]}: {key[1]} has a quota on line {seen[key]} already.")
        seen.setdefault(key, row.line)
        faults += [f"Line {row.line}: {fault}" for fault in wrong if fault]
    if not quotas and not faults:
        faults.append("Line 2: there are no quotas.")
    _raise(faults)
    return tuple(quotas)


def read_people(
    text: str,
    features: Sequence[str],
    *,
    id_column: str | None = "id",
    household_columns: Sequence[str] = (),
) -> tuple[Person, ...]:
    """Read people in the order of the file, with a value for each of the features.

    Without an `id_column` (None) people are numbered from 1, as the older layout has no ids. People
    share a household if all `household_columns` are the same; none of them filled in means alone.
    """
    header, rows, faults = _rows(text)
    needed = [*features, *household_columns, *([id_column] if id_column else [])]
    if missing := [name for name in dict.fromkeys(needed) if name not in header]:
        raise BadFile(
            [f"Line 1: there is no column {_list(missing)} The columns are {_list(header)}"]
        )
    people: list[Person] = []
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        person = row.cells[id_column] if id_column else str(number)
        wrong = [_fault_of_name(id_column or "id", person)]
        wrong += [_fault_of_name(feature, row.cells[feature]) for feature in features]
        if person in seen:
            wrong.append(f"the id {person} is on line {seen[person]} already.")
        seen.setdefault(person, row.line)
        faults += [f"Line {row.line}: {fault}" for fault in wrong if fault]
        home = [row.cells[name] for name in household_columns]
        values = {feature: row.cells[feature] for feature in features}
        people.append(Person(person, values, "\t".join(home) if any(home) else ""))
    _raise(faults)
    return tuple(people)


def write_quotas(quotas: Sequence[Quota]) -> str:
    """Write quotas in the newer layout. All of them have flex, or none."""
    flexible = [quota for quota in quotas if quota.flex]
    if flexible and len(flexible) < len(quotas):
        raise BadFile(["Either all quotas of a file have flex, or none."])
    rows = [
        [quota.feature, quota.value, str(quota.minimum), str(quota.maximum)]
        + [str(limit) for limit in quota.flex or ()]
        for quota in quotas
    ]
    header = ["feature", "value", *_LIMITS, *(_FLEX if flexible else ())]
    return _write(header, rows, named=2)


def write_people(
    people: Sequence[Person], features: Sequence[str], *, with_households: bool = False
) -> str:
    """Write ids and values, and nothing else of anybody; households only as numbers.

    Everybody who lives alone has a household number too, because blank addresses may count as one.
    """
    header = ["id", *features, *([HOUSEHOLD] if with_households else [])]
    if len(set(header)) != len(header):
        raise BadFile([f"Line 1: two columns have one name in {_list(header)}"])
    numbers: dict[tuple[str, str], str] = {}
    rows = []
    for person in people:
        row = [person.id, *(person.values.get(feature, "") for feature in features)]
        if with_households:
            home = ("shared", person.household) if person.household else ("alone", person.id)
            row.append(numbers.setdefault(home, f"h{len(numbers) + 1}"))
        rows.append(row)
    return _write(header, rows, named=len(features) + 1)


def _rows(text: str) -> tuple[list[str], list[_Row], list[str]]:
    """Split text into its header, its rows and what is wrong with the shape of lines."""
    if len(text) > _MOST_CHARACTERS:
        raise BadFile([f"The file has more than {_MOST_CHARACTERS:,} characters."])
    lines = _lines(text.removeprefix("\ufeff"))
    _line, header = next(lines, (1, []))
    if not any(header):
        raise BadFile(["Line 1: there is no header."])
    if len({name.lower() for name in header}) != len(header):
        raise BadFile([f"Line 1: two columns have one name in {_list(header)}"])
    rows, faults = [], []
    for line, cells in lines:
        if len(cells) != len(header):
            faults.append(f"Line {line}: there are {len(cells)} cells and {len(header)} columns.")
        else:
            rows.append(_Row(line, dict(zip(header, cells, strict=True))))
    return header, rows, faults


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give each row that is not blank with the number of the line on which it begins."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as fault:
            raise BadFile([f"Line {line}: this is not CSV: {fault}."]) from fault
        if any(cells):
            yield line, cells


def _fault_of_name(column: str, cell: str) -> str:
    """Say what keeps a cell from being an id, a feature or a value; empty if nothing does."""
    if not cell:
        return f"{column} is empty."
    if len(cell) > _LONGEST_CELL:
        return f"{column} has {len(cell)} characters; {_LONGEST_CELL} are the most."
    if not cell.isprintable():
        return f"{column} has a character that cannot be seen: {cell!r}."
    if cell.startswith(_FORMULA):
        return f"{column} begins with {cell[0]}, which a spreadsheet would run: {cell!r}."
    return ""


def _fault_of_number(column: str, cell: str) -> str:
    if cell.isascii() and cell.isdigit() and len(cell) <= 7:
        return ""
    return f"{column} is a whole number of 0 or more, not {cell[:_LONGEST_CELL]!r}."


def _fault_of_limits(lowest: int, highest: int, flex: list[int]) -> str:
    if lowest > highest:
        return f"min is {lowest} and max is {highest}, which is less."
    if flex and not flex[0] <= lowest <= highest <= flex[1]:
        return f"{flex[0]} to {flex[1]} is no loosening of {lowest} to {highest}."
    return ""


def _write(header: list[str], rows: list[list[str]], named: int) -> str:
    """Write a file whose first `named` cells of each row are ids, features or values."""
    faults = [fault for name in header if (fault := _fault_of_name("a column", name))]
    for at, row in enumerate(rows, start=2):
        names = zip(header[:named], row[:named], strict=True)
        wrong = [
            f"{column} has space around it."
            if cell != cell.strip()
            else _fault_of_name(column, cell)
            for column, cell in names
        ]
        faults += [f"Line {at}: {fault}" for fault in wrong if fault]
    _raise(faults)
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([header, *rows])
    return out.getvalue()


def _raise(faults: list[str]) -> None:
    if len(faults) > _MOST_FAULTS:
        raise BadFile([*faults[:_MOST_FAULTS], f"And {len(faults) - _MOST_FAULTS:,} more."])
    if faults:
        raise BadFile(faults)


def _list(names: Sequence[str]) -> str:
    shown = ", ".join(name[:_LONGEST_CELL] for name in names[:20])
    return f"{shown}, …" if len(names) > 20 else f"{shown}."
