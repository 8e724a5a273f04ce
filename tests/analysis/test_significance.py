import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.pairing import share_change_of_counts
from analysis.rounding import percent
from analysis.significance import format_p, holm, mcnemar, mcnemar_bounds, signed_rank, stars


def test_agresti_approval_panel():
    test = mcnemar(150, 86)

    assert (round(test.uncorrected, 3), round(test.corrected, 3)) == (17.356, 16.818)
    assert test.p_uncorrected == pytest.approx(3.10e-5, abs=5e-8)
    assert test.p_corrected == pytest.approx(4.11e-5, abs=5e-8)
    assert test.p_exact == pytest.approx(3.72e-5, abs=5e-8)
    assert (test.method, test.p) == ("corrected", test.p_corrected)


def test_few_changers_are_tested_exactly():
    test = mcnemar(2, 9)

    assert (test.method, round(test.p, 4)) == ("exact", 0.0654)


@pytest.mark.parametrize(("b", "c", "method"), [(12, 12, "exact"), (12, 13, "corrected")])
def test_the_exact_test_ends_at_twenty_five_changers(b, c, method):
    assert mcnemar(b, c).method == method


def test_no_difference_is_p_one_and_no_changers_is_no_test():
    assert mcnemar(7, 7).p == 1
    assert (mcnemar(0, 0).p, mcnemar(0, 0).method) == (None, "untestable")


def test_bounds_from_published_totals():
    low, high = mcnemar_bounds(107, 387, 523)
    assert (round(low, 1), round(high, 1)) == (157.6, 278.0)


def test_prison_in_the_first_poll_of_this_country():
    """E3.6: 57% before, 38% after; whoever crossed to and fro, chance explains it in 0.0008."""
    n, before, after = 301, 172, 114
    low, _high = mcnemar_bounds(before, after, n)
    assert int(low * 10) / 10 == 11.3

    for stayed in range(after + 1):
        changed = {"yes_then_no": before - stayed, "no_then_yes": after - stayed}
        both_no = n - stayed - sum(changed.values())
        if both_no < 0:
            continue
        found = share_change_of_counts(both_yes=stayed, both_no=both_no, **changed)
        assert (percent(found.share_before), percent(found.share_after)) == ("57", "38")
        assert found.test.corrected >= low
        assert found.test.p <= 0.0008


def test_holm_by_hand():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_holm_counts_only_what_was_tested():
    assert holm([0.02, None, 0.03]) == [0.04, None, 0.04]
    assert holm([]) == []


@given(st.lists(st.floats(0, 1)))
def test_holm_never_lowers_p_nor_leaves_its_range_nor_its_order(p_values):
    adjusted = holm(p_values)

    assert all(p <= a <= 1 for p, a in zip(p_values, adjusted, strict=True))
    in_order = [a for _p, a in sorted(zip(p_values, adjusted, strict=True))]
    assert in_order == sorted(in_order)


def test_p_is_never_shown_as_nought():
    shown = [format_p(p) for p in (0.0, 1e-9, 0.00099, 0.001, 0.0027, 0.269, 1.0, None)]

    assert shown == ["<0.001", "<0.001", "<0.001", "0.001", "0.003", "0.269", "1.000", ""]


def test_stars_begin_below_their_levels():
    levels = (0.05, 0.049, 0.01, 0.0099, 0.001, 0.0009, None)

    assert [stars(p) for p in levels] == ["", "*", "*", "**", "**", "***", ""]


def test_signed_ranks_of_hollander_and_wolfe():
    x = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
    y = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
    v, p = signed_rank([a - b for a, b in zip(x, y, strict=True)])
    assert v == 40
    assert p == pytest.approx(0.03906, abs=5e-6)
    assert p / 2 == pytest.approx(0.01953, abs=5e-6)


def test_signed_ranks_need_somebody_who_moved():
    assert signed_rank([0, 0]) is None
    assert signed_rank([1, 1, -1, 0])[0] == 4  # ties share a rank of 2
