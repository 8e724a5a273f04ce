import pytest

from analysis.intervals import Interval, margin_of_error, mean_interval, newcombe, wilson


@pytest.mark.parametrize(
    ("yes", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (10, 100, 0.0552, 0.1744),
        (0, 100, 0.0, 0.0370),
        (31, 50, 0.4815, 0.7414),
        (10, 10, 0.7225, 1.0),
        (49, 100, 0.394, 0.587),
    ],
)
def test_wilson_agrees_with_published_values(yes, n, low, high):
    interval = wilson(yes / n, n)

    assert (interval.low, interval.high) == pytest.approx(
        (low, high), abs=6e-4 if n == 100 else 6e-5
    )


def test_wilson_keeps_five_places():
    assert (wilson(0.1, 100).low, wilson(0.1, 100).high) == pytest.approx(
        (0.05523, 0.17437), abs=5e-6
    )
    assert wilson(0.0, 100).high == pytest.approx(0.03699, abs=5e-6)


def test_wilson_touches_its_ends_exactly_and_has_width_there():
    assert wilson(0.0, 20).low == 0
    assert wilson(1.0, 20).high == 1
    assert wilson(1.0, 20).low < 0.9


def test_wilson_on_an_effective_number():
    interval = wilson(0.5218, 86.328)

    assert (round(interval.low, 3), round(interval.high, 3)) == (0.418, 0.624)


def test_newcombe_agrees_with_the_published_difference():
    interval = newcombe(56 / 70, 70, 48 / 80, 80)

    assert (round(interval.low, 4), round(interval.high, 4)) == (0.0524, 0.3339)


def test_newcombe_turns_round_with_its_sides():
    there, back = newcombe(0.3, 40, 0.6, 55), newcombe(0.6, 55, 0.3, 40)

    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))


@pytest.mark.parametrize(("share", "n"), [(1.01, 10), (-0.01, 10), (0.5, 0), (0.5, -3)])
def test_impossible_shares_are_refused(share, n):
    with pytest.raises(ValueError):
        wilson(share, n)


def test_an_interval_includes_its_ends():
    assert [Interval(0, 1).excludes(value) for value in (-0.1, 0, 0.5, 1, 1.1)] == [
        True,
        False,
        False,
        False,
        True,
    ]


def test_the_interval_of_a_mean_is_by_t():
    interval = mean_interval(1.58, 1.2300, 10)

    assert (round(interval.low, 3), round(interval.high, 3)) == (0.700, 2.460)
    assert mean_interval(5, 0, 1) is None


@pytest.mark.parametrize(("n", "points"), [(100, 9.80), (500, 4.38), (1000, 3.10), (1100, 2.95)])
def test_margin_at_a_half(n, points):
    assert round(100 * margin_of_error(n), 2) == points


def test_a_small_population_narrows_the_margin():
    assert round(100 * margin_of_error(500, population=5000), 2) == 4.16
    assert margin_of_error(500, population=5000) / margin_of_error(500) == pytest.approx(
        0.9488, abs=5e-5
    )
    assert margin_of_error(500, population=500) == 0
