"""Read the rows of an Excel workbook as text: one sheet, and nothing worked out."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from core.refusals import Refused

MARK = b"PK\x03\x04"
LARGEST = 300_000_000  # bytes of all its parts, unpacked
FIRST_BYTES = 4_096  # where an XML file would declare entities
MOST_COLUMNS = 500


def rows_of_workbook(file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the cells of each row with anything in it; empty cells at its end go.

    Formulas come as they are written, with their sign, and are never worked out. Refused is what is
    no workbook, is larger than a list of people can be, declares entities, or has several sheets.
    """
    refuse_unsafe(file)
    file.seek(0)
    try:
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        if len(book.sheetnames) != 1:
            raise Refused(
                _("The workbook has the sheets %(names)s. Keep the one with the members alone.")
                % {"names": ", ".join(book.sheetnames)[:200]}
            )
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size need not be true
        rows = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
        for number, values in enumerate(rows, 1):
            cells = [as_text(value) for value in values]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield number, cells
    except Refused:
        raise
    except Exception as problem:  # the library raises nearly anything at a damaged file
        raise Refused(unreadable()) from problem


def refuse_unsafe(file: BinaryIO) -> None:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as parts:
            if sum(part.file_size for part in parts.infolist()) > LARGEST:
                raise Refused(_("This workbook is too large for a list of people."))
            for part in parts.namelist():
                with parts.open(part) as opened:
                    if b"<!DOCTYPE" in opened.read(FIRST_BYTES).replace(b"\0", b"").upper():
                        raise Refused(unreadable())
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as problem:
        raise Refused(unreadable()) from problem


def unreadable() -> str:
    return _(
        "This workbook cannot be read: it may be damaged, or protected by a password. Save it anew "
        "as .xlsx, or as “CSV UTF-8 (comma delimited)”."
    )


def as_text(value: Any) -> str:
    """Return a cell as a person would type it: a day as 1984-03-27, a whole number without .0."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        value = value.date() if value.time() == dt.time() else value
        return value.isoformat(" ") if isinstance(value, dt.datetime) else value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
