"""A table for SPSS: labels of variables and values, missing answers declared as such.

pyreadstat and pandas come with this module, so nothing imports it but what writes such a file.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas
import pyreadstat

from results.exports.tables import MISSING, SUPPRESSED, Cell, Column, Reason, Table, in_words

WHY = "__why"
KEPT_BACK_CODE = -99  # no figure is: shares are from 0, changes and gaps from -10
LONGEST_LABEL, LONGEST_OF_VALUE, LONGEST_OF_FILE = 250, 120, 64  # bytes, as SPSS has it


def to_sav(table: Table, head: Mapping[str, str]) -> bytes:
    """Write a table as an SPSS system file, in UTF-8.

    A number column keeps the codes of missing answers, which are user-missing; in a text column
    these would be text, so it is empty there, and a column of codes stands beside it.
    """
    values: dict[str, pandas.Series] = {}
    about: dict[str, dict[str, Any]] = {
        name: {}
        for name in ("labels", "value_labels", "missing_ranges", "variable_measure", "formats")
    }
    for at, column in enumerate(table.columns):
        cells = [row[at] for row in table.rows]
        label = f"{column.label} – {column.wording}" if column.wording else column.label
        if column.kind == "number":
            codes = [_number(column, cell) for cell in cells]
            _add_numbers(values, about, column.name, label, codes)
            about["value_labels"][column.name] = {
                **{int(code): cut(words, LONGEST_OF_VALUE) for code, words in column.codes},
                **_labels_of_reasons(column),
            }
            about["missing_ranges"][column.name] = _declared(column)
            about["variable_measure"][column.name] = measure_of(column)
        else:
            texts = ["" if column.reason_of(cell) is not None else text(cell) for cell in cells]
            values[column.name] = pandas.Series(texts, dtype=object)
            about["labels"][column.name] = cut(label, LONGEST_LABEL)
            written = [*texts, *(code for code, _words in column.codes), "-"]
            about["formats"][column.name] = f"A{max(len(one.encode()) for one in written)}"
            about["value_labels"][column.name] = {
                code: cut(words, LONGEST_OF_VALUE) for code, words in column.codes
            }
            about["variable_measure"][column.name] = measure_of(column)
            if column.has_reasons:
                why = f"{column.name}{WHY}"
                reasons = [column.reason_of(cell) for cell in cells]
                _add_numbers(values, about, why, f"Why {column.name} is empty", reasons)
                about["value_labels"][why] = _labels_of_reasons(column)
                about["variable_measure"][why] = "nominal"
    return _written(pandas.DataFrame(values), about, head, table.notes)


def _number(column: Column, cell: Cell) -> float | None:
    reason = column.reason_of(cell)
    return KEPT_BACK_CODE if reason == SUPPRESSED else cell  # type: ignore[return-value]


def measure_of(column: Column) -> str:
    """Return the level of measurement by its name in SPSS; text is never a scale there."""
    is_known = column.measure in ("nominal", "ordinal", "scale")
    is_text = column.kind == "text" and column.measure == "scale"
    return column.measure if is_known and not is_text else "nominal"


def text(cell: Cell) -> str:
    """Return text without the one sign at which SPSS would take it to end."""
    return "" if cell is None else str(cell).replace("\0", "")


def cut(words: str, most: int) -> str:
    """Cut words to so many bytes, never within a sign, and show that they were cut."""
    if len(words.encode()) <= most:
        return words
    return words.encode()[: most - 3].decode(errors="ignore") + "…"


def _add_numbers(
    values: dict[str, Any],
    about: dict[str, dict[str, Any]],
    name: str,
    label: str,
    numbers: Sequence[float | Reason | None],
) -> None:
    """Add a column of numbers with a width and decimals that show all of them."""
    values[name] = pandas.Series(numbers, dtype="float64")
    about["labels"][name] = cut(label, LONGEST_LABEL)
    given = [number for number in numbers if number is not None]
    is_whole = all(isinstance(number, int) for number in given)
    wide = max((len(f"{number:.0f}") for number in given), default=1)
    about["formats"][name] = f"F{wide}.0" if is_whole else f"F{wide + 7}.6"


def _labels_of_reasons(column: Column) -> dict[int, str]:
    kept_back = {KEPT_BACK_CODE: in_words(SUPPRESSED)} if column.keeps_back else {}
    return {code: MISSING[code] for code in column.missing} | kept_back


def _declared(column: Column) -> list[Any]:
    """Declare codes of missing answers; more than two in one range, for few can be listed."""
    declared: list[Any] = []
    if len(column.missing) > 2:
        declared.append({"lo": min(column.missing), "hi": max(column.missing)})
    else:
        declared += column.missing
    return [*declared, *([KEPT_BACK_CODE] if column.keeps_back else [])]


def _written(
    frame: pandas.DataFrame,
    about: dict[str, dict[str, Any]],
    head: Mapping[str, str],
    notes: Sequence[str],
) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.sav"
        pyreadstat.write_sav(
            frame,
            path,
            file_label=cut(head["title"], LONGEST_OF_FILE),
            column_labels=about["labels"],
            variable_value_labels={name: one for name, one in about["value_labels"].items() if one},
            missing_ranges={name: one for name, one in about["missing_ranges"].items() if one},
            variable_measure=about["variable_measure"],
            variable_format=about["formats"],
            note=_lines([f"{name}: {value}" for name, value in head.items()] + list(notes)),
        )
        return path.read_bytes()


def _lines(notes: Sequence[str], most: int = 80) -> list[str]:
    """Break notes into the lines of 80 bytes that the file has for them."""
    lines = []
    for note in notes:
        line = ""
        for word in note.split():
            if line and len(f"{line} {word}".encode()) > most:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        lines.append(cut(line, most))
    return lines
