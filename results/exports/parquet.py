"""A table as Parquet: typed columns, why a value is missing beside them, the codebook within.

pyarrow comes with this module, so nothing imports it but what writes such a file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from results.exports.as_json import described
from results.exports.tables import Cell, Column, Table, in_words

WHY = "__why"


def to_parquet(table: Table, head: Mapping[str, str]) -> bytes:
    """Write a table; what has codes is a dictionary, and the schema says what the file is."""
    fields, arrays = [], []
    for at, column in enumerate(table.columns):
        for field, array in _written(column, [row[at] for row in table.rows]):
            fields.append(field)
            arrays.append(array)
    about = {**head, "notes": list(table.notes), "codebook": [*map(described, table.columns)]}
    schema = pa.schema(fields, metadata={"folkmoot": json.dumps(about, ensure_ascii=False)})
    out = pa.BufferOutputStream()
    pq.write_table(pa.table(arrays, schema=schema), out, compression="zstd")
    return out.getvalue().to_pybytes()


def _written(column: Column, cells: Sequence[Cell]) -> Iterator[tuple[Any, Any]]:
    """Give the field and the values of a column, and of the reasons beside it if it has any."""
    reasons = [column.reason_of(cell) for cell in cells]
    values = [
        None if reason is not None else cell for cell, reason in zip(cells, reasons, strict=True)
    ]
    if column.kind == "number":
        is_whole = all(isinstance(value, int | None) for value in values)
        array = pa.array(values, pa.int64() if is_whole else pa.float64())
    else:
        array = pa.array(values, pa.string())
        if column.codes:
            array = array.dictionary_encode()
    about = {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in described(column).items()
    }
    yield pa.field(column.name, array.type, metadata=about), array
    if column.has_reasons:
        said = [None if reason is None else in_words(reason) for reason in reasons]
        why = pa.array(said, pa.string()).dictionary_encode()
        label = {"label": f"Why there is no value in {column.name}"}
        yield pa.field(f"{column.name}{WHY}", why.type, metadata=label), why
