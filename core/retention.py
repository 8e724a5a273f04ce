"""The form in which each app says what it keeps for how long, and how it lets go of it."""

import calendar
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext

Unit = Literal["days", "months"]


@dataclass(frozen=True)
class Period:
    """So many days or months; twelve months are a year to whoever reads it."""

    number: int
    unit: Unit

    def __str__(self) -> str:
        if not self.number:
            return gettext("not at all")
        if self.unit == "days":
            return ngettext("%(n)d day", "%(n)d days", self.number) % {"n": self.number}
        years, months = divmod(self.number, 12)
        if years and not months:
            return ngettext("%(n)d year", "%(n)d years", years) % {"n": years}
        return ngettext("%(n)d month", "%(n)d months", self.number) % {"n": self.number}

    def before(self, now: dt.datetime) -> "Cutoff":
        """Return the latest beginning for which this period is over at `now`."""
        here = timezone.localtime(now)
        if self.unit == "days":
            days = dt.timedelta(days=self.number)
            return Cutoff(moment=now - days, day=here.date() - days)
        began = latest_beginning(here.date(), self.number)
        moment = dt.datetime.combine(began, here.time(), timezone.get_current_timezone())
        return Cutoff(moment=moment, day=began)


def latest_beginning(end: dt.date, months: int) -> dt.date:
    """Return the last day from which that many months have passed on `end`.

    A period that begins on the 31st ends on the last day of a month that has no 31st.
    """
    years, month = divmod(end.year * 12 + end.month - 1 - months, 12)
    last = calendar.monthrange(years, month + 1)[1]
    is_last_of_month = end.day == calendar.monthrange(end.year, end.month)[1]
    return dt.date(years, month + 1, last if is_last_of_month else min(end.day, last))


@dataclass(frozen=True)
class Cutoff:
    """What began at this moment, or on this day, or before, has been kept for long enough."""

    moment: dt.datetime
    day: dt.date


@dataclass(frozen=True)
class Held:
    """What must stay, whatever its period: of some people, below some pages, of some rules."""

    people: frozenset[int] = field(default_factory=frozenset)
    paths: tuple[str, ...] = ()
    rules: frozenset[str] = field(default_factory=frozenset)

    def covers_path(self, path: str) -> bool:
        return path.startswith(self.paths) if self.paths else False


NOTHING_HELD = Held()


@dataclass(frozen=True)
class Found:
    """What a rule found due: how much, since when, and the way to let go of it."""

    count: int
    oldest: dt.date | None
    let_go: Callable[[], int]


NOTHING_FOUND = Found(0, None, lambda: 0)


@dataclass(frozen=True)
class Rule:
    """One kind of record, for how long it is kept, and what happens then."""

    code: str
    title: str | Promise
    period: Period
    since: str | Promise  # what the period is counted from
    then: str | Promise  # what happens when it is over
    find: Callable[[Cutoff, Held], Found]
    may_be_changed: bool = True


def rows_found(rows: Any, clock: str, let_go: Callable[[], int]) -> Found:
    """Return what a queryset found, with the earliest of its field `clock`, in one query."""
    told = rows.order_by().aggregate(count=Count("pk", distinct=True), oldest=Min(clock))
    oldest = told["oldest"]
    if isinstance(oldest, dt.datetime):
        oldest = timezone.localdate(oldest)
    return Found(told["count"], oldest, let_go)
