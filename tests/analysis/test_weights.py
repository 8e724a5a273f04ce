import pytest

from analysis.intervals import wilson
from analysis.weights import (
    design_effect,
    design_effect_warning,
    effective_n,
    efficiency,
    summarise_weights,
    weighted_mean,
    weighted_share,
)

CELLS = {  # weight: (people, of whom yes)
    1.272399: (20, 12),
    0.638801: (40, 18),
    1.955203: (10, 7),
    0.981599: (30, 12),
}


def test_kish_by_hand():
    weights = [1, 1, 1, 1, 2, 2, 2, 2]

    assert effective_n(weights) == pytest.approx(7.2)
    assert design_effect(weights) == pytest.approx(1.1111, abs=5e-5)
    assert efficiency(weights) == pytest.approx(0.9)


def test_two_wards_with_unequal_chances():
    assert effective_n([2.0] * 30 + [4 / 7] * 70) == pytest.approx(70.0)


def test_even_weights_cost_nothing_whatever_their_size():
    assert effective_n([3.5] * 12) == pytest.approx(12)
    assert design_effect([3.5] * 12) == pytest.approx(1)


def test_a_weighted_share_and_its_interval():
    weights = [w for w, (people, _yes) in CELLS.items() for _ in range(people)]
    chose = [i < yes for _w, (people, yes) in CELLS.items() for i in range(people)]

    share, n = weighted_share(chose, weights), effective_n(weights)
    interval = wilson(share, n)

    assert round(n, 3) == 86.328
    assert round(design_effect(weights), 5) == 1.15837
    assert round(100 * share, 1) == 52.2
    assert (round(100 * interval.low, 1), round(100 * interval.high, 1)) == (41.8, 62.4)


def test_an_evenly_weighted_mean_is_the_usual_one():
    result = weighted_mean([0.7, -1.6, 2.0, 3.4], [2, 2, 2, 2])

    assert result.mean == pytest.approx(1.125)
    assert result.standard_error == pytest.approx(1.062525, abs=1e-6)
    assert (result.n, result.effective_n) == (4, pytest.approx(4))


def test_one_person_has_a_mean_and_no_error():
    result = weighted_mean([4], [2])

    assert (result.mean, result.standard_error, result.interval) == (4, None, None)


def test_the_summary_names_the_extremes():
    summary = summarise_weights([0.4, 0.5, 0.6, 0.8, 0.9, 1.0, 1.1, 1.2, 1.5, 6.0])

    assert round(summary.effective_n, 3) == 4.442
    assert round(summary.design_effect, 3) == 2.251
    assert (summary.n, summary.smallest, summary.largest[:2], summary.warning) == (
        10,
        0.4,
        (6.0, 1.5),
        "amber",
    )


def test_warnings_begin_above_their_limits():
    assert [design_effect_warning(deff) for deff in (2, 2.01, 3, 3.01)] == [
        "",
        "amber",
        "amber",
        "red",
    ]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [1, float("nan")], [[1, 2]]])
def test_impossible_weights_are_refused(weights):
    with pytest.raises(ValueError):
        effective_n(weights)
