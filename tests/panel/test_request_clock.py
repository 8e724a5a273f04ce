"""By when a request for one's own data is due: known days, and what holds for all days."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.request_clock import days_stopped, due_on


def day(text):
    return dt.date.fromisoformat(text)


TODAY = day("2026-12-31")


@pytest.mark.parametrize(
    ("received", "stops", "extended", "due"),
    [
        ("2026-09-03", [], False, "2026-10-03"),  # E8.2
        ("2026-01-31", [], False, "2026-02-28"),
        ("2026-09-03", [("2026-09-10", "2026-09-17")], False, "2026-10-10"),
        ("2028-01-31", [], False, "2028-02-29"),  # a leap year
        ("2026-12-31", [], False, "2027-01-31"),
        ("2026-03-31", [], False, "2026-04-30"),
        ("2026-11-30", [], True, "2027-02-28"),
        ("2026-09-03", [], True, "2026-12-03"),
        ("2026-09-03", [("2026-09-10", "2026-09-17"), ("2026-09-20", "2026-09-21")], False,
         "2026-10-11"),
        ("2026-09-03", [("2026-09-10", "2026-09-10")], False, "2026-10-03"),  # the same day
        ("2026-01-31", [("2026-02-27", "2026-03-02")], False, "2026-03-03"),
        ("2026-09-03", [("2026-12-21", None)], False, "2026-10-13"),  # stands still today
        ("2026-09-03", [("2026-09-10", "2026-09-17"), ("2026-09-12", "2026-09-14")], False,
         "2026-10-10"),
    ],
)  # fmt: skip
def test_known_days(received, stops, extended, due):
    stops = [(day(since), until and day(until)) for since, until in stops]
    assert due_on(day(received), stops, is_extended=extended, today=TODAY) == day(due)


days = st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31))
lengths = st.integers(0, 60)


@st.composite
def stops_of(draw):
    """Any stops, in any order, one upon another too."""
    begun = draw(st.lists(st.tuples(days, lengths), max_size=6))
    return [(since, since + dt.timedelta(days=long)) for since, long in begun]


@given(stops_of())
def test_each_day_counts_once_however_the_stops_lie(stops):
    stood = {
        since + dt.timedelta(days=n) for since, until in stops for n in range((until - since).days)
    }
    assert days_stopped(stops, TODAY) == len(stood)
    assert days_stopped(reversed(stops), TODAY) == len(stood)


@given(days, stops_of(), st.booleans())
def test_a_month_is_the_same_day_of_the_next_or_its_last(received, stops, extended):
    due = due_on(received, stops, is_extended=extended, today=TODAY)
    plain = due - dt.timedelta(days=days_stopped(stops, TODAY))
    months = (plain.year - received.year) * 12 + plain.month - received.month
    assert months == (3 if extended else 1)
    if plain.day != received.day:
        assert plain.day < received.day
        assert (plain + dt.timedelta(days=1)).day == 1
    assert due >= plain > received


@given(days, days)
def test_while_it_stands_still_each_day_is_added(since, today):
    found = days_stopped([(since, None)], today)
    assert found == max(0, (today - since).days)
