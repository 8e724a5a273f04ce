"""The form in which each app says what it holds on a person: sections of rows of facts."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core.dates import clock, short_day


@dataclass(frozen=True)
class Fact:
    """One thing that is stored: its name in the file, its name on the page, and its value."""

    code: str
    label: str
    value: Any

    @property
    def lines(self) -> list[str]:
        """Return the value as people read it, a line each; none if nothing is stored."""
        match self.value:
            case None | "" | []:
                return []
            case bool():
                return [_("Yes") if self.value else _("No")]
            case dt.datetime():
                return [f"{short_day(self.value, year=True)}, {clock(self.value)}"]
            case dt.date():
                return [short_day(self.value, year=True)]
            case list():
                return [str(line) for line in self.value if not isinstance(line, dict)]
            case _:
                return [str(self.value)]

    @property
    def links(self) -> list[tuple[str, str]]:
        """Return name and path of each file that is handed over, if the value is of files."""
        files = self.value if isinstance(self.value, list) else []
        return [(file["name"], file["path"]) for file in files if isinstance(file, dict)]


def file_to_fetch(name: str, path: str) -> dict[str, str]:
    """Describe a file in a list that is the value of a fact: its name, and where it is fetched."""
    return {"name": name, "path": path}


@dataclass(frozen=True)
class Section:
    """All rows of one kind; `sentence` says on the page why they are there, or why none is."""

    code: str
    title: str
    rows: list[list[Fact]] = field(default_factory=list)
    sentence: str = ""

    def as_json(self) -> list[dict[str, Any]]:
        return [{fact.code: fact.value for fact in row} for row in self.rows]


# What apps hold that the page of one's own data does not know by name: each adds its own.
ALSO_HELD: list[Callable[[Any], Section]] = []
