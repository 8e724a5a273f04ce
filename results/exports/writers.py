"""Turn a table into the bytes of a file."""

from __future__ import annotations

import csv
import hashlib
import io

import xlsxwriter

from core.safety import guard_formula

from .tables import Cell, Table, codebook

ROWS_MEASURED = 200
WIDEST = 60  # characters


def to_csv(table: Table) -> bytes:
    """Write CSV that Excel opens as it is: UTF-8 with a byte-order mark, CRLF, RFC 4180."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.header)
    kinds = [column.kind for column in table.columns]
    for row in table.rows:
        writer.writerow([_csv_cell(cell, kind) for cell, kind in zip(row, kinds, strict=True)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def to_xlsx(table: Table) -> bytes:
    """Write a workbook: a sheet of data and one that explains it. Text is never a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": False,
        },
    )
    bold = book.add_format({"bold": True})
    for name, sheet_table in (("Data", table), ("Codebook", codebook(table))):
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for at, head in enumerate(sheet_table.header):
            sheet.write_string(0, at, head, bold)
            sheet.set_column(at, at, _width(sheet_table, at))
        for line, row in enumerate(sheet_table.rows, start=1):
            for at, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(line, at, _without_control_characters(cell))
                elif cell is not None:
                    sheet.write_number(line, at, cell)
    book.close()
    return out.getvalue()


def canonical(table: Table) -> bytes:
    """Write the one form whose SHA-256 names a snapshot: rows in order of id, LF, least quoting."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(table.header)
    for row in sorted(table.rows, key=lambda cells: str(cells[0])):
        writer.writerow(
            [
                f"{cell:.6f}" if isinstance(cell, float) else ("" if cell is None else cell)
                for cell in row
            ]
        )
    return out.getvalue().encode()


def snapshot_id(table: Table) -> str:
    """Return the SHA-256 by which a snapshot is known."""
    return hashlib.sha256(canonical(table)).hexdigest()


def _csv_cell(cell: Cell, kind: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        # A "c" in a number column is ours and harmless; what people wrote is in text columns.
        return guard_formula(cell) if kind == "text" else cell
    return repr(cell)


def _width(table: Table, at: int) -> int:
    """Return a column's width in characters, so that it can be read without pulling at it."""
    cells = [str(row[at]) for row in table.rows[:ROWS_MEASURED] if row[at] is not None]
    return min(WIDEST, max(map(len, [table.header[at], *cells])) + 2)


def _without_control_characters(text: str) -> str:
    """Keep line ends and tabs; XML has no form for the other control characters."""
    return "".join(character for character in text if character in "\n\t\r" or ord(character) >= 32)
