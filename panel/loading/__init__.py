"""Loaders of public data: boundaries, postcodes, the census."""

import hashlib
from pathlib import Path

# The real open data of one council, shipped for the demonstration and for trying things out.
BRISTOL = Path(__file__).resolve().parent.parent / "data" / "bristol"


class UnknownLayout(Exception):
    """A file whose columns we cannot name with certainty; its text shows the header."""


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
