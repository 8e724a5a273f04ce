"""A table as JSON: what it is, a codebook, and rows by name of column."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from results.exports.tables import Column, Table, in_words, reasons_of

FORM = "folkmoot table 1"  # raise it when a program that reads this form could no longer


def to_json(table: Table, head: Mapping[str, str]) -> bytes:
    """Write a table and its codebook: the same values as in CSV, text as it was written."""
    whole = data_of(table, head)
    return (json.dumps(whole, ensure_ascii=False, allow_nan=False) + "\n").encode()


def data_of(table: Table, head: Mapping[str, str]) -> dict[str, Any]:
    names = table.header
    return {
        "form": FORM,
        **head,
        "notes": list(table.notes),
        "codebook": [described(column) for column in table.columns],
        "rows": [dict(zip(names, row, strict=True)) for row in table.rows],
    }


def described(column: Column) -> dict[str, Any]:
    """Say of a column what the codebook says; codes and reasons by what stands in the cell."""
    return {
        "name": column.name,
        "label": column.label,
        "wording": column.wording,
        "type": column.kind,
        "measure": column.measure,
        "codes": dict(column.codes),
        "missing": {str(reason): in_words(reason) for reason in reasons_of(column)},
        "base": column.base,
        "derived": column.derived,
        "sensitivity": column.sensitivity,
    }
