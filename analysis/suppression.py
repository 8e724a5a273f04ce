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
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

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
    """Solve the programme for these cells, what is hidden already being free."""
    size = problem.counts.size
    flows = [(cell, reader) for cell in cells for reader in problem.readers]
    width = size * (1 + 2 * len(flows))
    sums = sparse.csr_array(equations(problem.counts.shape))
    switches, constraints = slice(0, size), []

    def place(matrix, start: int):
        """Put a block of coefficients at the columns of one flow."""
        left = sparse.csr_array((matrix.shape[0], start))
        right = sparse.csr_array((matrix.shape[0], width - start - matrix.shape[1]))
        return sparse.hstack([left, matrix, right], format="csr")

    each = sparse.eye_array(size, format="csr")
    for number, ((row, column), reader) in enumerate(flows):
        up, down = size * (1 + 2 * number), size * (2 + 2 * number)
        # No cell need differ by more than the width wanted, nor fall below its floor.
        fall = np.minimum(problem.counts - reader.floors, reader.width).clip(min=0).ravel()
        rise = np.full(size, float(reader.width))
        for flow in (up, down):
            constraints.append(LinearConstraint(place(sums, flow), 0, 0))
            constraints.append(
                LinearConstraint(
                    place(each, flow) - place(sparse.diags_array(rise).tocsr(), 0), ub=0
                )
            )
            constraints.append(
                LinearConstraint(
                    place(each, flow) + place(sparse.diags_array(fall).tocsr(), 0), lb=0
                )
            )
        here = np.zeros((1, width))
        at = row * problem.counts.shape[1] + column
        here[0, up + at], here[0, down + at] = 1, -1
        constraints.append(LinearConstraint(here, lb=reader.width))

    most = max(reader.width for reader in problem.readers)
    low, high = np.full(width, -float(most)), np.full(width, float(most))
    low[switches] = hidden.ravel()
    high[switches] = hidden.ravel() | ~problem.kept.ravel()
    kinds = np.zeros(width)
    kinds[switches] = 1
    answer = milp(
        _costs(problem, hidden, width),
        integrality=kinds,
        bounds=Bounds(low, high),
        constraints=constraints,
    )
    if answer.x is None:
        return None
    return (answer.x[switches] > 0.5).reshape(problem.counts.shape) | hidden


def _costs(problem: Problem, hidden: Mask, width: int) -> NDArray[np.float64]:
    """Count the people in a cell, and for a margin everybody besides."""
    people = problem.counts.astype(float)
    everybody = people[-1, -1]
    people[-1, :] += everybody
    people[:, -1] += everybody
    # One more in each cell: of two equal patterns the one with fewer cells.
    cost = np.where(hidden, 0.0, people + 1 / (1 + problem.counts.size))
    return np.concatenate([cost.ravel(), np.zeros(width - cost.size)])
