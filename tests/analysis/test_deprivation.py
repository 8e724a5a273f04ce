"""A ward's deprivation from its small areas (requirements E5.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.deprivation import Deprivation, SmallArea, deprivation

WHOLE = (SmallArea(1500, 32.4, 1), SmallArea(1700, 18.9, 4), SmallArea(1200, 45.1, 1))
some_areas = st.lists(
    st.builds(
        SmallArea,
        people=st.integers(1, 5000),
        score=st.floats(0, 100),
        decile=st.integers(1, 10),
        is_counted=st.booleans(),
    ),
    min_size=1,
    max_size=30,
)


def test_the_score_is_weighted_by_people_and_no_simple_mean():
    found = deprivation(WHOLE)
    assert round(found.score, 2) == 30.65
    assert round(sum(area.score for area in WHOLE) / 3, 2) == 32.13  # what it must not be


def test_only_the_people_who_live_in_the_ward_weigh():
    in_the_ward = (*WHOLE[:2], SmallArea(480, 45.1, 1, is_counted=False))
    found = deprivation(in_the_ward)
    assert round(found.score, 2) == 27.82
    assert (found.people, found.areas) == (3680, 2)


def test_areas_at_the_most_deprived_end_are_counted_and_never_averaged():
    deciles = (1, 1, 2, 3, 10)
    found = deprivation([SmallArea(1000, 20, decile) for decile in deciles])
    assert found == Deprivation(20, 5000, 5, 2, 3)
    assert (found.share_of_worst_tenth, found.share_of_worst_fifth) == (0.4, 0.6)


def test_an_area_in_two_wards_weighs_in_both_and_is_counted_in_one():
    part = SmallArea(300, 50, 1, is_counted=False)
    found = deprivation([SmallArea(900, 10, 8), part])
    assert (found.score, found.areas, found.worst_tenth) == (20, 1, 0)
    alone = deprivation([part])
    assert (alone.areas, alone.share_of_worst_tenth, alone.share_of_worst_fifth) == (0, None, None)


def test_where_nobody_lives_there_is_no_score():
    assert deprivation([]) is None
    assert deprivation([SmallArea(0, 45.1, 1)]) is None


@pytest.mark.parametrize(
    "area",
    [
        SmallArea(-1, 20, 5),
        SmallArea(100, -0.1, 5),
        SmallArea(100, float("nan"), 5),
        SmallArea(float("inf"), 20, 5),
        SmallArea(100, 20, 0),
        SmallArea(100, 20, 11),
    ],
)
def test_numbers_that_cannot_be_are_refused(area):
    with pytest.raises(ValueError, match="is not"):
        deprivation([area])


@given(some_areas)
def test_the_score_lies_between_the_least_and_the_greatest(areas):
    found = deprivation(areas)
    scores = [area.score for area in areas]
    assert min(scores) - 1e-9 <= found.score <= max(scores) + 1e-9
    assert found.worst_tenth <= found.worst_fifth <= found.areas


@given(some_areas, st.integers(2, 9))
def test_an_area_cut_in_parts_gives_the_same_score(areas, parts):
    cut = [
        SmallArea(area.people / parts, area.score, area.decile)
        for area in areas
        for _part in range(parts)
    ]
    assert deprivation(cut).score == pytest.approx(deprivation(areas).score)
