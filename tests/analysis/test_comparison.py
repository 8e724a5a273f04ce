import pytest

from analysis.comparison import BaseRules, Tally, base_rule, compare_wards, compare_with_rest


@pytest.mark.parametrize(
    ("n", "rule"),
    [
        (0, "nothing"),
        (9, "nothing"),
        (10, "suppressed"),
        (29, "suppressed"),
        (30, "small"),
        (49, "small"),
        (50, "normal"),
    ],
)
def test_what_a_base_allows(n, rule):
    assert base_rule(n) == rule


def test_a_council_may_set_its_own_rules():
    assert base_rule(30, BaseRules(shown_at_all=20, percentage_public=40)) == "suppressed"


def test_a_ward_and_the_rest_by_newcombe():
    comparison = compare_with_rest(Tally.of_counts(56, 70), Tally.of_counts(48, 80))

    assert (comparison.ward.share, comparison.rest.share) == (0.8, 0.6)
    assert comparison.difference == pytest.approx(0.2)
    assert (round(comparison.interval.low, 4), round(comparison.interval.high, 4)) == (
        0.0524,
        0.3339,
    )
    assert (comparison.verdict, comparison.base, comparison.rest_base) == (
        "higher",
        "normal",
        "normal",
    )
    assert round(comparison.ward.interval.low, 3) == 0.692


def test_the_rest_leaves_the_ward_out():
    wards = {
        "Ash": Tally.of_counts(60, 70),
        "Birch": Tally.of_counts(30, 66),
        "Cedar": Tally.of_counts(50, 103),
    }

    compared = compare_wards(wards)

    assert {ward: comparison.rest for ward, comparison in compared.items()} == {
        "Ash": Tally.of_counts(80, 169),
        "Birch": Tally.of_counts(110, 173),
        "Cedar": Tally.of_counts(90, 136),
    }
    assert {ward: comparison.verdict for ward, comparison in compared.items()} == {
        "Ash": "higher",
        "Birch": "lower",
        "Cedar": "lower",
    }


def test_an_interval_that_holds_nought_marks_nothing():
    assert compare_with_rest(Tally.of_counts(33, 60), Tally.of_counts(50, 100)).verdict == ""


def test_a_ward_too_small_to_show_is_not_marked_either():
    ten_of_ten = compare_with_rest(Tally.of_counts(29, 29), Tally.of_counts(10, 200))

    assert ten_of_ten.interval.low > 0
    assert (ten_of_ten.base, ten_of_ten.verdict) == ("suppressed", "")


def test_weights_count_by_their_effective_number():
    people = [(i < 12, 2.0) for i in range(30)] + [(i < 35, 4 / 7) for i in range(70)]

    tally = Tally.of_people(people)

    assert tally.n == 100
    assert tally.effective_n == pytest.approx(70)
    assert tally.share == pytest.approx((12 * 2 + 35 * 4 / 7) / 100)


def test_an_empty_ward_has_no_share_and_no_mark():
    comparison = compare_wards({"Ash": Tally(), "Birch": Tally.of_counts(30, 60)})["Ash"]

    assert (comparison.ward.share, comparison.ward.interval, comparison.difference) == (
        None,
        None,
        None,
    )
    assert (comparison.base, comparison.verdict) == ("nothing", "")


def test_more_choosers_than_people_are_refused():
    with pytest.raises(ValueError):
        Tally.of_counts(11, 10)
