"""The review of access, each quarter: who of the staff has which role, and whom they looked at."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from core.dates import opening_instant
from core.safety import guard_formula
from panel.looking import count_looked
from panel.models import User
from panel.staff import staff_with_their_steps

SHOWN = 8  # quarters to choose from


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months of the calendar, as accounts are kept."""

    year: int
    number: int

    @property
    def code(self) -> str:
        return f"{self.year}-q{self.number}"

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, 3 * self.number - 2, 1)

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self) -> "Quarter":
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)

    def __str__(self) -> str:
        names = (
            _("January to March %(year)d"),
            _("April to June %(year)d"),
            _("July to September %(year)d"),
            _("October to December %(year)d"),
        )
        return names[self.number - 1] % {"year": self.year}


def quarter_of(day: dt.date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)


def quarters_until_now() -> list[Quarter]:
    """Return this quarter and those before it, the newest first."""
    found = [quarter_of(timezone.localdate())]
    while len(found) < SHOWN:
        found.append(found[-1].before)
    return found


def quarter_named(code: str) -> Quarter:
    """Return the quarter of a code such as "2026-q4"; this one for any other word."""
    named = re.fullmatch(r"(20\d\d)-q([1-4])", code)
    this = quarter_of(timezone.localdate())
    return min(Quarter(int(named[1]), int(named[2])), this) if named else this


@dataclass(frozen=True)
class Reviewed:
    """One colleague: their roles and ways in today, and the showings of the quarter."""

    person: Any
    roles: str
    steps: str
    has_council_account: bool
    shown: int
    people: int


def review(quarter: Quarter) -> list[Reviewed]:
    """List everybody who has a role, in a fixed number of queries."""
    since, until = opening_instant(quarter.first), opening_instant(quarter.next.first)
    looked = count_looked(since, until)
    rows = []
    for person in staff_with_their_steps():
        shown, people = looked.get(person.pk, (0, 0))
        rows.append(
            Reviewed(
                person,
                roles_of(person),
                steps_of(person),
                hasattr(person, "council_identity"),
                shown,
                people,
            )
        )
    return rows


def roles_of(person: User) -> str:
    names = [group.name for group in person.groups.all()]
    found = [_("May do everything")] * person.is_superuser + sorted(names)
    return ", ".join(found) or _("No group")


def steps_of(person: Any) -> str:
    found = [_("App")] * bool(person.apps) + [_("Passkey")] * bool(person.passkeys)
    return ", ".join(found) or _("None")


def columns() -> list[tuple[str, Callable[[Reviewed], str]]]:
    """Return the columns of the file: what each is called, and its cell for a colleague."""
    found: list[tuple[str, Callable[[Reviewed], str]]] = [
        (_("Name"), lambda row: guard_formula(str(row.person))),
        (_("E-mail"), lambda row: guard_formula(row.person.email)),
        (_("Roles"), lambda row: row.roles),
        (_("Last signed in"), lambda row: day_of(row.person.last_login)),
        (_("Second step"), lambda row: row.steps),
        (_("Times shown a member"), lambda row: str(row.shown)),
        (_("Members shown"), lambda row: str(row.people)),
    ]
    if settings.STAFF_SIGN_ON:
        words = {True: _("Yes"), False: _("No")}
        found.append((_("Council account"), lambda row: words[row.has_council_account]))
    return found


def day_of(moment: dt.datetime | None) -> str:
    return timezone.localtime(moment).date().isoformat() if moment else _("never")
