"""How a panel comes and goes: who is on it on a day, for how long, and how many it lost.

A place lasts from the day of joining to the day before it ended. All figures are of whole places.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Place:
    """A place on the panel: its first day, and the first day on which it was over, if any."""

    joined: dt.date
    ended: dt.date | None = None

    def is_held_on(self, day: dt.date) -> bool:
        return self.joined <= day and (self.ended is None or day < self.ended)

    def ended_between(self, after: dt.date, upto: dt.date) -> bool:
        """Say whether somebody who had it lost it after one day and by another."""
        ended = self.ended
        return ended is not None and self.joined < ended and after < ended <= upto


@dataclass(frozen=True)
class Turnover:
    """A panel, or a group of it, on a day, and what became of it since an earlier day.

    `gone` counts every place that ended in between, also of those who had joined in between.
    `median_months` is None where there is nobody.
    """

    active: int
    at_start: int
    gone: int
    median_months: float | None

    @property
    def attrition(self) -> Fraction | None:
        """Places that ended, for each that was held at the start; None where none was."""
        return Fraction(self.gone, self.at_start) if self.at_start else None


def turnover(places: Iterable[Place], *, on: dt.date, since: dt.date) -> Turnover:
    """Count places held on both days and those that ended in between."""
    active = at_start = gone = 0
    days = []
    for place in places:
        at_start += place.is_held_on(since)
        gone += place.ended_between(since, on)
        if place.is_held_on(on):
            active += 1
            days.append((on - place.joined).days)
    months = median(days) / DAYS_A_MONTH if days else None
    return Turnover(active, at_start, gone, months)
