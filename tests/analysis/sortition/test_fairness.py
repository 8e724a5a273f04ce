"""LEXIMIN and MAXIMIN beside the same thing worked out the long way, over every panel there is."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.optimize import linprog

from analysis.sortition.fairness import Cancelled
from analysis.sortition.feasibility import Infeasible, examine
from analysis.sortition.lottery import find_lottery
from analysis.sortition.quotas import Person, Quota, Selection, faults_of

from .pools import all_panels, small_selections, toy


def best_levels(sits):
    """Work out everybody's LEXIMIN probability from all panels (N by P), one person at a time.

    Somebody's level is known when no lottery that keeps the levels lifts this person above it.
    """
    n, panels = sits.shape
    levels = np.full(n, np.nan)
    levels[~sits.any(axis=1)] = 0

    def solve(goal, z=None):
        # Variables: panels, then z.
        is_open = np.isnan(levels)
        rows = np.column_stack([-sits, np.where(is_open, 1.0, 0.0)])
        answer = linprog(
            -goal,
            A_ub=rows,
            b_ub=np.where(is_open, 0.0, -np.nan_to_num(levels)) + 1e-11,
            A_eq=[[1.0] * panels + [0.0]],
            b_eq=[1.0],
            bounds=[(0, None)] * panels + [(z if z is not None else 0, z)],
        )
        assert answer.success
        return -answer.fun

    while np.isnan(levels).any():
        z = solve(np.array([0.0] * panels + [1.0]))
        stuck = [
            person
            for person in np.flatnonzero(np.isnan(levels))
            if solve(np.append(sits[person], 0.0), z - 1e-10) < z + 1e-7
        ]
        assert stuck
        levels[stuck] = z
    return levels


def brute_force(selection):
    panels = all_panels(selection)
    ids = [person.id for person in selection.people]
    sits = np.array([[float(person in panel) for panel in panels] for person in ids])
    return dict(zip(ids, best_levels(sits), strict=True)) if panels else None


@given(small_selections())
@settings(max_examples=100, deadline=None)
def test_leximin_is_what_trying_every_panel_gives(selection):
    expected = brute_force(selection)

    if expected is None:
        with pytest.raises(Infeasible):
            find_lottery(selection)
    else:
        lottery = find_lottery(selection)
        assert lottery.probabilities == pytest.approx(expected, abs=1e-6)
        assert set(lottery.impossible) == {p for p, chance in expected.items() if chance == 0}


@given(small_selections())
@settings(max_examples=25, deadline=None)
def test_maximin_has_the_same_lowest_probability_as_leximin(selection):
    if examine(selection).is_feasible:
        fairest, fair = find_lottery(selection), find_lottery(selection, "maximin")

        assert fair.lowest_possible == pytest.approx(fairest.lowest_possible, abs=1e-6)
        assert fair.impossible == fairest.impossible
        assert fair.algorithm == "maximin"


@given(small_selections())
@settings(max_examples=25, deadline=None)
def test_every_panel_keeps_every_rule_and_probabilities_sum_to_the_seats(selection):
    if examine(selection).is_feasible:
        lottery = find_lottery(selection)

        assert [faults_of(selection, panel) for panel in lottery.panels] == [[]] * len(
            lottery.panels
        )
        assert sum(lottery.panels.values()) == pytest.approx(1, abs=1e-9)
        assert sum(lottery.probabilities.values()) == pytest.approx(selection.seats, abs=1e-6)
        assert len(lottery.panels) <= len(selection.people)


@given(small_selections())
@settings(max_examples=20, deadline=None)
def test_the_order_of_the_pool_changes_nothing(selection):
    turned = Selection(
        selection.people[::-1], selection.quotas, selection.seats, selection.one_per_household
    )
    if examine(selection).is_feasible:
        assert list(find_lottery(turned).panels.items()) == list(
            find_lottery(selection).panels.items()
        )


def test_levels_above_the_lowest_are_raised_too():
    """One of two Ash people sits, and two of three others of whom c must sit with d or e."""
    people = tuple(
        Person(name, {"ward": ward})
        for name, ward in [("a", "Ash"), ("b", "Ash"), ("c", "Elm"), ("d", "Fir"), ("e", "Fir")]
    )
    quotas = (Quota("ward", "Ash", 1, 1), Quota("ward", "Elm", 0, 1), Quota("ward", "Fir", 1, 2))

    lottery = find_lottery(Selection(people, quotas, 3))

    assert lottery.probabilities == pytest.approx(
        {"a": 1 / 2, "b": 1 / 2, "c": 2 / 3, "d": 2 / 3, "e": 2 / 3}
    )


def test_progress_is_told_and_grows_to_the_end():
    told = []

    find_lottery(toy(), report=told.append)

    assert [progress.settled for progress in told] == sorted(p.settled for p in told)
    assert (told[0].settled, told[-1].settled, told[-1].kinds) == (0, 2, 2)


def test_a_draw_that_is_called_off_ends_with_no_lottery():
    told = []

    with pytest.raises(Cancelled):
        find_lottery(toy(), report=told.append, is_cancelled=lambda: len(told) == 1)

    assert len(told) == 1


@pytest.mark.parametrize("failures", [1, 2])
def test_a_solver_that_loses_its_way_is_followed_by_another(monkeypatch, failures):
    attempts = []

    def lose_the_way(*arguments, method, options, **named):
        attempts.append((method, tuple(options)))
        answer = linprog(*arguments, method=method, options=options, **named)
        if (len(attempts) - 1) % (failures + 1) < failures:
            answer.success = False
        return answer

    solver = SimpleNamespace(optimize=SimpleNamespace(linprog=lose_the_way))
    monkeypatch.setattr("analysis.sortition.fairness.scipy", solver)
    found = find_lottery(toy(), "leximin").probabilities
    assert [found[f"w{n}"] for n in range(1, 9)] == pytest.approx([0.25] * 8)
    assert len(set(attempts)) == failures + 1
