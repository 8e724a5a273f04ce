"""A table before it becomes a file: typed columns that explain themselves, and rows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Cell = str | int | float | None
Reason = int | Literal["c"]

SUPPRESSED: Literal["c"] = "c"
KEPT_BACK = "kept back to protect people"

MISSING = {
    -9: "prefer not to say",
    -8: "do not know",
    -7: "not asked, because of an earlier answer",
    -6: "skipped",
    -5: "removed by moderation",
    -1: "not yet asked in this wave",
}

_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")


@dataclass(frozen=True)
class Column:
    """One variable, with what an analyst must know to use it."""

    name: str
    label: str
    kind: Literal["text", "number"]
    wording: str = ""
    measure: str = ""
    codes: tuple[tuple[str, str], ...] = ()
    missing: tuple[int, ...] = ()
    base: str = ""
    derived: str = ""
    sensitivity: str = ""
    keeps_back: bool = False  # a number that may be "c"

    def __post_init__(self):
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is not a name that SPSS, R and Python all accept.")

    @property
    def has_reasons(self) -> bool:
        """Say whether a cell may tell why there is no value, instead of one."""
        return self.keeps_back or bool(self.missing)

    def reason_of(self, cell: Cell) -> Reason | None:
        """Return why a cell holds no value, where it says so.

        In a column of text a number is the code of a missing answer, never what somebody wrote.
        """
        if self.kind == "text":
            return None if isinstance(cell, str) or cell is None else int(cell)
        if isinstance(cell, str):
            return SUPPRESSED
        return int(cell) if cell is not None and cell in self.missing else None


@dataclass(frozen=True)
class Table:
    """Columns and rows of one file.

    A number column may hold "c" where a figure is kept back, a text column the code of a missing
    answer, which is a number.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = field(default=())

    def __post_init__(self):
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names):
            raise ValueError("Two columns of one table have the same name.")

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def reasons_of(column: Column) -> tuple[Reason, ...]:
    """Return what a cell of a column may say of why there is no value."""
    return (*column.missing, *((SUPPRESSED,) if column.keeps_back else ()))


def in_words(reason: Reason) -> str:
    return KEPT_BACK if reason == SUPPRESSED else MISSING[reason]


def within_boundaries(first_day: dt.date | str | None) -> str:
    """Say in a codebook which boundaries the wards of a column are of, by their first day."""
    return f"ward boundaries valid from {first_day}" if first_day else ""


def codebook(table: Table) -> Table:
    """Describe every column of a table, as a table."""
    heads = (
        ("name", "Name of the column"),
        ("label", "What it holds"),
        ("wording", "The question as it was asked"),
        ("type", "Text or number"),
        ("measure", "Level of measurement"),
        ("codes", "Codes and their labels"),
        ("missing", "Codes for a missing answer"),
        ("base", "Who was asked"),
        ("derived", "How it was worked out"),
        ("sensitivity", "Class of protection"),
    )
    return Table(
        columns=tuple(Column(name, label, "text") for name, label in heads),
        rows=tuple(
            (
                column.name,
                column.label,
                column.wording,
                column.kind,
                column.measure,
                "; ".join(f"{code} = {label}" for code, label in column.codes),
                "; ".join(f"{code} = {in_words(code)}" for code in reasons_of(column)),
                column.base,
                column.derived,
                column.sensitivity,
            )
            for column in table.columns
        ),
    )


def variable_names(codes: Iterable[str], longest: int = 24) -> dict[str, str]:
    """Give each item code a lower-case name that is unique and always the same for the same list.

    Names leave room for the endings that tell waves and options apart.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for code in codes:
        stem = re.sub(r"[^a-z0-9]+", "_", code.lower()).strip("_")[:longest] or "item"
        if not stem[0].isalpha():
            stem = f"q{stem}"[:longest]
        name, number = stem, 2
        while name in taken:
            ending = f"_{number}"
            name, number = stem[: longest - len(ending)] + ending, number + 1
        taken.add(name)
        names[code] = name
    return names
