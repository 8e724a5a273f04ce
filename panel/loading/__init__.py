"""Loaders of public data: boundaries, postcodes, the census."""

import csv
import gzip
import hashlib
import zlib
from pathlib import Path
from typing import TextIO

# The real open data of one council, shipped for the demonstration and for trying things out.
BRISTOL = Path(__file__).resolve().parent.parent / "data" / "bristol"
# What reading on in a damaged file raises.
BROKEN = (EOFError, OSError, UnicodeDecodeError, csv.Error, zlib.error)


class UnknownLayout(Exception):
    """A file whose columns we cannot name with certainty; its text shows the header."""


def open_text(path: Path) -> TextIO:
    """Open a file in UTF-8, plain or gzipped, with or without a byte order mark, to be read on."""
    refuse_archive(path)
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def refuse_archive(path: Path) -> None:
    """Refuse what is packed: which of its files is meant, or which sheet, nobody can know."""
    with path.open("rb") as file:
        if file.read(4) == b"PK\x03\x04":
            raise UnknownLayout(
                f"{path.name} is a ZIP archive or a workbook. Unpack an archive first. Save a "
                f"workbook as CSV UTF-8."
            )


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
