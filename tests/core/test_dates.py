"""Dates are London's, and read as people say them."""

import datetime as dt

import pytest
import time_machine
from django.template import engines
from django.utils import translation

from core import dates

UTC = dt.UTC


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        (dt.date(2026, 6, 30), dt.datetime(2026, 6, 30, 22, 59, 59, tzinfo=UTC)),
        (dt.date(2026, 1, 31), dt.datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC)),
        (dt.date(2026, 3, 29), dt.datetime(2026, 3, 29, 22, 59, 59, tzinfo=UTC)),  # clocks go on
        (dt.date(2026, 10, 25), dt.datetime(2026, 10, 25, 23, 59, 59, tzinfo=UTC)),  # and back
    ],
)
def test_a_day_closes_with_its_last_second_in_london(day, instant):
    assert dates.closing_instant(day) == instant
    assert dates.day_in_london(instant) == day
    assert dates.day_in_london(instant + dt.timedelta(seconds=1)) == day + dt.timedelta(days=1)


def test_a_day_opens_with_its_first_second_in_london():
    summer = dt.datetime(2026, 6, 29, 23, tzinfo=UTC)
    assert dates.opening_instant(dt.date(2026, 6, 30)) == summer


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (dt.time(19), "7pm"),
        (dt.time(19, 21), "7.21pm"),
        (dt.time(9, 5), "9.05am"),
        (dt.time(0, 30), "12.30am"),
        (dt.time(12, 30), "12.30pm"),
        (dt.time(12), "midday"),
        (dt.time(0), "midnight"),
        (dt.time(23, 59, 59), "11.59pm"),
        (dt.datetime(2026, 7, 1, 18, tzinfo=UTC), "7pm"),
        (dt.datetime(2026, 12, 1, 18, tzinfo=UTC), "6pm"),
    ],
)
def test_clock(time, said):
    assert dates.clock(time) == said


@time_machine.travel("2026-10-14T12:00:00Z", tick=False)
def test_days_name_the_year_only_when_it_is_another():
    assert dates.day(dt.date(2026, 11, 1)) == "Sunday 1 November"
    assert dates.day(dt.date(2027, 1, 21)) == "Thursday 21 January 2027"
    assert dates.short_day(dt.date(2026, 11, 1)) == "1 November"
    assert dates.short_day(dt.date(2026, 11, 1), year=True) == "1 November 2026"
    assert dates.moment(dt.datetime(2026, 11, 1, 19, tzinfo=UTC)) == "7pm on Sunday 1 November"


@time_machine.travel("2026-12-31T23:59:59Z", tick=False)
def test_the_year_is_london_s():
    assert dates.day(dt.date(2026, 12, 31)) == "Thursday 31 December"


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (dt.date(2026, 11, 1), "18 days left"),
        (dt.date(2026, 10, 15), "1 day left"),
        (dt.date(2026, 10, 14), "last day"),
        (dt.date(2026, 10, 13), ""),
        (dt.datetime(2026, 10, 14, 23, 30, tzinfo=UTC), "1 day left"),  # past midnight in London
    ],
)
def test_days_left(until, said):
    assert dates.left(until, now=dt.datetime(2026, 10, 14, 9, tzinfo=UTC)) == said


@pytest.mark.parametrize(("since", "said"), [(1, "1 day"), (14, "14 days"), (0, ""), (-3, "")])
def test_days_late(since, said):
    now = dt.datetime(2026, 10, 14, 9, tzinfo=UTC)
    assert dates.late(now.date() - dt.timedelta(days=since), now=now) == said


def test_months_are_translated():
    with translation.override("cy"):
        assert dates.short_day(dt.date(2026, 1, 27), year=True) == "27 Ionawr 2026"


def test_filters_say_nothing_for_nothing():
    names = ("day", "short_day", "clock", "moment", "left", "late")
    page = "{% load dates %}" + "".join("{{ x|" + name + " }}" for name in names)
    assert engines["django"].from_string(page).render({"x": None}) == ""
