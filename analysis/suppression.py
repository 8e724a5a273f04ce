"""Which further figures to hide so that the hidden ones cannot be worked out, at least cost.

The cell suppression problem (Fischetti and Salazar 2001). For each cell to protect, two other
tables must fit everything shown, one with more in that cell and one with less, at least the wanted
width apart. What differs between a fitting table and the true one is a flow: it sums to nothing
along every row and column and runs only through hidden cells. So the cheapest pattern is the answer
of a mixed integer programme, with a switch for each cell and two flows for each protected one.

Tables are arrays with their margins last, as in `audit`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray
from scipy import sparse

from .audit import Cell, equations, is_protected

Mask = NDArray[np.bool_]

# Up to here all cells are protected in one programme, which is exact and takes under a second;
# beyond, one after the other, which is quick and close.
SMALL = 150


@dataclass(frozen=True)
class Reader:
    """Someone who knows that a hidden figure is at least its floor, and how far they may get."""

    floors: NDArray[np.float64]
    width: int


@dataclass(frozen=True)
class Problem:
    """A table, what of it is hidden and must be protected, and what must stay in sight."""

    counts: NDArray[np.int64]
    hidden: Mask
    primary: Mask
    kept: Mask
    readers: tuple[Reader, ...]

    @property
    def to_protect(self) -> list[Cell]:
        return [(int(row), int(column)) for row, column in np.argwhere(self.primary)]

    def is_safe(self, hidden: Mask, cells: Sequence[Cell]) -> bool:
        """Audit a pattern against every reader."""
        return all(
            is_protected(self.counts, hidden, cells, reader.floors, reader.width)
            for reader in self.readers
        )


def cheapest_pattern(problem: Problem) -> Mask | None:
    """Give what to hide so that every primary cell is protected, or None if nothing serves.

    Cheapest counts the people in the further cells; a margin is hidden only when no choice of
    inner cells will do. Exact for small tables, close to it for large ones. Whatever is returned
    has passed the audit.
    """
    cells = problem.to_protect
    together = len(cells) * problem.counts.size <= SMALL
    groups = [cells] if together else [[cell] for cell in cells]
    hidden = problem.hidden
    # Hiding more never narrows a range, so a group once safe stays so.
    for group in groups:
        if problem.is_safe(hidden, group):
            continue
        wider = _hide_more(problem, hidden, group)
        if wider is None or not problem.is_safe(wider, group):
            return None
        hidden = wider
    return hidden


def _hide_more(problem: Problem, hidden: Mask, cells: Sequence[Cell]) -> Mask | None:
    """Solve the programme for these cells, what is hidden already being free.

    The unknowns are a switch for each figure, then for each cell and reader a flow to a table with
    more in the cell and one to a table with less. Flows are measured in the width wanted, which
    keeps the solver's numbers near 1; no figure need move by more than that.
    """
    counts, size = problem.counts, problem.counts.size
    pairs = [(cell, reader) for cell in cells for reader in problem.readers]
    flows = 2 * len(pairs)
    sums = equations(counts.shape)
    falls = [((counts - reader.floors) / reader.width).clip(0, 1).ravel() for _, reader in pairs]
    places = [np.arange(size) == np.ravel_multi_index(cell, counts.shape) for cell, _ in pairs]

    may_rise = sparse.vstack([sparse.eye_array(size)] * flows)
    may_fall = sparse.vstack([sparse.diags_array(fall) for fall in falls for _more_less in "+-"])
    balanced = sparse.kron(sparse.eye_array(flows), sums)
    every_flow = sparse.eye_array(size * flows)
    apart = sparse.block_diag([np.concatenate([at, -1.0 * at])[np.newaxis] for at in places])
    constraints = [
        scipy.optimize.LinearConstraint(
            _beside(sparse.csr_array((flows * len(sums), size)), balanced), lb=0, ub=0
        ),
        scipy.optimize.LinearConstraint(_beside(-may_rise, every_flow), ub=0),
        scipy.optimize.LinearConstraint(_beside(may_fall, every_flow), lb=0),
        scipy.optimize.LinearConstraint(_beside(sparse.csr_array((len(pairs), size)), apart), lb=1),
    ]
    ones = np.ones(size * flows)
    answer = scipy.optimize.milp(
        np.concatenate([_costs(problem, hidden), 0 * ones]),
        integrality=np.concatenate([np.ones(size), 0 * ones]),
        bounds=scipy.optimize.Bounds(
            np.concatenate([hidden.ravel(), -ones]),
            np.concatenate([~problem.kept.ravel(), ones]),
        ),
        constraints=constraints,
    )
    if answer.x is None:
        return None
    return hidden | (answer.x[:size] > 0.5).reshape(counts.shape)


def _beside(switches: sparse.sparray, flows: sparse.sparray) -> sparse.csr_array:
    return sparse.hstack([switches, flows], format="csr")


def _costs(problem: Problem, hidden: Mask) -> NDArray[np.float64]:
    """Count the people in a cell, and for a margin everybody besides."""
    people = problem.counts.astype(float)
    everybody = people[-1, -1]
    people[-1, :] += everybody
    people[:, -1] += everybody
    # One more in each cell: of two equal patterns the one with fewer cells.
    return np.where(hidden, 0.0, people + 1 / (1 + people.size)).ravel()
