"""An arm beside a control arm, and who stayed beside who left: known answers."""

import pytest

from analysis.arms import Retention, Sample, compare_arms, compare_samples
from analysis.pairing import compare_item

TREATMENT = list(zip([7, 6, 8, 7, 3, 4, 5, 2], [8, 8, 9, 7, 4, 5, 5, 4], strict=True))
CONTROL = list(zip([5, 6, 4, 7, 5, 3, 6, 4], [5, 6, 5, 7, 4, 3, 6, 5], strict=True))


def test_change_beside_the_change_of_a_control_arm():
    found = compare_arms(TREATMENT, CONTROL)
    assert found.second.mean == pytest.approx(0.125)
    assert found.difference == pytest.approx(0.875)
    assert found.t == pytest.approx(2.4973, abs=5e-5)
    assert found.df == pytest.approx(13.635, abs=5e-4)
    assert found.p == pytest.approx(0.0260, abs=5e-5)
    assert found.interval.low == pytest.approx(0.122, abs=5e-4)
    assert found.interval.high == pytest.approx(1.628, abs=5e-4)


def test_the_control_arm_by_itself_did_not_move():
    change = compare_item(*zip(*CONTROL, strict=True))
    assert change.mean_change == 0.125
    assert change.p == pytest.approx(0.598, abs=5e-4)


def test_who_lacks_a_number_is_left_out():
    assert compare_arms([*TREATMENT, (5, None), (None, 5)], CONTROL) == compare_arms(
        TREATMENT, CONTROL
    )


def test_students_sleep_data_as_if_of_two_sets_of_people():
    before = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    after = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    found = compare_samples(Sample.of(after), Sample.of(before))
    assert found.t == pytest.approx(1.8608, abs=5e-5)
    assert found.df == pytest.approx(17.776, abs=5e-4)
    assert found.p == pytest.approx(0.07939, abs=5e-6)


def test_participants_beside_others_from_published_figures():
    found = compare_samples(Sample(301, 5.31, 2.9), Sample(568, 5.10, 2.8))
    assert found.t == pytest.approx(1.028, abs=5e-4)
    assert found.p == pytest.approx(0.304, abs=5e-4)


@pytest.mark.parametrize(
    ("first", "second", "difference"),
    [([], [1, 2], None), ([1], [1, 2], -0.5), ([2, 2], [1, 1], 1.0)],
)
def test_what_cannot_be_tested_says_so(first, second, difference):
    found = compare_samples(Sample.of(first), Sample.of(second))
    assert found.difference == difference
    assert (found.t, found.p, found.interval) == (None, None, None)


def test_retention_has_its_interval():
    stayed = Retention(assigned=400, stayed=301)
    assert stayed.share == pytest.approx(0.7525)
    assert stayed.interval.low == pytest.approx(0.7079, abs=5e-4)
    assert Retention(0, 0).interval is None
