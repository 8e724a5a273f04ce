"""Name the columns of a postcode file, whose headers change every year (requirements R5.6)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from panel.loading import UnknownLayout
from panel.postcodes import PATTERN, normalise

REQUIRED = {
    "postcode": r"pcds",
    "ended": r"doterm",
    "ward": r"osward|wd\d{2}cd",
    "council": r"oslaua|lad\d{2}cd",
}
# The Lookup of some years has plain names for the same columns; a file that was cut down may have
# kept the postcode in seven or eight places instead of with one space.
ALSO = {"postcode": r"pcd[278]?", "ward": r"ward", "council": r"laua"}
OPTIONAL = {
    "introduced": r"dointr",
    "division": r"ced|ced\d{2}cd",
    "lsoa": r"lsoa21(cd)?",
    "msoa": r"msoa21(cd)?",
    "output_area": r"oa21(cd)?",
    "user_type": r"usertype|usrtypind",
    "grid": r"osgrdind|gridind",
    "deprivation": r"imd(\d{2}ind)?",
}
CODE_POINT_OPEN = {"postcode": 0, "council": 8, "ward": 9}
CODE_POINT_WIDTH = 10
GSS_OR_EMPTY = re.compile(r"([A-Z]\d{8})?")


@dataclass(frozen=True)
class Layout:
    """Where the columns of a file are, by index, and how the file calls them."""

    product: str
    has_header: bool
    index: dict[str, int]
    names: dict[str, str] = field(default_factory=dict)


def recognise(first_row: list[str]) -> Layout:
    """Return the layout of a file by its first row, or raise UnknownLayout with the row shown."""
    if is_code_point_open(first_row):
        return Layout("Code-Point Open", has_header=False, index=CODE_POINT_OPEN)
    header = [name.strip().strip("\ufeff").lower() for name in first_row]
    index = required_columns(header, REQUIRED, first_row, file="This file", also=ALSO)
    for column, pattern in OPTIONAL.items():
        found = matches(header, pattern)
        if len(found) == 1:
            index[column] = found[0]
    # Of the two products of the ONS, only the Directory knows parishes.
    product = "ONSPD" if matches(header, r"parish|parncp\d{2}cd") else "NSPL"
    return Layout(product, True, index, {name: header[i] for name, i in index.items()})


def required_columns(
    names: Sequence[str],
    patterns: Mapping[str, str],
    header: Sequence[str],
    *,
    file: str,
    also: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, int]:
    """Find each column by its pattern; refuse a header with none or two of one, and show it.

    `names` are those of the header as they are compared; `also` has the second best of patterns.
    """
    index = {}
    for column, pattern in patterns.items():
        found = matches(names, pattern) or matches(names, also.get(column, r"(?!)"))
        if len(found) != 1:
            problem = "no column" if not found else f"{len(found)} columns"
            raise UnknownLayout(
                f"{file} has {problem} for the {column} ({pattern}), so it was not loaded. "
                f"Its header: {','.join(header)}"
            )
        index[column] = found[0]
    return index


def matches(header: Sequence[str], pattern: str) -> list[int]:
    return [i for i, name in enumerate(header) if re.fullmatch(pattern, name)]


def is_code_point_open(row: list[str]) -> bool:
    """Say whether a row is one of the ten columns of Code-Point Open, which has no header."""
    return (
        len(row) == CODE_POINT_WIDTH
        and bool(PATTERN.fullmatch(normalise(row[0])))
        and all(row[i].isdigit() for i in (1, 2, 3))
        and all(GSS_OR_EMPTY.fullmatch(row[i]) for i in (8, 9))
    )
