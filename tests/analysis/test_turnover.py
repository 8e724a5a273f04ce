"""How a panel comes and goes, counted by hand beside the sums."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.turnover import Place, Turnover, turnover

ON, SINCE = dt.date(2026, 11, 26), dt.date(2025, 11, 26)
DAY = dt.timedelta(days=1)


def test_attrition_is_of_those_who_were_there_at_the_start():
    start = [Place(SINCE - 100 * DAY) for _number in range(6)]
    gone = [Place(SINCE - 100 * DAY, SINCE + number * DAY) for number in (1, 100, 365)]
    earlier = [Place(SINCE - 100 * DAY, SINCE)]
    found = turnover([*start, *gone, *earlier, Place(ON)], on=ON, since=SINCE)
    assert (found.at_start, found.active, found.gone) == (9, 7, 3)
    assert found.attrition == Fraction(1, 3)


def test_a_place_is_held_from_its_first_day_to_the_day_before_it_is_over():
    place = Place(SINCE, ON)
    assert place.is_held_on(SINCE)
    assert place.is_held_on(ON - DAY)
    assert not place.is_held_on(ON)
    assert not place.is_held_on(SINCE - DAY)
    assert place.ended_between(SINCE, ON)
    assert not place.ended_between(ON, ON + DAY)


def test_who_joined_and_left_in_between_is_counted_as_gone():
    found = turnover([Place(SINCE + DAY, SINCE + 9 * DAY)], on=ON, since=SINCE)
    assert (found.at_start, found.active, found.gone, found.attrition) == (0, 0, 1, None)


def test_a_place_that_was_over_before_it_began_was_never_held():
    assert turnover([Place(ON, SINCE)], on=ON, since=SINCE) == Turnover(0, 0, 0, None)


def test_half_of_the_members_are_longer_on_it_than_the_median():
    days = (30.4375 * months for months in (2, 10, 36))
    places = [Place(ON - dt.timedelta(days=round(number))) for number in days]
    assert turnover(places, on=ON, since=SINCE).median_months == pytest.approx(10, abs=0.02)


days = st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 31))


@given(st.lists(st.builds(Place, days, st.none() | days), max_size=30))
def test_who_is_there_now_was_there_or_came_and_did_not_go(places):
    found = turnover(places, on=ON, since=SINCE)
    came = sum(
        SINCE < place.joined <= ON and (place.ended is None or place.ended > place.joined)
        for place in places
    )
    assert found.active == found.at_start + came - found.gone
