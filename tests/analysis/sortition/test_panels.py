"""Panels of people from compositions: equal chances within a kind, and few panels."""

from collections import Counter

import numpy as np
import pytest

from analysis.sortition.fairness import Mixture
from analysis.sortition.panels import panels_of
from analysis.sortition.programme import Kind


def mixture(compositions, probabilities):
    kinds = len(compositions[0])
    return Mixture(np.array(compositions), np.array(probabilities), np.zeros(kinds, dtype=bool))


def kinds(*sizes):
    return tuple(
        Kind(tuple(f"{name}{number:03}" for number in range(size)), (name,), "")
        for name, size in zip("abcdefghijklmnopqrstuvwxyz", sizes, strict=False)
    )


def chances(panels):
    found = Counter()
    for panel, probability in panels.items():
        for person in panel:
            found[person] += probability
    return found


def test_nobody_sits_twice_where_seats_come_late():
    panels = panels_of(mixture([[1, 1], [2, 0]], [0.5, 0.5]), kinds(2, 1))
    assert {panel: round(p, 9) for panel, p in panels.items()} in (
        {("a000", "a001"): 0.5, ("a000", "b000"): 0.25, ("a001", "b000"): 0.25},
    )


def test_people_of_a_kind_have_the_chance_of_their_seats():
    shares, sizes = np.array([0.1, 0.25, 0.3, 0.35]), (7, 11, 3)
    compositions = [[2, 3, 1], [1, 5, 0], [4, 0, 2], [0, 3, 3]]
    panels = panels_of(mixture(compositions, shares), kinds(*sizes))
    seats = shares @ np.array(compositions)
    for person, chance in chances(panels).items():
        kind = "abc".index(person[0])
        assert chance == pytest.approx(seats[kind] / sizes[kind], abs=1e-9)
    assert {len(panel) for panel in panels} == {6}
    assert all(len(set(panel)) == 6 for panel in panels)


def test_a_large_pool_of_many_kinds_gets_no_more_panels_than_are_read_out():
    draw = np.random.default_rng(20)
    sizes = [int(size) for size in draw.integers(20, 60, size=26)]
    compositions = np.zeros((60, 26), dtype=int)
    for row in compositions:
        row[draw.choice(26, size=20, replace=False)] = 2
    shares = draw.dirichlet(np.ones(60))
    panels = panels_of(mixture(compositions, shares), kinds(*sizes))
    assert len(panels) <= 60 + 2 * sum(sizes)
    seats = shares @ compositions
    found = chances(panels)
    assert len(found) == sum(sizes)
    for person, chance in found.items():
        kind = "abcdefghijklmnopqrstuvwxyz".index(person[0])
        assert chance == pytest.approx(seats[kind] / sizes[kind], abs=1e-9)
