"""Polarisation, homogenisation, domination and who talks: known answers of the toy poll."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.group_dynamics import dynamics_of, gini, overall, participation_of

ONE = [(7, 8), (6, 8), (8, 9), (7, 7)]
TWO = [(3, 4), (4, 5), (5, 5), (2, 4)]


def test_a_toy_poll_of_two_groups():
    one, two = dynamics_of(ONE, advantaged=[0, 1]), dynamics_of(TWO)
    assert one.polarisation == pytest.approx(1.0)
    assert one.homogenisation == pytest.approx(0.0, abs=1e-12)
    assert one.domination == pytest.approx(-1.0)
    assert two.polarisation == pytest.approx(-1.0)
    assert two.homogenisation == pytest.approx(0.7136, abs=1e-3)
    assert two.domination is None


def test_a_group_that_begins_in_the_middle_cannot_polarise():
    assert dynamics_of([(4, 9), (6, 9)]).polarisation == 0


@pytest.mark.parametrize("advantaged", [[], [0, 1, 2, 3]])
def test_domination_needs_some_and_not_all(advantaged):
    assert dynamics_of(ONE, advantaged).domination is None


def test_a_group_of_one_has_no_spread_and_of_none_no_dynamics():
    assert dynamics_of([(3, 4)]).homogenisation is None
    with pytest.raises(ValueError, match="without members"):
        dynamics_of([])


def test_many_groups_are_summed_up():
    found = overall([1.0, -1.0, 0.5, None])
    assert (found.n, found.above_zero) == (3, pytest.approx(2 / 3))
    assert found.mean == pytest.approx(0.5 / 3)
    # t = mean / (sd / sqrt n), with 1.0408 as the standard deviation of 1, -1 and 0.5.
    assert found.t == pytest.approx(0.27735, abs=1e-5)
    assert overall([]).mean is None
    assert overall([0.5, 0.5]).p is None


@pytest.mark.parametrize(
    ("amounts", "known"),
    [
        ([100] * 10, 0.0),
        ([0, 0, 0, 0, 1000], 0.8),
        ([50, 100, 150, 200, 500], 0.4),
        ([], 0.0),
        ([0, 0], 0.0),
    ],
)
def test_gini(amounts, known):
    assert gini(amounts) == pytest.approx(known, abs=1e-12)


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=30))
def test_gini_is_the_mean_difference_over_twice_the_mean(amounts):
    n, total = len(amounts), sum(amounts)
    plain = sum(abs(a - b) for a in amounts for b in amounts) / (2 * n * total) if total else 0
    assert gini(amounts) == pytest.approx(plain, abs=1e-9)
    assert -1e-12 <= gini(amounts) < 1


def test_a_negative_number_of_words_is_refused():
    with pytest.raises(ValueError, match="less than nothing"):
        gini([1, -1])


def test_how_evenly_a_group_takes_part():
    found = participation_of(
        words={"a": 300, "b": 100}, posts={"a": 3, "b": 2}, category={"a": "F", "b": "M", "c": "M"}
    )
    assert found.silent == 1
    assert found.share_of_words == {"F": 0.75, "M": 0.25}
    assert found.gini_words == pytest.approx(gini([300, 100, 0]))
