"""Read a list of people from a workbook or a CSV, row by row, and say what is off in words."""

import csv
import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils.translation import gettext as _

from core.refusals import Refused
from panel.workbooks import MARK, rows_of_workbook

LONGEST_LINE = 100_000
LONGEST_CELL = 200
FORMULA_SIGNS = ("=", "+", "-", "@")  # with these a spreadsheet begins to calculate
OTHER_KINDS = {
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
    b"\xd0\xcf\x11\xe0": ".xls, or protected by a password",
}
# What a column may be called, in small letters without spaces, dashes and other signs. A column
# "name" is not read: it holds full names, and what we would take is shown to others.
COLUMNS = {
    "email": {"email", "emailaddress", "mail"},
    "postcode": {"postcode", "postalcode", "homepostcode"},
    "age_band": {"ageband", "agegroup", "agerange"},
    "age": {"age", "ageinyears"},
    "born": {"yearofbirth", "birthyear", "dateofbirth", "birthdate", "born", "dob", "yob"},
    "display_name": {"displayname", "shownname", "namethatotherssee", "nickname"},
    "joined": {"joined", "joineddate", "joinedon", "datejoined", "membersince"},
    "source": {"source", "howtheycame", "recruitmentsource", "recruitedby"},
    "address": {"address", "addressline", "addressline1", "address1", "housenumberorname"},
}
AGES = ("age_band", "age", "born")


@dataclass(frozen=True)
class Row:
    """One row by line number: the trimmed cells of the columns that we read, or what is off."""

    line: int
    cells: dict[str, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()


class PeopleFile:
    """A list of people: an Excel workbook, or CSV in UTF-8, with or without a byte order mark."""

    def __init__(self, file: BinaryIO):
        self.file = file
        self.unread: list[str] = []  # columns that we leave alone, as the file calls them
        self.sha256 = ""  # of the whole file, once a pass is through

    def rows(self) -> Iterator[Row]:
        """Yield the rows that have anything in them; refuse the file where it cannot be read on."""
        self.file.seek(0)
        is_workbook = self.file.read(len(MARK)) == MARK
        rows = rows_of_workbook(self.file) if is_workbook else rows_of_csv(self.file)
        _line, header = next(rows, (1, []))
        index = self.recognise(header)
        for line, cells in rows:
            if any(cell.strip() for cell in cells):
                # In a workbook a row ends with its last cell that is not empty.
                missing = len(header) - len(cells) if is_workbook else 0
                yield read_row(line, cells + [""] * missing, index, width=len(header))
        self.sha256 = fingerprint(self.file)

    def recognise(self, header: list[str]) -> dict[str, int]:
        """Return where each column is; refuse a header that lacks one or has one twice."""
        names = ["".join(c for c in cell.casefold() if c.isalnum()) for cell in header]
        index: dict[str, int] = {}
        for column, known in COLUMNS.items():
            found = [i for i, name in enumerate(names) if name in known]
            if len(found) > 1:
                refuse_header(
                    _("Two columns say the same: %(columns)s."),
                    [header[i] for i in found],
                )
            if found:
                index[column] = found[0]
        if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
            refuse_header(_("The columns are not separated by commas: %(columns)s."), header)
        if "email" not in index or "postcode" not in index:
            refuse_header(
                _("The first line must name the columns e-mail and postcode. It says: %(columns)s"),
                header,
            )
        if not index.keys() & set(AGES):
            refuse_header(
                _(
                    "The first line must name a column age band, age, year of birth or date of "
                    "birth. It says: %(columns)s"
                ),
                header,
            )
        self.unread = [header[i] for i in range(len(header)) if i not in index.values()]
        return index


def fingerprint(file: BinaryIO) -> str:
    """Return the SHA-256 of a whole file."""
    file.seek(0)
    digest = hashlib.sha256()
    while some := file.read(LONGEST_LINE):
        digest.update(some)
    return digest.hexdigest()


def rows_of_csv(file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each row, with the number of the line on which it begins."""
    file.seek(0)
    reader = csv.reader(Lines(file), strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as problem:
        raise Refused(
            _(
                "Line %(line)d cannot be read, so nothing after it can: a quotation mark may "
                "be open, or a line break be missing."
            )
            % {"line": begins}
        ) from problem


def refuse_header(words: str, columns: list[str]) -> None:
    raise Refused(words % {"columns": ", ".join(columns)[:300]})


def read_row(line: int, cells: list[str], index: dict[str, int], *, width: int) -> Row:
    if len(cells) != width:
        words = _("It has %(found)d columns, and the first line has %(width)d.")
        return Row(line, faults=(words % {"found": len(cells), "width": width},))
    known = {column: cells[i].strip() for column, i in index.items()}
    faults = (cell_fault(cells[index[column]].strip()) for column in known)
    return Row(line, known, tuple(filter(None, faults)))


def cell_fault(text: str) -> str:
    """Say what makes a cell unfit, whatever its column, or ""."""
    if len(text) > LONGEST_CELL:
        return _("A cell has more than %(most)d characters.") % {"most": LONGEST_CELL}
    if any(unicodedata.category(character)[0] == "C" for character in text):
        return _("A cell has a line break or a character that cannot be seen.")
    if text.startswith(FORMULA_SIGNS):
        return _("A cell begins with %(sign)s, which a spreadsheet takes for a formula.") % {
            "sign": text[0]
        }
    return ""


class Lines:
    """The lines of a file as text."""

    def __init__(self, file: BinaryIO):
        self.file = file

    def __iter__(self) -> Iterator[str]:
        number = 0
        while raw := self.file.readline(LONGEST_LINE + 1):
            number += 1
            if number == 1:
                self.refuse_other_kinds(raw)
                raw = raw.removeprefix(b"\xef\xbb\xbf")
            if len(raw) > LONGEST_LINE:
                raise Refused(
                    _("Line %(line)d is too long for a list of people.") % {"line": number}
                )
            try:
                yield raw.decode()
            except UnicodeDecodeError as problem:
                raise Refused(
                    _(
                        "Line %(line)d is not UTF-8, so letters would be wrong. In Excel, save the "
                        "list as “CSV UTF-8 (comma delimited)”."
                    )
                    % {"line": number}
                ) from problem

    @staticmethod
    def refuse_other_kinds(start: bytes) -> None:
        for mark, kind in OTHER_KINDS.items():
            if start.startswith(mark):
                raise Refused(
                    _(
                        "This file is %(kind)s. We read Excel workbooks (.xlsx) and CSV in UTF-8. "
                        "In Excel, save the list as one of these."
                    )
                    % {"kind": kind}
                )
