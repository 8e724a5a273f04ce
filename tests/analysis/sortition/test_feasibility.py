from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.sortition.feasibility import Change, examine, smallest_changes
from analysis.sortition.quotas import Person, Quota, Selection, faults_of

from .pools import (
    all_panels,
    make_pool,
    make_selection,
    one_woman_three_men,
    read_example,
    read_scotland,
    small_selections,
    toy,
)


def words(selection):
    return [str(fault) for fault in examine(selection).contradictions]


def test_a_draw_that_can_be_has_nothing_against_it():
    findings = examine(toy())

    assert (findings.is_feasible, findings.contradictions, findings.changes) == (True, (), ())


def test_both_reference_pools_can_be_drawn(shared_data):
    """In the Scottish one nobody may be under 16, nobody is, and one value is nobody's."""
    assert examine(read_example(shared_data)).is_feasible
    assert examine(read_scotland(shared_data)).is_feasible


def test_three_men_of_two_are_refused_with_category_needed_and_available():
    findings = examine(one_woman_three_men())

    fault, other = findings.contradictions
    assert str(fault) == "At least 3 people with gender: man are needed and the pool has 2."
    assert str(other) == (
        "Within the maxima of gender the pool can fill 3 seats and the panel has 4."
    )
    assert (fault.rule, fault.feature, fault.value) == ("minimum", "gender", "man")
    assert (fault.needed, fault.available) == (3, 2)


def test_the_smallest_changes_are_named():
    assert [str(change) for change in examine(one_woman_three_men()).changes] == [
        "Raise the maximum of gender: woman from 1 to 2.",
        "Lower the minimum of gender: man from 3 to 2.",
    ]


def test_one_per_household_and_every_seat_needed_is_refused_naming_the_rule():
    people = (
        Person("a", {"gender": "woman"}, "3 Mill Lane"),
        Person("b", {"gender": "woman"}, "3 Mill Lane"),
        Person("c", {"gender": "woman"}),
    )
    selection = make_selection(people, 3, one_per_household=True)

    (fault,) = examine(selection).contradictions

    assert str(fault) == (
        "With one person per household, a panel of 3 cannot be drawn from 2 households."
    )
    assert (fault.rule, fault.needed, fault.available) == ("household", 3, 2)
    assert examine(replace(selection, one_per_household=False)).is_feasible


def test_every_contradiction_is_listed_and_not_the_first_alone():
    people = (
        Person("a", {"gender": "woman", "ward": "Ash"}),
        Person("a", {"gender": "man", "ward": "Elm"}),
        Person("c", {"gender": "", "ward": "Ash"}),
    )
    quotas = (
        Quota("gender", "woman", 2, 3),
        Quota("gender", "man", 3, 2),
        Quota("ward", "Ash", 1, 1),
        Quota("ward", "Ash", 1, 2),
        Quota("tenure", "owner", 0, 1, flex=(1, 4)),
    )

    assert words(Selection(people, quotas, 4)) == [
        "A panel of 4 cannot be drawn from a pool of 3.",
        "The id a is in the pool 2 times.",
        "gender is not known of 1 person (c).",
        "tenure is not known of 3 people (a, a, c).",
        "ward: Elm has no quota, and is the value of 1 person (a).",
        "ward: Ash has 2 quotas, and can have one.",
        "gender: man is asked to have at least 3 and at most 2 people.",
        "tenure: owner may be loosened to 1 to 4, which does not hold 0 to 1.",
        "At least 2 people with gender: woman are needed and the pool has 1.",
        "At least 3 people with gender: man are needed and the pool has 1.",
        "The minima of gender sum to 5 and the panel has 4 seats.",
        "Within the maxima of gender the pool can fill 2 seats and the panel has 4.",
        "The maxima of ward sum to 3 and the panel has 4 seats.",
        "The maxima of tenure sum to 1 and the panel has 4 seats.",
    ]


def test_maxima_that_the_pool_cannot_fill_are_named():
    selection = make_selection(make_pool(woman=8, man=1), 4, woman=(0, 2), man=(0, 3))

    assert words(selection) == [
        "Within the maxima of gender the pool can fill 3 seats and the panel has 4."
    ]


def test_a_panel_has_a_seat():
    assert words(make_selection(make_pool(woman=2), 0)) == ["A panel has at least 1 seat, not 0."]


def test_a_minimum_counts_households_when_only_one_of_each_may_sit():
    people = [Person(f"w{n}", {"gender": "woman"}, "the mill") for n in range(3)]
    people += [Person(f"m{n}", {"gender": "man"}) for n in range(3)]
    selection = make_selection(people, 3, one_per_household=True, woman=(2, 3), man=(0, 3))

    assert words(selection) == [
        "At least 2 people with gender: woman are needed and the pool has them in 1 household."
    ]


def crossed():
    """Each quota can be kept, but both women are in Ash: two women and two of Elm are four."""
    people = [Person(f"w{n}", {"gender": "woman", "ward": "Ash"}) for n in range(2)]
    people += [Person(f"m{n}", {"gender": "man", "ward": "Elm"}) for n in range(2)]
    quotas = (
        Quota("gender", "woman", 2, 2),
        Quota("gender", "man", 0, 1),
        Quota("ward", "Ash", 0, 2),
        Quota("ward", "Elm", 2, 3),
    )
    return Selection(tuple(people), quotas, 3)


def test_quotas_that_only_together_cannot_be_kept_are_found():
    findings = examine(crossed())

    assert [str(fault) for fault in findings.contradictions] == [
        "Each quota can be kept, but no panel of 3 keeps them all."
    ]
    assert list(map(str, findings.changes)) == ["Lower the minimum of ward: Elm from 2 to 1."]


def test_changes_stay_within_flex_where_they_can():
    quotas = tuple(
        replace(quota, flex=(1, 3) if quota.feature == "gender" else (quota.minimum, quota.maximum))
        for quota in crossed().quotas
    )
    quotas = (quotas[0], replace(quotas[1], flex=(0, 3)), *quotas[2:])

    assert list(map(str, examine(replace(crossed(), quotas=quotas)).changes)) == [
        "Lower the minimum of gender: woman from 2 to 1.",
        "Raise the maximum of gender: man from 1 to 2.",
    ]


def test_changes_beyond_flex_say_so():
    quotas = tuple(
        replace(quota, flex=(quota.minimum, quota.maximum)) for quota in crossed().quotas
    )

    assert examine(replace(crossed(), quotas=quotas)).changes == (
        Change("ward", "Elm", "minimum", 2, 1, is_beyond_flex=True),
    )
    assert str(examine(replace(crossed(), quotas=quotas)).changes[0]) == (
        "Lower the minimum of ward: Elm from 2 to 1, which is more than its flex allows."
    )


def apply_changes(selection, changes):
    quotas = {quota.key: quota for quota in selection.quotas}
    for change in changes:
        key = change.feature, change.value
        quotas[key] = replace(quotas[key], **{change.limit: change.then})
    return replace(selection, quotas=tuple(quotas.values()))


@given(small_selections(), st.data())
@settings(max_examples=50, deadline=None)
def test_the_changes_make_a_panel_possible_and_none_that_sum_to_less_would(selection, data):
    """What a panel asks quotas to give is what its faults sum to; the least of all is right."""
    shift = data.draw(st.integers(0, 2))
    quotas = tuple(
        replace(quota, minimum=quota.minimum + shift, maximum=quota.maximum + shift)
        if quota.feature == "gender"
        else quota
        for quota in selection.quotas
    )
    selection = replace(selection, quotas=quotas)
    if any(f.rule in ("pool", "household") for f in examine(selection).contradictions):
        return
    anything = replace(selection, quotas=())
    values = {person.id: person.values for person in selection.people}
    least = min(
        sum(
            max(quota.minimum - seated, seated - quota.maximum, 0)
            for quota in quotas
            for seated in [sum(values[member][quota.feature] == quota.value for member in panel)]
        )
        for panel in all_panels(anything)
    )

    changes = smallest_changes(selection)

    assert sum(abs(change.then - change.now) for change in changes) == least
    assert all_panels(apply_changes(selection, changes))


@given(small_selections())
@settings(max_examples=100, deadline=None)
def test_a_draw_is_possible_exactly_if_some_panel_keeps_every_rule(selection):
    assert examine(selection).is_feasible == bool(all_panels(selection))


def test_what_is_wrong_with_a_panel_is_said():
    selection = toy()

    assert faults_of(selection, ("m1", "m2", "w1", "w2")) == []
    assert faults_of(selection, ("m1", "w1", "w1", "nobody", "w3")) == [
        "nobody is not in the pool.",
        "Somebody sits on the panel twice.",
        "The panel has 5 people and 4 seats.",
        "gender: woman has 3 people, not 2 to 2.",
        "gender: man has 1 people, not 2 to 2.",
    ]


@pytest.mark.parametrize(("is_on", "faults"), [(True, 1), (False, 0)])
def test_two_of_a_household_are_a_fault_only_under_the_rule(is_on, faults):
    people = [Person(name, {}, "the mill") for name in "ab"]
    selection = make_selection(people, 2, one_per_household=is_on)

    assert len(faults_of(selection, ("a", "b"))) == faults
