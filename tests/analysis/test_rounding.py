import pytest

from analysis.rounding import percent, points, round_half_away, round_to_base


@pytest.mark.parametrize(
    ("value", "digits", "rounded"),
    [
        (0.5, 0, 1),
        (1.5, 0, 2),
        (2.5, 0, 3),
        (-0.5, 0, -1),
        (-2.5, 0, -3),
        (2.4999, 0, 2),
        (2.675, 2, 2.68),
        (0.145 * 100, 0, 15),
        (-0.2, 0, 0),
        (1234567.85, 1, 1234567.9),
    ],
)
def test_halves_move_away_from_zero(value, digits, rounded):
    assert round_half_away(value, digits) == rounded


def test_nothing_is_minus_zero():
    assert str(round_half_away(-0.2)) == "0.0"


def test_thirds_do_not_sum_to_a_hundred_and_are_left_so():
    assert [percent(1 / 3) for _ in range(3)] == ["33", "33", "33"]


def test_percentages_have_one_decimal_in_files():
    assert [percent(107 / 523, 1), percent(387 / 523, 1), percent(1)] == ["20.5", "74.0", "100"]


def test_changes_carry_their_sign():
    assert [points(0.535), points(-0.04, 1), points(0.001), points(0.0, 1)] == [
        "+54",
        "-4.0",
        "0",
        "0.0",
    ]


def test_a_change_is_rounded_once_from_unrounded_shares():
    before, after = 0.656, 0.341

    assert (percent(before), percent(after), points(after - before)) == ("66", "34", "-32")


def test_counts_are_rounded_to_the_nearest_five():
    counts = [0, 1, 2, 3, 7, 8, 12, 13, 17, 18, 22, 23]

    assert [round_to_base(count) for count in counts] == [0, 0, 0, 5, 5, 10, 10, 15, 15, 20, 20, 25]
