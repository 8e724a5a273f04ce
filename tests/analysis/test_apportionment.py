from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.apportionment import apportion

WARDS = {"Ash": 9200, "Birch": 7400, "Cedar": 6100, "Dale": 4300}
populations = st.dictionaries(
    st.text("ABCDEFGH", min_size=1, max_size=3), st.integers(0, 10_000), min_size=1, max_size=12
).filter(lambda cells: any(cells.values()))


def test_fifty_seats_over_four_wards():
    shared = apportion(50, WARDS)

    assert shared.seats == {"Ash": 17, "Birch": 14, "Cedar": 11, "Dale": 8}
    assert [round(float(quota), 3) for quota in shared.quotas.values()] == [
        17.037,
        13.704,
        11.296,
        7.963,
    ]


def test_of_equal_remainders_the_larger_population_comes_first():
    # 3 seats over 1, 3 and 2 of 6: quotas 0.5, 1.5 and 1.
    assert apportion(3, {"A": 1, "B": 3, "C": 2}).seats == {"A": 0, "B": 2, "C": 1}


def test_of_equal_populations_the_first_code_comes_first():
    assert apportion(2, {"W3": 5, "W1": 5, "W2": 5}).seats == {"W3": 0, "W1": 1, "W2": 1}


def test_a_tie_is_a_tie_where_binary_fractions_would_see_none():
    # Tenths and fifths: each quota is exactly a whole and a half.
    seats = apportion(9, {"A": Fraction(1, 10), "B": Fraction(1, 10), "C": Fraction(4, 10)}).seats

    assert seats == {"A": 2, "B": 1, "C": 6}


def test_nobody_gets_nothing_and_no_seats_are_none():
    assert apportion(7, {"A": 0, "B": 3}).seats == {"A": 0, "B": 7}
    assert apportion(0, WARDS).seats == dict.fromkeys(WARDS, 0)


@pytest.mark.parametrize(
    ("seats", "cells"), [(5, {}), (5, {"A": 0}), (5, {"A": -1, "B": 2}), (-1, {"A": 1})]
)
def test_what_cannot_be_shared_is_refused(seats, cells):
    with pytest.raises(ValueError):
        apportion(seats, cells)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 500), populations)
def test_seats_add_up_and_none_is_a_whole_seat_from_its_quota(seats, cells):
    shared = apportion(seats, cells)

    assert sum(shared.seats.values()) == seats
    assert sum(shared.quotas.values()) == seats
    for code, quota in shared.quotas.items():
        assert floor(quota) <= shared.seats[code] <= ceil(quota)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 500), populations, st.randoms())
def test_the_order_of_cells_changes_nothing(seats, cells, random):
    shuffled = list(cells.items())
    random.shuffle(shuffled)

    assert apportion(seats, dict(shuffled)).seats == apportion(seats, cells).seats
