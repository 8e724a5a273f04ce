from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.representativeness import (
    Response,
    Withheld,
    compare,
    goodness_of_fit,
    invitations_needed,
    shortfalls,
)

AGES = ("16 to 29", "30 to 44", "45 to 59", "60 and over")
SAMPLE = dict(zip(AGES, (18, 31, 33, 38), strict=True))
CENSUS = dict(zip(AGES, (22, 27, 26, 25), strict=True))  # per cent


# ---- beside the population


def test_a_hundred_and_twenty_people_beside_the_census():
    found = compare(SAMPLE, CENSUS)

    assert found.n == 120
    assert [round(cell.index) for cell in found.cells] == [68, 96, 106, 127]
    assert [round(100 * cell.difference, 1) for cell in found.cells] == [-7.0, -1.2, 1.5, 6.7]
    assert round(found.dissimilarity, 4) == 0.0817
    test = found.test
    assert (round(test.statistic, 4), test.df) == (4.9704, 3)
    assert test.p == pytest.approx(0.1739774, abs=1e-7)
    assert (test.merged, test.withheld) == ((), None)


def test_equal_thirds():
    test = goodness_of_fit({"a": 20, "b": 15, "c": 25}, {"a": 1, "b": 1, "c": 1})

    assert (test.statistic, test.df, round(test.p, 4)) == (2.5, 2, 0.2865)


def test_the_test_is_that_of_scipy():
    test = goodness_of_fit(SAMPLE, CENSUS)
    theirs = stats.chisquare(list(SAMPLE.values()), [1.2 * part for part in CENSUS.values()])

    assert (test.statistic, test.p) == pytest.approx((theirs.statistic, theirs.pvalue))


def test_a_group_that_is_the_population_has_every_index_at_a_hundred():
    found = compare({"a": 30, "b": 70}, {"a": 3000, "b": 7000})

    assert [cell.index for cell in found.cells] == [100, 100]
    assert (found.dissimilarity, found.test.statistic, found.test.p) == (0, 0, 1)


def test_of_nobody_nothing_is_said():
    found = compare({"a": 0, "b": 0}, {"a": 1, "b": 1})

    assert [(cell.share, cell.index, cell.difference) for cell in found.cells] == [
        (None, None, None)
    ] * 2
    assert (found.dissimilarity, found.test.withheld) == (None, Withheld.NOBODY)


def test_a_cell_where_nobody_lives_has_no_index():
    found = compare({"a": 20, "b": 1}, {"a": 100, "b": 0})

    assert [cell.index for cell in found.cells] == [pytest.approx(2000 / 21), None]


@pytest.mark.parametrize("population", [{"a": 1}, {"a": 1, "c": 1}, {"a": 0, "b": 0}])
def test_cells_that_do_not_match_are_refused(population):
    with pytest.raises(ValueError):
        compare({"a": 1, "b": 1}, population)


# ---- small cells


def test_a_cell_with_under_five_expected_is_merged_with_its_smaller_neighbour():
    population = {"16": 10, "25": 4, "35": 30, "50": 56}
    test = goodness_of_fit({"16": 8, "25": 7, "35": 35, "50": 50}, population)

    assert test.merged == (("16", "25"),)
    assert test.df == 2
    assert test.statistic == pytest.approx(1 / 14 + 25 / 30 + 36 / 56)


def test_exactly_five_expected_is_enough_and_a_hair_less_is_not():
    counts = {"a": 9, "b": 91}

    assert goodness_of_fit(counts, {"a": 5, "b": 95}).withheld is None
    test = goodness_of_fit(counts, {"a": Fraction(499, 100), "b": Fraction(9501, 100)})
    assert (test.merged, test.withheld) == ((("a", "b"),), Withheld.ONE_CELL)


def test_merging_goes_on_until_all_are_large_enough():
    # Expected 1, 2, 3 and 94: the first takes the second, both together the third.
    test = goodness_of_fit({"a": 0, "b": 4, "c": 2, "d": 94}, {"a": 1, "b": 2, "c": 3, "d": 94})

    assert test.merged == (("a", "b", "c"),)
    assert (test.statistic, test.df) == (0, 1)


def test_cells_without_neighbours_are_not_merged_and_the_test_says_which_are_small():
    population = {"Ash": 60, "Birch": 37, "Cedar": 3}
    test = goodness_of_fit(
        {"Ash": 50, "Birch": 40, "Cedar": 10}, population, within={w: w for w in population}
    )

    assert (test.p, test.withheld, test.small) == (None, Withheld.TOO_FEW, ("Cedar",))


def test_ages_are_merged_within_their_ward_alone():
    population = {"Ash 16": 4, "Ash 25": 46, "Birch 16": 3, "Birch 25": 47}
    within = {cell: cell.split()[0] for cell in population}
    counts = {"Ash 16": 10, "Ash 25": 40, "Birch 16": 5, "Birch 25": 45}

    test = goodness_of_fit(counts, population, within=within)

    assert test.merged == (("Ash 16", "Ash 25"), ("Birch 16", "Birch 25"))
    assert (test.statistic, test.df) == (0, 1)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40)), min_size=2, max_size=8))
def test_no_test_is_made_on_cells_with_under_five_expected(pairs):
    counts = {str(at): n for at, (n, _people) in enumerate(pairs)}
    population = {str(at): people for at, (_n, people) in enumerate(pairs)}
    found = compare(counts, population)
    groups = {code: group for group in found.test.merged for code in group}
    tested = {groups.get(code, (code,)) for code in counts}
    expected = {cell.code: cell.expected for cell in found.cells}

    if found.test.withheld is None:
        assert found.test.df == len(tested) - 1
        assert all(sum(expected[code] for code in group) > 5 - 1e-9 for group in tested)
    if found.n:
        assert 0 <= found.dissimilarity <= 1
        assert sum(cell.difference for cell in found.cells) == pytest.approx(0)


# ---- what is short


@pytest.mark.parametrize(
    ("wanted", "rate", "needed"),
    [
        (100, 0.3, 334),
        (100, 0.12, 834),
        (100, 0.45, 223),
        (100, "0.12", 834),
        (7, 0.07, 100),  # 7 / 0.07 is 100.00000000000001 in binary
        (29, 0.29, 100),
        (3, Fraction(1, 3), 9),
        (1, 1, 1),
        (0, 0.3, 0),
        (-4, 0.3, 0),
        (0, 0, 0),
        (5, 0, None),
    ],
)
def test_invitations_are_the_least_number_that_is_enough(wanted, rate, needed):
    assert invitations_needed(wanted, rate) == needed


@pytest.mark.parametrize("rate", [-0.1, 1.01, 30])
def test_a_rate_lies_between_nought_and_one(rate):
    with pytest.raises(ValueError):
        invitations_needed(1, rate)


def test_a_cell_uses_its_own_rate_from_thirty_invitations():
    found = shortfalls(
        {"Ash": 10, "Birch": 12, "Cedar": 30},
        {"Ash": 20, "Birch": 20, "Cedar": 20},
        panel_rate=0.25,
        responses={"Ash": Response(30, 3), "Birch": Response(29, 1)},
    )

    assert [(cell.short, cell.rate, cell.is_own, cell.invitations) for cell in found] == [
        (10, Fraction(1, 10), True, 100),
        (8, Fraction(1, 4), False, 32),
        (0, Fraction(1, 4), False, 0),
    ]


def test_where_nobody_answered_no_number_is_enough():
    (cell,) = shortfalls({}, {"Ash": 4}, panel_rate=1, responses={"Ash": Response(50, 0)})

    assert (cell.n, cell.short, cell.invitations) == (0, 4, None)


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 500), st.integers(1, 1000))
def test_one_invitation_less_would_not_do(wanted, thousandths):
    needed = invitations_needed(wanted, thousandths / 1000)

    assert needed * thousandths >= 1000 * wanted > (needed - 1) * thousandths
