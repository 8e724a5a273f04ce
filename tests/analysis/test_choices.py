"""Summaries of numbers, counts of several answers, dates and orders, that tell of nobody."""

import statistics
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.choices import count_ranks, fold_small, summarise, suppress_choices

T = 10


@given(st.lists(st.integers(0, 500), min_size=T, max_size=80))
def test_the_summary_is_that_of_the_standard_library(values):
    summary = summarise(values, T)
    if len(set(values)) == 1 and len(values) < 50:
        assert summary.median == summary.lower_quartile == summary.mean == "c"
        return
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    found = (summary.lower_quartile, summary.median, summary.upper_quartile)
    assert found == pytest.approx((low, middle, high))
    if summary.mean != "c":
        assert summary.mean == pytest.approx(statistics.fmean(values))


@given(st.lists(st.integers(0, 500), max_size=T - 1))
def test_nothing_of_few(values):
    assert set(vars(summarise(values, T)).values()) == {"c"}


def test_one_person_who_is_most_of_the_sum_takes_the_mean_away():
    values = [10] * 14 + [9_000]
    assert summarise(values, T).mean == "c"
    assert summarise(values, T).median == 10


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 60), min_size=1), st.integers(0, 60)
)
def test_a_most_of_answers_leaves_no_hidden_one_alone(counts, n):
    counts = {label: min(count, n) for label, count in counts.items()}
    shown = suppress_choices(counts, n, T, is_limited=True)
    hidden = [label for label, count in shown.items() if count == "c"]
    for label, count in shown.items():
        assert count in ("c", counts[label])
        if 0 < counts[label] < T or 0 < n - counts[label] < T or 0 < n < T:
            assert count == "c"
    if hidden and len(hidden) < len(counts):
        assert len(hidden) > 1
        assert sum(counts[label] for label in hidden) >= T
        assert sum(n - counts[label] for label in hidden) >= T


def test_without_a_most_the_others_stay():
    shown = suppress_choices({"a": 40, "b": 4, "c": 30}, 50, T)
    assert shown == {"a": 40, "b": "c", "c": 30}
    shown = suppress_choices({"a": 35, "b": 4, "c": 30}, 50, T, is_limited=True)
    assert shown == {"a": 35, "b": "c", "c": "c"}


@given(st.dictionaries(st.text(max_size=3), st.integers(1, 40)))
def test_no_date_of_few_people_has_a_name(counts):
    named, others = fold_small(counts, T)
    assert sum(named.values()) + others == sum(counts.values())
    assert all(count >= T for count in named.values())
    assert others == 0 or others >= T or not named


def test_points_of_an_order():
    placed = {1: {1: 2, 2: 1}, 2: {2: 1}, 3: {1: 1}}  # 1 before 2, 1 alone, 3 before 1
    ranked = count_ranks(placed, options=[1, 2, 3], places=2)
    assert [(one.placed, one.first) for one in ranked.values()] == [(3, 2), (1, 0), (1, 1)]
    assert [one.points for one in ranked.values()] == pytest.approx([5 / 3, 1 / 3, 2 / 3])


@given(st.lists(st.permutations([1, 2, 3, 4]), min_size=1, max_size=30))
def test_full_orders_share_out_all_points(orders):
    placed = {one: Counter(order.index(one) + 1 for order in orders) for one in (1, 2, 3, 4)}
    ranked = count_ranks(placed, [1, 2, 3, 4], 4)
    assert sum(one.points for one in ranked.values()) == pytest.approx(10)
    assert sum(one.first for one in ranked.values()) == len(orders)
