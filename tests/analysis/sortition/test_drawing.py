from collections import Counter
from dataclasses import replace
from random import Random, SystemRandom

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.sortition.drawing import draw_panel, fill_seats
from analysis.sortition.feasibility import examine
from analysis.sortition.lottery import find_lottery
from analysis.sortition.quotas import Person, Quota, Selection, faults_of

from .pools import make_selection, read_example, small_selections, toy


def test_the_rarest_person_is_drawn_as_often_as_everybody_else(shared_data):
    """Ten in a hundred of 2,000 draws are 200; the older greedy method drew her about 20 times."""
    selection = read_example(shared_data)
    (rarest,) = [
        person.id
        for person in selection.people
        if person.values == {"gender": "female", "leaning": "conservative"}
    ]
    lottery, randomness = find_lottery(selection), Random(2021)

    drawn = Counter(person for _ in range(2000) for person in draw_panel(lottery, randomness))

    assert 160 <= drawn[rarest] <= 240


def test_panels_are_drawn_as_often_as_the_lottery_says():
    lottery, randomness = find_lottery(toy()), Random(5)

    drawn = Counter(draw_panel(lottery, randomness) for _ in range(8000))

    # A standard deviation is at most the square root of 8,000 by 4: five of them are 224.
    for panel, probability in lottery.panels.items():
        assert abs(drawn[panel] - 8000 * probability) < 224
    assert set(drawn) == set(lottery.panels)


def test_a_rehearsal_with_the_same_seed_draws_the_same_panel():
    lottery = find_lottery(toy())

    assert draw_panel(lottery, Random(3)) == draw_panel(lottery, Random(3))


def test_the_operating_systems_randomness_draws_a_panel_of_the_lottery():
    lottery = find_lottery(toy())

    assert draw_panel(lottery, SystemRandom()) in lottery.panels


class Always(Random):
    """Chance that is not one: it answers what it was told."""

    def __init__(self, answer):
        super().__init__(0)
        self.answer = answer

    def random(self):
        return self.answer


def test_the_ends_of_chance_are_panels_too():
    lottery = find_lottery(toy())

    assert draw_panel(lottery, Always(0.0)) == next(iter(lottery.panels))
    assert draw_panel(lottery, Always(1 - 2**-53)) == list(lottery.panels)[-1]


def test_a_drop_out_is_replaced_from_the_rest_of_the_pool_by_quota():
    people = (*toy().people, Person("m3", {"gender": "man"}))
    selection = replace(toy(), people=people)

    second = fill_seats(selection, seated=("w1", "w2", "m1"), gone=("m2",))

    assert second.seats == 1
    assert second.quotas == (Quota("gender", "woman", 0, 0), Quota("gender", "man", 1, 1))
    assert find_lottery(second).panels == {("m3",): pytest.approx(1)}


def test_a_gap_that_nobody_can_fill_is_refused():
    second = fill_seats(toy(), seated=("w1", "w2", "m1"), gone=("m2",))

    assert [str(fault) for fault in examine(second).contradictions] == [
        "At least 1 person with gender: man is needed and the pool has 0.",
        "Within the maxima of gender the pool can fill 0 seats and the panel has 1.",
    ]


def test_nobody_who_lives_with_a_seated_person_comes_in_later():
    people = (
        Person("a", {}, "the mill"),
        Person("b", {}, "the mill"),
        Person("c", {}, "the lock"),
        Person("d", {}, "the lock"),
        Person("e", {}),
    )
    selection = make_selection(people, 2, one_per_household=True)

    second = fill_seats(selection, seated=("a",), gone=("c",))

    assert [person.id for person in second.people] == ["d", "e"]
    free_of_the_rule = fill_seats(
        replace(selection, one_per_household=False), seated=("a",), gone=("c",)
    )
    assert [person.id for person in free_of_the_rule.people] == ["b", "d", "e"]


def test_flex_shrinks_with_what_is_seated():
    quotas = (Quota("gender", "woman", 1, 3, flex=(0, 4)),)
    selection = Selection(toy().people, quotas, 4)

    second = fill_seats(selection, seated=("w1", "w2"), gone=())

    assert second.quotas == (Quota("gender", "woman", 0, 1, flex=(0, 2)),)


@pytest.mark.parametrize(
    ("seated", "gone", "fault"),
    [
        (("w1", "x9"), ("y8",), "Not in the pool: x9, y8"),
        (("w1",), ("w1",), "Seated and gone at once: w1"),
        (("w1", "w2", "m1", "m2"), (), "Every seat is taken"),
    ],
)
def test_what_cannot_be_a_round_is_refused(seated, gone, fault):
    with pytest.raises(ValueError, match=fault):
        fill_seats(toy(), seated=seated, gone=gone)


@given(small_selections(), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_panels_keep_every_rule_over_three_rounds(selection, randomness):
    if not examine(selection).is_feasible:
        return
    panel, gone = set(draw_panel(find_lottery(selection), randomness)), set()

    for _round in range(2):
        left = randomness.choice(sorted(panel))
        panel, gone = panel - {left}, gone | {left}
        second = fill_seats(selection, seated=panel, gone=gone)
        if not examine(second).is_feasible:
            return
        panel |= set(draw_panel(find_lottery(second), randomness))

        assert faults_of(selection, sorted(panel)) == []
        assert not panel & gone
