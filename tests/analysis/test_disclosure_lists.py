import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.disclosure import (
    Sensitivity,
    is_small,
    publish_extreme,
    publish_mean,
    publish_share,
    round_list,
    suppress_list,
)

WARDS = {"Ash": 64, "Birch": 8, "Cedar": 41, "Dale": 12}


def labelled(*counts):
    return {f"label {place}": count for place, count in enumerate(counts)}


def shown(published):
    return list(published.counts.values()), published.total


def test_one_small_ward_takes_the_next_smallest_with_it():
    published = suppress_list(WARDS, 10)

    assert published.counts == {"Ash": 64, "Birch": "c", "Cedar": 41, "Dale": "c"}
    assert (published.total, published.mode) == (125, "suppressed")


def test_without_a_total_the_small_one_is_hidden_alone():
    published = suppress_list(WARDS, 10, total_published=False)

    assert shown(published) == ([64, "c", 41, 12], None)


@pytest.mark.parametrize(
    ("counts", "figures", "total"),
    [
        ([64, 41, 12, 10], [64, 41, 12, 10], 127),
        ([0, 41, 30], [0, 41, 30], 71),
        ([0, 9, 30, 80], [0, "c", "c", 80], 119),
        ([6, 5, 30, 80], ["c", "c", 30, 80], 121),
        ([3, 4, 30, 80], ["c", "c", "c", 80], 117),
        ([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 50], ["c"] * 11, 60),
        ([8, 0], ["c", "c"], "c"),
        ([4, 3, 2], ["c", "c", "c"], "c"),
        ([7, 6], ["c", "c"], 13),
        ([1] * 12, ["c"] * 12, "c"),
    ],
    ids=[
        "nothing small",
        "nought is not small",
        "nought covers nobody",
        "two cover each other",
        "two too few need a third",
        "ten ones are known to be ones",
        "few people in all",
        "few people in all, of three",
        "only small ones",
        "ones alone",
    ],
)
def test_what_a_list_shows(counts, figures, total):
    assert shown(suppress_list(labelled(*counts))) == (figures, total)


def test_nought_is_small_when_sensitive():
    published = suppress_list(labelled(0, 30, 44), sensitivity=Sensitivity.SENSITIVE)

    assert shown(published) == (["c", "c", 44], 74)
    assert [is_small(0), is_small(0, 10, Sensitivity.SENSITIVE)] == [False, True]


def test_answers_of_one_mind_are_hidden_in_a_small_group():
    alike = {"yes": 49, "no": 0}

    assert shown(suppress_list(alike, are_answers=True)) == (["c", "c"], 49)
    assert shown(suppress_list(alike)) == ([49, 0], 49)
    assert shown(suppress_list({"yes": 50, "no": 0}, are_answers=True)) == ([50, 0], 50)


def test_open_opinion_counts_the_base_alone():
    answers = {"yes": 9, "no": 3, "do not know": 0}

    public = suppress_list(answers, sensitivity=Sensitivity.OPEN, are_answers=True)
    small = suppress_list({"yes": 7, "no": 2}, sensitivity=Sensitivity.OPEN, are_answers=True)

    assert shown(public) == ([9, 3, 0], 12)
    assert shown(small) == (["c", "c"], "c")


@pytest.mark.parametrize("threshold", [4, 21])
def test_the_threshold_has_its_limits(threshold):
    with pytest.raises(ValueError, match="5 to 20"):
        suppress_list(WARDS, threshold)


@pytest.mark.parametrize("count", [-1, 2.5])
def test_what_is_no_count_is_refused(count):
    with pytest.raises(ValueError, match="not a count"):
        suppress_list({"Ash": count})


def test_no_hidden_number_is_kept_anywhere():
    published = suppress_list({"Ash": 64, "Birch": 7, "Cedar": 41, "Dale": 13})

    assert vars(published) == {
        "counts": {"Ash": 64, "Birch": "c", "Cedar": 41, "Dale": "c"},
        "total": 125,
        "mode": "suppressed",
    }
    assert "7" not in repr(published)
    assert "13" not in repr(published)


@given(
    counts=st.lists(st.integers(0, 40), min_size=1, max_size=8),
    threshold=st.integers(5, 20),
    sensitivity=st.sampled_from(Sensitivity),
)
def test_the_rest_of_a_list_never_gives_a_small_count_away(counts, threshold, sensitivity):
    published = suppress_list(labelled(*counts), threshold, sensitivity=sensitivity)
    figures, total = shown(published)

    hidden = [count for count, figure in zip(counts, figures, strict=True) if figure == "c"]
    assert all(figure in ("c", count) for count, figure in zip(counts, figures, strict=True))
    assert all(
        figure == "c"
        for count, figure in zip(counts, figures, strict=True)
        if is_small(count, threshold, sensitivity)
    )
    if hidden and total != "c":
        left = total - sum(figure for figure in figures if figure != "c")
        assert len(hidden) > 1
        assert left >= threshold


def test_shares_are_hidden_with_their_counts():
    published = suppress_list(WARDS)

    assert published.share("Ash") == 64 / 125
    assert published.share("Birch") == "c"
    assert published.cover({"Ash": 0.5, "Birch": 0.1, "Cedar": 0.3, "Dale": 0.1}) == {
        "Ash": 0.5,
        "Birch": "c",
        "Cedar": 0.3,
        "Dale": "c",
    }


def test_a_share_needs_a_base_for_the_public():
    assert suppress_list(labelled(19, 10)).share("label 0") == "c"
    assert suppress_list(labelled(20, 10)).share("label 0") == 20 / 30
    assert suppress_list(labelled(40, 20), total_published=False).share("label 0") == "c"


def test_rounding_is_of_each_figure_alone():
    published = round_list({"Ash": 13, "Birch": 8, "Cedar": 12})

    assert (published.counts, published.total) == ({"Ash": 15, "Birch": 10, "Cedar": 10}, 35)
    assert published.share("Ash") == 15 / 35
    assert published.cover({"Ash": 0.39, "Birch": 0.24, "Cedar": 0.36}) == {
        "Ash": "c",
        "Birch": "c",
        "Cedar": "c",
    }
    assert shown(round_list(labelled(4, 3))) == (["c", "c"], "c")


def test_means_need_the_threshold_and_extremes_are_never_of_a_ward():
    assert [publish_mean(5.2, n) for n in (9, 10)] == ["c", 5.2]
    assert publish_extreme(10, 500, by_ward=True) == "c"
    assert [publish_extreme(10, n, by_ward=False) for n in (9, 10)] == ["c", 10]


def test_weights_do_not_hide_a_small_base():
    assert publish_share(1, 7, share=0.12) == "c"


@pytest.mark.parametrize(
    ("chosen", "base", "sensitivity", "share"),
    [
        (12, 29, "standard", "c"),
        (12, 30, "standard", 0.4),
        (9, 60, "standard", "c"),
        (51, 60, "standard", "c"),
        (0, 60, "standard", 0.0),
        (60, 60, "standard", 1.0),
        (0, 40, "standard", "c"),
        (40, 40, "standard", "c"),
        (3, 30, "open", 0.1),
        (0, 60, "sensitive", "c"),
        (60, 60, "sensitive", "c"),
    ],
)
def test_a_share_that_stands_alone(chosen, base, sensitivity, share):
    assert publish_share(chosen, base, sensitivity=Sensitivity(sensitivity)) == share


def test_counts_may_come_from_numpy():
    published = suppress_list(dict(zip("abc", np.array([64, 8, 41]), strict=True)))

    assert (shown(published), published.share("a")) == ((([64, "c", "c"]), 113), 64 / 113)
