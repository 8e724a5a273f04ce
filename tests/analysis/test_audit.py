from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.audit import is_protected, possible_range, possible_ranges

NOTHING_KNOWN = np.zeros((3, 4))


def with_margins(inner):
    inner = np.array(inner)
    across = np.column_stack([inner, inner.sum(axis=1)])
    return np.vstack([across, across.sum(axis=0)]).astype(float)


def tables_that_fit(figures, floors):
    """Try every way to fill the hidden inner cells (all margins being shown)."""
    hidden = [tuple(cell) for cell in np.argwhere(np.isnan(figures))]
    most = int(figures[-1, -1])
    for filling in product(range(most + 1), repeat=len(hidden)):
        table = figures.copy()
        for cell, count in zip(hidden, filling, strict=True):
            table[cell] = count
        if (table >= floors).all() and (with_margins(table[:-1, :-1]) == table).all():
            yield table


@settings(max_examples=60, deadline=None)
@given(
    inner=st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=2, max_size=2),
    hidden=st.sets(st.tuples(st.integers(0, 1), st.integers(0, 2)), min_size=1, max_size=4),
    floor=st.integers(0, 1),
)
def test_ranges_are_those_found_by_trying_everything(inner, hidden, floor):
    figures = with_margins(inner)
    # A floor is something true that a reader knows.
    hidden = {cell for cell in hidden if figures[cell] >= floor}
    floors = np.zeros(figures.shape)
    for cell in hidden:
        figures[cell], floors[cell] = np.nan, floor

    tables = list(tables_that_fit(figures, floors))

    assert possible_ranges(figures, hidden, floors) == {
        cell: (min(table[cell] for table in tables), max(table[cell] for table in tables))
        for cell in hidden
    }


def test_a_lone_hidden_figure_is_known():
    figures = with_margins([[34, 22, 14], [41, 18, 7]])
    figures[1, 2] = np.nan

    assert possible_range(figures, (1, 2), NOTHING_KNOWN) == (7, 7)


def test_a_hidden_margin_that_nothing_bounds_may_be_anything():
    figures = np.full((3, 4), np.nan)
    figures[0, 0] = 12

    assert possible_range(figures, (2, 3), NOTHING_KNOWN) == (12, np.inf)


def test_figures_that_contradict_each_other_are_refused():
    figures = with_margins([[1, 2, 3], [4, 5, 6]])
    figures[0, 0], figures[0, 3] = np.nan, 2

    with pytest.raises(ValueError, match="contradict"):
        possible_range(figures, (0, 0), NOTHING_KNOWN)


@settings(max_examples=60, deadline=None)
@given(
    inner=st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=3, max_size=3),
    hidden=st.sets(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=7),
    width=st.integers(1, 20),
)
def test_protection_is_the_width_of_the_range(inner, hidden, width):
    truth = with_margins(inner)
    mask = np.zeros(truth.shape, dtype=bool)
    for cell in hidden:
        mask[cell] = True
    floors = np.zeros(truth.shape)

    for cell in hidden:
        low, high = possible_range(np.where(mask, np.nan, truth), cell, floors)
        assert is_protected(truth.astype(int), mask, [cell], floors, width) == (high - low >= width)
