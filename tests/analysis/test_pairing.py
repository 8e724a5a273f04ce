import warnings

import pytest
from scipy import stats

from analysis.pairing import (
    DO_NOT_KNOW,
    Scale,
    compare_item,
    compare_items,
    compare_share,
    share_change_of_counts,
)

SLEEP_BEFORE = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SLEEP_AFTER = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
HOURS = Scale(low=-10, high=10, middle=0)

TOY_BEFORE = [7, 6, 8, 7, 3, 4, 5, 2]
TOY_AFTER = [8, 8, 9, 7, 4, 5, 5, 4]


def test_students_sleep_data():
    change = compare_item(SLEEP_BEFORE, SLEEP_AFTER, scale=HOURS)

    assert change.mean_change == pytest.approx(1.58)
    assert round(change.sd_change, 4) == 1.2300
    assert round(change.standard_error, 4) == 0.3890
    assert (round(change.t, 4), change.df) == (4.0621, 9)
    assert round(change.p, 6) == 0.002833
    assert (round(change.interval.low, 4), round(change.interval.high, 4)) == (0.7001, 2.4599)
    assert round(change.effect_size, 4) == 1.2846
    assert (change.verdict, change.stars) == ("rise", "**")


def test_the_people_are_paired_and_not_two_samples():
    change = compare_item(SLEEP_BEFORE, SLEEP_AFTER, scale=HOURS)
    welch = stats.ttest_ind(SLEEP_AFTER, SLEEP_BEFORE, equal_var=False)

    assert (round(welch.statistic, 4), round(welch.pvalue, 5)) == (1.8608, 0.07939)
    assert change.p == pytest.approx(stats.ttest_rel(SLEEP_AFTER, SLEEP_BEFORE).pvalue)
    assert change.p < 0.003 < welch.pvalue


def test_a_toy_poll():
    change = compare_item(TOY_BEFORE, TOY_AFTER)

    assert (change.before.mean, change.after.mean, change.mean_change) == (5.25, 6.25, 1.0)
    assert round(change.sd_change, 4) == 0.7559
    assert (round(change.t, 4), change.df, round(change.p, 5)) == (3.7417, 7, 0.00725)
    assert (round(change.interval.low, 3), round(change.interval.high, 3)) == (0.368, 1.632)
    assert (change.before.against_share, change.after.against_share) == (0.375, 0.25)
    assert (change.before.middle_share, change.after.middle_share) == (0.125, 0.25)
    assert (change.before.in_favour_share, change.after.in_favour_share) == (0.5, 0.5)


def test_only_people_with_two_numbers_are_paired():
    change = compare_item(
        [2, 4, 6, None, DO_NOT_KNOW, 5, None],
        [4, 5, DO_NOT_KNOW, 9, 7, None, None],
    )

    assert (change.n_pairs, change.before.n, change.after.n) == (2, 4, 4)
    assert (change.before.mean, change.after.mean) == (4.25, 6.25)
    assert (change.paired_before.mean, change.paired_after.mean) == (3, 4.5)
    assert change.mean_change == 1.5
    assert (change.before.do_not_know, change.before.answered) == (1, 5)
    assert change.before.do_not_know_share == 0.2
    assert change.paired_before.do_not_know == 0


def test_bases_of_each_wave_are_of_those_with_a_number():
    wave = compare_item([0, 4, 5, 6, DO_NOT_KNOW, None], [5] * 6).before

    assert (wave.against, wave.middle, wave.in_favour, wave.n) == (2, 1, 1, 4)
    assert (wave.against_share, wave.middle_share, wave.in_favour_share) == (0.5, 0.25, 0.25)
    assert (round(wave.interval.low, 2), round(wave.interval.high, 2)) == (-0.43, 7.93)


@pytest.mark.parametrize(
    ("before", "after", "mean_change"),
    [
        ([], [], None),
        ([None], [5], None),
        ([3], [5], 2),
        ([3, 4, 5], [3, 4, 5], 0),
        ([3, 4, 5], [5, 6, 7], 2),
        ([0.1, 0.2, 0.7], [0.4, 0.5, 1.0], 0.3),
    ],
    ids=["nobody", "no pair", "one pair", "no change", "same change", "same change but for noise"],
)
def test_what_cannot_be_tested_says_so(before, after, mean_change):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        change = compare_item(before, after)

    assert change.mean_change == (None if mean_change is None else pytest.approx(mean_change))
    assert (change.t, change.df, change.p, change.p_adjusted) == (None, None, None, None)
    assert (change.interval, change.effect_size) == (None, None)
    assert (change.verdict, change.stars) == ("untestable", "")


@pytest.mark.parametrize("code", [77, 98, -8])
def test_codes_for_missing_answers_are_refused_as_numbers(code):
    with pytest.raises(ValueError, match=f"{code} is not on the scale"):
        compare_item([5, code], [5, 6])


def test_lists_that_are_not_aligned_are_refused():
    with pytest.raises(ValueError, match="not aligned"):
        compare_item([1, 2, 3], [1, 2])


def test_many_items_make_a_lone_small_p_unclear():
    shaky = ([5, 5, 5, 5, 5, 5], [6, 7, 5, 6, 7, 5])
    still = ([5, 6, 4, 5, 6, 4], [6, 5, 5, 4, 5, 5])

    alone = compare_items({"shaky": shaky})["shaky"]
    among = compare_items({"shaky": shaky, "still": still, "empty": ([], [])})

    assert (round(alone.p, 3), alone.p_adjusted, alone.verdict) == (0.041, alone.p, "rise")
    assert among["shaky"].p_adjusted == pytest.approx(2 * alone.p)
    assert {name: change.verdict for name, change in among.items()} == {
        "shaky": "unclear",
        "still": "unclear",
        "empty": "untestable",
    }


def test_a_fall_is_called_a_fall():
    assert compare_item(TOY_AFTER, TOY_BEFORE).verdict == "fall"


@pytest.mark.parametrize(
    ("pairs", "base"), [(9, "analysts"), (10, "small"), (29, "small"), (30, "normal")]
)
def test_small_bases_are_named(pairs, base):
    assert compare_item([5] * pairs, [6] * pairs).base == base


def test_agresti_approval_panel():
    change = share_change_of_counts(both_yes=794, yes_then_no=150, no_then_yes=86, both_no=570)

    assert (change.n, change.share_before, change.share_after) == (1600, 0.59, 0.55)
    assert change.change == pytest.approx(-0.04)
    assert round(100 * change.standard_error, 3) == 0.955
    assert (round(100 * change.interval.low, 2), round(100 * change.interval.high, 2)) == (
        -5.87,
        -2.13,
    )
    assert round(change.test.corrected, 3) == 16.818


def test_shares_are_compared_over_people_with_two_answers():
    before = [True, True, False, False, None, True]
    after = [True, False, True, False, True, None]

    change = compare_share(before, after)

    assert (change.n, change.yes_then_no, change.no_then_yes, change.change) == (4, 1, 1, 0)


def test_a_share_of_nobody_is_no_share():
    change = compare_share([None], [True])

    assert (change.n, change.share_before, change.interval, change.test.method) == (
        0,
        None,
        None,
        "untestable",
    )
