"""The usual dates of a deliberative poll, worked out from the day on which it starts."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

OPENS = dt.time(9)
SESSION, SESSION_ENDS = dt.time(18), dt.time(19, 30)
LAST = dt.time(23, 59)
WEEKEND = 5  # the first weekday that is part of one, Monday being 0


@dataclass(frozen=True)
class Lengths:
    """How long the stages usually are, in days."""

    first: int = 10  # for first answers
    reading: int = 4  # from the briefing to the first discussion, with the draws among them
    talk: int = 5  # a round: its discussion, and the session on its last day
    second: int = 7  # for second answers
    report: int = 21  # from there to results


@dataclass(frozen=True)
class PlannedRound:
    """One round of talk, as wall-clock times: the session is the end of it."""

    opens: dt.datetime
    session_opens: dt.datetime
    closes: dt.datetime


@dataclass(frozen=True)
class Plan:
    """All dates, as wall-clock times of the council's place."""

    before: tuple[dt.datetime, dt.datetime]
    briefing: dt.datetime
    rounds: tuple[PlannedRound, ...]
    after: tuple[dt.datetime, dt.datetime]
    report: dt.date
    later: tuple[dt.datetime, dt.datetime] | None


def plan(
    start: dt.date, *, rounds: int = 1, later_months: int = 0, lengths: Lengths | None = None
) -> Plan:
    """Work out the dates: a day to read after each session, and no session at a weekend."""
    long = lengths or Lengths()
    first_ends = start + dt.timedelta(days=long.first)
    briefing = first_ends + dt.timedelta(days=1)
    begins = briefing + dt.timedelta(days=long.reading)
    planned = []
    for _number in range(rounds):
        ends = weekday_from(begins + dt.timedelta(days=long.talk))
        planned.append(
            PlannedRound(
                dt.datetime.combine(begins, OPENS),
                dt.datetime.combine(ends, SESSION),
                dt.datetime.combine(ends, SESSION_ENDS),
            )
        )
        begins = ends + dt.timedelta(days=2)  # at nine: more than 24 hours to read what was said
    second_ends = begins + dt.timedelta(days=long.second)
    later = months_on(second_ends, later_months) if later_months else None
    return Plan(
        before=span(start, first_ends),
        briefing=dt.datetime.combine(briefing, OPENS),
        rounds=tuple(planned),
        after=span(begins, second_ends),
        report=second_ends + dt.timedelta(days=long.report),
        later=span(later, later + dt.timedelta(days=14)) if later else None,
    )


def span(opens: dt.date, closes: dt.date) -> tuple[dt.datetime, dt.datetime]:
    return dt.datetime.combine(opens, OPENS), dt.datetime.combine(closes, LAST)


def weekday_from(day: dt.date) -> dt.date:
    """Return a day, or the Monday after it where it falls on a weekend."""
    return day + dt.timedelta(days=7 - day.weekday()) if day.weekday() >= WEEKEND else day


def months_on(day: dt.date, months: int) -> dt.date:
    """Return the same day some months on, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
