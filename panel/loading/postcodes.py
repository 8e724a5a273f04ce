"""Load a postcode file beside the one that answers now, then let it answer in one step."""

import calendar
import csv
import datetime as dt
import gzip
import hashlib
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from panel.loading import BROKEN, UnknownLayout, refuse_archive
from panel.loading.columns import Layout, recognise
from panel.models import LoadedFile, Postcode, PostcodeEdition
from panel.models.places import is_council_code
from panel.postcodes import normalise

BATCH = 5_000
# What a row may tell besides postcode, council and ward, each "" where the file does not say.
MORE = ("ended", "division", "lsoa", "output_area")
Row = tuple[str, str, str, str, str, str, str]  # postcode, council, ward, and those in order


def load_postcodes(
    path: Path,
    *,
    council_code: str,
    month: dt.date | None = None,
    say: Callable[[str], object] = lambda _line: None,
) -> PostcodeEdition:
    """Load a file's rows of the council, its neighbours and no council; then make it answer.

    Until the last row is in, the edition before keeps answering; a broken file leaves no trace.
    `month` is the edition, where neither the file's name nor its rows tell it.
    """
    is_council_code(council_code)
    neighbours = find_neighbours(path, council_code)
    kept_councils = {council_code, "", *neighbours}
    with OpenedTable(path) as table:
        edition = PostcodeEdition.objects.create(
            product=table.layout.product,
            file_name=path.name,
            council_code=council_code,
            columns=table.layout.names,
        )
        try:
            copy_rows(table, edition, kept_councils)
        except BaseException:
            edition.delete()
            raise
        edition.rows_read = table.rows_read
        edition.sha256 = table.sha256()
        edition.month = month or month_in_name(path.name) or month_of_newest(table.newest)
    if not edition.rows_of_council:
        edition.delete()
        raise UnknownLayout(f"{path.name} has no postcode of {council_code}, so it was not loaded.")
    edition.completed_at = timezone.now()
    put_into_use(edition)
    named = ", ".join(filter(None, (edition.product, edition.edition)))
    say(
        f"{named}: read {edition.rows_read:,} rows, kept {edition.rows_kept:,}, of them "
        f"{edition.rows_of_council:,} in {council_code}. SHA-256 {edition.sha256}"
    )
    return edition


@transaction.atomic
def put_into_use(edition: PostcodeEdition) -> None:
    """Let a complete edition answer, and note which one answered before, to go back to."""
    before = PostcodeEdition.objects.filter(is_current=True).exclude(pk=edition.pk).first()
    edition.save()
    let_answer(edition)
    LoadedFile.objects.create(
        kind=LoadedFile.Kind.POSTCODES,
        edition=", ".join(filter(None, (edition.product, edition.edition)))[:60],
        file_name=edition.file_name,
        sha256=edition.sha256,
        rows=edition.rows_kept,
        replaced={"edition": edition.pk, "before": before.pk if before else None},
    )


@transaction.atomic
def take_back_postcodes(loaded: LoadedFile) -> None:
    """Take an edition and its postcodes out; if it answers, the one before does so again.

    Members stay in the wards that they were placed in.
    """
    edition = PostcodeEdition.objects.filter(pk=loaded.replaced["edition"]).first()
    if edition is None:
        return
    answered = edition.is_current
    edition.delete()
    complete = PostcodeEdition.objects.complete()
    before = complete.filter(pk=loaded.replaced["before"]).first() or complete.first()
    if answered and before:
        let_answer(before)


NUMBERED = {name: number for number, name in enumerate(calendar.month_abbr) if name}
MONTHS_IN_NAMES = re.compile(
    r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-_ ]?(?P<year>20\d\d)"
    r"|(?<!\d)(?P<first>20\d\d)[-_ ]?(?P<number>0[1-9]|1[0-2])(?!\d)",
    re.IGNORECASE,
)


def month_in_name(name: str) -> dt.date | None:
    """Read an edition from a file's name: ONSPD_AUG_2025_UK.csv, codepoint_2025-11.csv."""
    found = MONTHS_IN_NAMES.search(name)
    if found is None:
        return None
    if found["name"]:
        return dt.date(int(found["year"]), NUMBERED[found["name"].title()], 1)
    return dt.date(int(found["first"]), int(found["number"]), 1)


def month_of_newest(yyyymm: str) -> dt.date | None:
    """Take for the edition the month of the newest change in a file whose name does not tell."""
    if not re.fullmatch(r"(19|20)\d\d(0[1-9]|1[0-2])", yyyymm):
        return None
    return dt.date(int(yyyymm[:4]), int(yyyymm[4:]), 1)


@transaction.atomic
def let_answer(edition: PostcodeEdition) -> None:
    """Make a complete edition the one that answers: a new one, or an older one returned to."""
    PostcodeEdition.objects.filter(is_current=True).exclude(pk=edition.pk).update(is_current=False)
    PostcodeEdition.objects.filter(pk=edition.pk).update(is_current=True)
    edition.is_current = True


def copy_rows(table: "OpenedTable", edition: PostcodeEdition, councils: set[str]) -> None:
    """Write the wanted rows in batches, each in its own transaction: voters never wait long.

    A postcode that a file repeats counts once: the database knows it, so that memory stays flat.
    """
    wanted = (row for row in table.rows() if row[1] in councils)
    while batch := list(islice(wanted, BATCH)):
        Postcode.objects.bulk_create(
            (
                Postcode(
                    edition=edition,
                    postcode=postcode,
                    council_code=council,
                    ward_code=ward,
                    ended=ended,
                    division_code=division,
                    lsoa=lsoa,
                    output_area=output_area,
                )
                for postcode, council, ward, ended, division, lsoa, output_area in batch
            ),
            ignore_conflicts=True,
        )
    edition.rows_kept = edition.postcodes.count()
    edition.rows_of_council = edition.postcodes.filter(council_code=edition.council_code).count()


def find_neighbours(path: Path, council_code: str) -> set[str]:
    """Return the councils that share an outward code, like BS16, with ours, by a first reading."""
    councils: defaultdict[str, set[str]] = defaultdict(set)
    with OpenedTable(path) as table:
        for postcode, council, *_rest in table.rows():
            councils[postcode.partition(" ")[0]].add(council)
    return set().union(*(some for some in councils.values() if council_code in some)) - {""}


class OpenedTable:
    """A postcode file being read row by row, plain or gzipped, with its fingerprint."""

    def __init__(self, path: Path):
        refuse_archive(path)
        self.raw = Fingerprinted(path)
        stream = gzip.GzipFile(fileobj=self.raw) if path.suffix == ".gz" else self.raw
        self.text = io.TextIOWrapper(io.BufferedReader(stream, 1 << 20), "utf-8-sig", newline="")
        self.reader = csv.reader(self.text)
        try:
            self.first = next(self.reader, [])
            self.layout: Layout = recognise(self.first)
        except BROKEN as problem:
            self.close()
            raise UnknownLayout(f"{path.name} is not a postcode file: {problem}") from problem
        except UnknownLayout:
            self.close()
            raise
        self.rows_read = 0
        self.newest = ""  # the last yyyymm in which a postcode began or ended

    def __enter__(self):
        return self

    def __exit__(self, *_problem):
        self.close()

    def close(self):
        self.text.close()
        self.raw.close()

    def rows(self) -> Iterator[Row]:
        """Yield each row as postcode, council, ward and what `MORE` names; pseudo codes are ""."""
        at = self.layout.index
        more = [at.get(name) for name in MORE]
        width = max(at.values())
        if not self.layout.has_header:
            yield from self.as_row(self.first, at, more, width)
        try:
            for values in self.reader:
                yield from self.as_row(values, at, more, width)
        except BROKEN as problem:
            raise UnknownLayout(
                f"The file breaks off or is damaged after row {self.rows_read:,}: {problem}"
            ) from problem

    def as_row(
        self, values: list[str], at: dict[str, int], more: list[int | None], width: int
    ) -> Iterator[Row]:
        if not values:
            return
        self.rows_read += 1
        if len(values) <= width:
            raise UnknownLayout(
                f"Row {self.rows_read:,} has {len(values)} columns, too few: {','.join(values)}"
            )
        if postcode := normalise(values[at["postcode"]]):
            ended, division, lsoa, area = (values[i] if i is not None else "" for i in more)
            introduced = values[at["introduced"]] if "introduced" in at else ""
            self.newest = max(self.newest, ended, introduced)
            yield (
                postcode,
                real_code(values[at["council"]]),
                real_code(values[at["ward"]]),
                ended,
                real_code(division),
                real_code(lsoa),
                real_code(area),
            )

    def sha256(self) -> str:
        return self.raw.sha256()


def real_code(code: str) -> str:
    """Return a GSS code, or "" for the pseudo codes that mean "does not apply", like E99999999."""
    return "" if code[1:] == "99999999" else code


class Fingerprinted(io.RawIOBase):
    """A file that hashes what passes through it, so that a gigabyte is read once."""

    def __init__(self, path: Path):
        self.file = path.open("rb")
        self.hash = hashlib.sha256()

    def readable(self):
        return True

    def readinto(self, buffer):
        data = self.file.read(len(buffer))
        self.hash.update(data)
        buffer[: len(data)] = data
        return len(data)

    def sha256(self) -> str:
        """Return the fingerprint of the whole file, reading what is left of it."""
        while data := self.file.read(1 << 20):
            self.hash.update(data)
        return self.hash.hexdigest()

    def close(self):
        self.file.close()
        super().close()
