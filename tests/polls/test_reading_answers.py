"""Numbers, dates and orders as people type them: read in one way, or refused in words."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polls.choosing import HowMany
from polls.days import FIRST_YEAR, LAST_YEAR, Days
from polls.numbers import Numbers, Unfit, plain

# ---- numbers


@pytest.mark.parametrize(
    ("typed", "numbers", "read"),
    [
        ("12", Numbers(), "12"),
        ("  007 ", Numbers(), "7"),
        ("0", Numbers(), "0"),
        ("1,200", Numbers(), "1200"),
        ("12.00", Numbers(), "12"),
        ("12 minutes", Numbers(unit="minutes"), "12"),
        ("12 Minutes", Numbers(unit="minutes"), "12"),
        ("£2.50", Numbers(unit="£", has_decimals=True), "2.5"),
        ("£ 1,234.05", Numbers(unit="£", has_decimals=True), "1234.05"),
        ("40%", Numbers(unit="%"), "40"),
        ("9999999999", Numbers(), "9999999999"),
    ],
)
def test_numbers_that_are_read(typed, numbers, read):
    assert plain(numbers.read(typed)) == read


@pytest.mark.parametrize(
    ("typed", "numbers", "words"),
    [
        ("twelve", Numbers(), "Enter a number in figures, like 12"),
        ("", Numbers(), "Enter a number in figures, like 12"),
        ("1,20", Numbers(), "Enter a number in figures, like 12"),
        ("1e3", Numbers(), "Enter a number in figures, like 12"),
        ("１２", Numbers(), "Enter a number in figures, like 12"),
        ("NaN", Numbers(has_decimals=True), "Enter a number in figures, like 12"),
        ("12 hours", Numbers(unit="minutes"), "Enter a number in figures, like 12"),
        ("2.5", Numbers(), "Enter a whole number, like 12"),
        ("2.505", Numbers(has_decimals=True), "at most two decimals"),
        ("99999999999", Numbers(), "it has too many figures"),
        ("-5", Numbers(), "Enter a number that is 0 or more"),
        ("-5", Numbers(highest=Decimal(24), unit="hours"), "from 0 to 24 hours"),
        ("25", Numbers(highest=Decimal(24)), "Enter a number from 0 to 24"),
        ("4", Numbers(lowest=Decimal(5), unit="£"), "Enter a number that is £5 or more"),
    ],
)
def test_numbers_that_are_refused_in_words(typed, numbers, words):
    with pytest.raises(Unfit, match=words):
        numbers.read(typed)


@given(st.decimals(0, 9_999_999_999, places=2))
def test_what_is_said_is_read_back(number):
    for unit in ("", "£", "%", "minutes", "5 a day"):
        numbers = Numbers(has_decimals=True, unit=unit)
        assert numbers.read(numbers.say(number)) == number
        assert numbers.read(plain(number)) == number


@given(st.text(max_size=30), st.booleans(), st.sampled_from(["", "£", "minutes"]))
def test_whatever_is_typed_is_within_the_limits_or_refused(typed, has_decimals, unit):
    numbers = Numbers(Decimal(2), Decimal(40), has_decimals, unit)
    try:
        number = numbers.read(typed)
    except Unfit as unfit:
        assert str(unfit).startswith("Enter ")
    else:
        assert 2 <= number <= 40
        assert has_decimals or number == int(number)


# ---- dates


def parts(day="", month="", year="") -> dict[str, str]:
    return {"day": day, "month": month, "year": year}


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (parts("27", "3"), "The date needs a year too"),
        (parts("27"), "The date needs a month and a year too"),
        (parts(" ", "3", "2026"), "The date needs a day too"),
        (parts("31", "2", "2026"), "Enter a real date"),
        (parts("0", "1", "2026"), "Enter a real date"),
        (parts("1", "13", "2026"), "Enter a real date"),
        (parts("27", "March", "2026"), "Enter the date in figures, like 27 3 2026"),
        (parts("1_0", "3", "2026"), "Enter the date in figures"),
        (parts("27", "3", "26"), "Enter the year with four figures"),
        (parts("31", "12", "2025"), "Enter a date that is 1 January 2026 or later"),
        (parts("1", "1", "2027"), "Enter a date that is 31 December 2026 or earlier"),
    ],
)
def test_dates_that_are_refused_in_words(sent, words):
    with pytest.raises(Unfit, match=words):
        Days(dt.date(2026, 1, 1), dt.date(2026, 12, 31)).read(sent)


@given(st.dates(dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31)))
def test_every_day_is_read_from_its_parts(day):
    assert Days().read(parts(f" {day.day:02}", str(day.month), f"{day.year} ")) == day


# ---- orders

ABC = ("11", "12", "13")


@pytest.mark.parametrize(
    ("places", "count", "words"),
    [
        ({"11": "1", "12": "1"}, HowMany(1, 3), "Give 1st place to one answer only"),
        ({"11": "1", "12": "3"}, HowMany(1, 3), "Give 2nd place to an answer too"),
        ({"11": "2"}, HowMany(1, 2), "Give 1st place to an answer too"),
        ({"11": "1"}, HowMany(2, 3), "Give 2nd place to an answer too"),
        ({"11": "1", "12": "2"}, HowMany(3, 3), "Give every answer a place"),
        ({"11": "3"}, HowMany(1, 2), "3 is not one of the places"),
        ({"11": "first"}, HowMany(1, 2), "first is not one of the places"),
    ],
)
def test_orders_that_are_refused_in_words(places, count, words):
    with pytest.raises(Unfit, match=words):
        count.order_of(places, ABC)


@given(st.permutations(ABC), st.integers(1, 3))
def test_every_order_is_read_as_it_was_given(order, length):
    ranked = order[:length]
    places = {one: str(place) for place, one in enumerate(ranked, 1)}
    assert HowMany(1, length).order_of(places, ABC) == ranked


@given(st.dictionaries(st.sampled_from(ABC), st.sampled_from(["", "0", "1", "2", "3", "x"])))
def test_an_order_has_each_place_once_or_is_refused(places):
    try:
        ranked = HowMany(1, 2).order_of(places, ABC)
    except Unfit:
        return
    assert [places[one] for one in ranked] == [str(n) for n in range(1, len(ranked) + 1)]
