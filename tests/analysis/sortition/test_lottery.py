import math
from collections import Counter
from random import Random

import pytest

from analysis.sortition.feasibility import Infeasible
from analysis.sortition.lottery import check, find_lottery, gini
from analysis.sortition.quotas import Person, Quota, Selection, faults_of

from .pools import (
    make_pool,
    make_selection,
    one_woman_three_men,
    read_example,
    read_rows,
    toy,
)


def maximin_reference(shared_data, instance):
    rows = read_rows(shared_data, "maximin_reference.csv")
    return next(float(row["maximin_probability"]) for row in rows if row["instance"] == instance)


@pytest.mark.parametrize("algorithm", ["leximin", "maximin"])
def test_of_eight_women_and_two_men_both_men_must_sit(algorithm):
    lottery = find_lottery(toy(), algorithm)

    women, men = {f"w{n}": 0.25 for n in range(1, 9)}, {"m1": 1.0, "m2": 1.0}
    assert lottery.probabilities == pytest.approx(women | men)
    assert (lottery.lowest, lottery.highest) == pytest.approx((0.25, 1.0))
    assert lottery.algorithm == algorithm


def test_a_pool_made_to_expose_unfair_methods_is_drawn_evenly(shared_data):
    lottery = find_lottery(read_example(shared_data))

    assert lottery.lowest == pytest.approx(maximin_reference(shared_data, "example_small_20"))
    assert lottery.highest == pytest.approx(0.1)
    assert round(100 * lottery.gini, 1) == 0.0


def test_the_scottish_pool_has_the_known_levels(scotland):
    _selection, lottery = scotland

    levels = Counter(round(chance, 4) for chance in lottery.probabilities.values())
    known = {0.0909: 22, 0.1154: 26, 0.1250: 16, 0.1579: 19, 0.1667: 18, 0.1686: 40}
    assert {level: people for level, people in levels.items() if level < 0.17} == known
    assert sum(people for level, people in levels.items() if level > 0.17) == 9


def test_the_scottish_pool_has_the_known_ends(scotland, shared_data):
    selection, lottery = scotland

    assert lottery.lowest == pytest.approx(1 / 11, abs=1e-9)
    assert lottery.lowest == pytest.approx(maximin_reference(shared_data, "scotland_150_panel22"))
    assert round(lottery.highest, 4) == 0.4709
    assert sum(lottery.probabilities.values()) == pytest.approx(22, abs=1e-9)
    assert lottery.impossible == {}
    assert [p for p in lottery.panels if faults_of(selection, p)] == []
    assert len(lottery.panels) <= 150


def test_maximin_on_the_scottish_pool_stops_at_the_lowest_level(scotland, shared_data):
    selection, fairest = scotland

    fair = find_lottery(selection, "maximin")

    assert fair.lowest == pytest.approx(1 / 11, abs=1e-9)
    levels = [
        sorted(round(chance, 6) for chance in lottery.probabilities.values())
        for lottery in (fair, fairest)
    ]
    assert levels[0] < levels[1]


def test_gini_is_that_of_the_published_probabilities(shared_data):
    """The paper prints 2.1% for LEGACY and 0.0% for LEXIMIN on the example."""
    by_algorithm = {}
    for row in read_rows(shared_data, "example_small_20/reference_probabilities.csv"):
        chances = by_algorithm.setdefault(row["algorithm"].lower(), [])
        chances.append(float(row["selection probability"]))
    published = read_rows(shared_data, "nature2021_reference_statistics.csv")
    example = next(row for row in published if row["instance"] == "example_small_20")

    for name in ("legacy", "leximin"):
        assert 100 * gini(by_algorithm[name]) == pytest.approx(
            float(example[f"gini_{name}_pct"]), abs=0.06
        )


@pytest.mark.parametrize(
    ("values", "expected"),
    [([1, 1, 1], 0), ([0, 0, 0, 1], 0.75), ([1, 2, 3, 4], 0.25), ([0, 0], 0), ([], 0)],
)
def test_gini_by_hand(values, expected):
    assert gini(values) == pytest.approx(expected)


def test_people_whom_no_panel_can_hold_have_no_chance_and_are_told_why():
    people = (*make_pool(woman=3, man=3), Person("x1", {"gender": "x"}))

    lottery = find_lottery(make_selection(people, 2, woman=(1, 2), man=(1, 2), x=(0, 0)))

    assert lottery.impossible == {
        "x1": "No panel that keeps every quota has room for them. To make room: "
        "Lower the minimum of gender: woman from 1 to 0. "
        "Raise the maximum of gender: x from 0 to 1."
    }
    assert (lottery.probabilities["x1"], lottery.lowest) == (0, 0)
    assert lottery.lowest_possible == pytest.approx(1 / 3)


def test_people_whom_quotas_shut_out_together_are_found():
    """Whoever is in Ash must be a woman, because both men's seats are for Elm."""
    people = (
        Person("ash woman", {"gender": "woman", "ward": "Ash"}),
        Person("ash man", {"gender": "man", "ward": "Ash"}),
        Person("elm man 1", {"gender": "man", "ward": "Elm"}),
        Person("elm man 2", {"gender": "man", "ward": "Elm"}),
    )
    quotas = (
        Quota("gender", "woman", 1, 1),
        Quota("gender", "man", 1, 1),
        Quota("ward", "Ash", 1, 1),
        Quota("ward", "Elm", 1, 1),
    )

    lottery = find_lottery(Selection(people, quotas, 2))

    assert lottery.probabilities == pytest.approx(
        {"ash woman": 1, "ash man": 0, "elm man 1": 0.5, "elm man 2": 0.5}
    )
    assert list(lottery.impossible) == ["ash man"]


def test_with_one_per_household_no_panel_holds_two_of_one_home():
    people = tuple(
        Person(f"p{n}", {"gender": "woman"}, household="lane" if n < 3 else "") for n in range(6)
    )

    lottery = find_lottery(make_selection(people, 3, one_per_household=True, woman=(3, 3)))

    assert lottery.probabilities == pytest.approx(
        {"p0": 1 / 3, "p1": 1 / 3, "p2": 1 / 3, "p3": 2 / 3, "p4": 2 / 3, "p5": 2 / 3}
    )
    assert all(len({"p0", "p1", "p2"} & set(panel)) <= 1 for panel in lottery.panels)


def test_a_draw_that_cannot_be_is_refused_with_reasons():
    with pytest.raises(Infeasible, match="At least 3 people with gender: man are needed"):
        find_lottery(one_woman_three_men())


def test_simple_random_gives_everybody_the_same_chance():
    lottery = find_lottery(make_selection(make_pool(woman=7), 3), "random", randomness=Random(4))

    assert lottery.probabilities == pytest.approx({f"w{n}": 3 / 7 for n in range(1, 8)})
    assert lottery.algorithm == "random"


def test_simple_random_makes_every_panel_equally_likely_over_the_shuffle():
    selection, randomness = make_selection(make_pool(woman=5), 2), Random(11)
    seen = Counter()
    for _ in range(400):
        seen.update(find_lottery(selection, "random", randomness=randomness).panels.keys())

    # Of 10 pairs, 5 are in each lottery: each 200 times, with a standard deviation of 10.
    assert len(seen) == math.comb(5, 2)
    assert all(150 < count < 250 for count in seen.values())


def test_a_panel_of_the_whole_pool_is_the_only_one():
    lottery = find_lottery(make_selection(make_pool(woman=3), 3), "random", randomness=Random(1))

    assert lottery.panels == {("w1", "w2", "w3"): 1.0}


def test_simple_random_never_stands_in_for_quotas_or_households():
    with pytest.raises(ValueError, match="keeps no quotas"):
        find_lottery(toy(), "random", randomness=Random(1))
    sharers = [Person("a", {}, "home"), Person("b", {}, "home"), Person("c", {})]
    with pytest.raises(ValueError, match="household"):
        find_lottery(
            make_selection(sharers, 1, one_per_household=True), "random", randomness=Random(1)
        )
    with pytest.raises(ValueError, match="source of randomness"):
        find_lottery(make_selection(make_pool(woman=3), 1), "random")


def test_an_unknown_algorithm_is_refused():
    with pytest.raises(ValueError, match="no algorithm 'legacy'"):
        find_lottery(toy(), "legacy")


def test_a_lottery_with_a_panel_that_breaks_a_quota_does_not_pass():
    lottery = find_lottery(toy())
    lottery.panels[("w1", "w2", "w3", "w4")] = 0.0

    with pytest.raises(ArithmeticError, match="gender: man has 0 people, not 2 to 2"):
        check(lottery, toy())
