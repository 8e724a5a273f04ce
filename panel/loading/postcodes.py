"""Load a postcode file beside the one that answers now, then let it answer in one step."""

import csv
import gzip
import hashlib
import io
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from panel.loading import UnknownLayout
from panel.loading.columns import Layout, recognise
from panel.models import Postcode, PostcodeEdition
from panel.models.places import is_council_code
from panel.postcodes import normalise

BATCH = 5_000
BROKEN = (EOFError, OSError, UnicodeDecodeError, csv.Error, zlib.error)
Row = tuple[str, str, str, str, str]  # postcode, council, ward, yyyymm of its end, division


def load_postcodes(
    path: Path, *, council_code: str, say: Callable[[str], object] = lambda _line: None
) -> PostcodeEdition:
    """Load a file's rows of the council, its neighbours and no council; then make it answer.

    Until the last row is in, the edition before keeps answering; a broken file leaves no trace.
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
    if not edition.rows_of_council:
        edition.delete()
        raise UnknownLayout(f"{path.name} has no postcode of {council_code}, so it was not loaded.")
    edition.completed_at = timezone.now()
    edition.save()
    let_answer(edition)
    say(
        f"{edition.product}: read {edition.rows_read:,} rows, kept {edition.rows_kept:,}, of them "
        f"{edition.rows_of_council:,} in {council_code}. SHA-256 {edition.sha256}"
    )
    return edition


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
                )
                for postcode, council, ward, ended, division in batch
            ),
            ignore_conflicts=True,
        )
    edition.rows_kept = edition.postcodes.count()
    edition.rows_of_council = edition.postcodes.filter(council_code=edition.council_code).count()


def find_neighbours(path: Path, council_code: str) -> set[str]:
    """Return the councils that share an outward code, like BS16, with ours, by a first reading."""
    councils: defaultdict[str, set[str]] = defaultdict(set)
    with OpenedTable(path) as table:
        for postcode, council, _ward, _ended, _division in table.rows():
            councils[postcode.partition(" ")[0]].add(council)
    return set().union(*(some for some in councils.values() if council_code in some)) - {""}


class OpenedTable:
    """A postcode file being read row by row, plain or gzipped, with its fingerprint."""

    def __init__(self, path: Path):
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

    def __enter__(self):
        return self

    def __exit__(self, *_problem):
        self.close()

    def close(self):
        self.text.close()
        self.raw.close()

    def rows(self) -> Iterator[Row]:
        """Yield each row as postcode, council, ward, end and division; pseudo codes become ""."""
        at = self.layout.index
        ended, division = at.get("ended"), at.get("division")
        width = max(at.values())
        if not self.layout.has_header:
            yield from self.as_row(self.first, at, ended, division, width)
        try:
            for values in self.reader:
                yield from self.as_row(values, at, ended, division, width)
        except BROKEN as problem:
            raise UnknownLayout(
                f"The file breaks off or is damaged after row {self.rows_read:,}: {problem}"
            ) from problem

    def as_row(
        self, values: list[str], at, ended: int | None, division: int | None, width: int
    ) -> Iterator[Row]:
        if not values:
            return
        self.rows_read += 1
        if len(values) <= width:
            raise UnknownLayout(
                f"Row {self.rows_read:,} has {len(values)} columns, too few: {','.join(values)}"
            )
        if postcode := normalise(values[at["postcode"]]):
            yield (
                postcode,
                real_code(values[at["council"]]),
                real_code(values[at["ward"]]),
                values[ended] if ended is not None else "",
                real_code(values[division]) if division is not None else "",
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
