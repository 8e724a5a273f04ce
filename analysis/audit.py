"""What a reader can work out about the hidden figures of a table.

A table of R rows and C columns is an array of R + 1 by C + 1 with its margins last: each row sums
to its last figure, each column to its last. Hidden figures are NaN. The reader knows the sums, the
figures shown, and a floor under each hidden figure; the smallest and largest value that fit all of
this are the answers of two linear programmes (Castro 2012; Hundepool and others, "Statistical
Disclosure Control", 2012, chapter 4).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import scipy
from numpy.typing import NDArray

Cell = tuple[int, int]
Figures = NDArray[np.float64]

# Counts are whole, so a range is off by solver noise only.
TOLERANCE = 1e-6


def equations(shape: tuple[int, int]) -> NDArray[np.float64]:
    """Give the sums of a table with margins: one line for each row and column, equal to 0."""
    rows, columns = shape
    lines = np.zeros((rows + columns, rows, columns))
    for row in range(rows):
        lines[row, row, :-1], lines[row, row, -1] = 1, -1
    for column in range(columns):
        lines[rows + column, :-1, column], lines[rows + column, -1, column] = 1, -1
    return lines.reshape(rows + columns, rows * columns)


def possible_range(figures: Figures, cell: Cell, floors: Figures) -> tuple[float, float]:
    """Give the least and greatest value a reader must allow for one hidden cell.

    `floors` has the shape of `figures`; the greatest is infinite when nothing bounds it.
    """
    flat, hidden = figures.ravel(), np.isnan(figures.ravel())
    sums = equations(figures.shape)
    matrix, known = sums[:, hidden], -sums[:, ~hidden] @ flat[~hidden]
    told = matrix.any(axis=1)
    objective = np.zeros(figures.shape)
    objective[cell] = 1
    bounds = [(floor, None) for floor in floors.ravel()[hidden]]
    ends = []
    for sign in (1, -1):
        answer = scipy.optimize.linprog(
            sign * objective.ravel()[hidden],
            A_eq=matrix[told],
            b_eq=known[told],
            bounds=bounds,
            method="highs",
        )
        if answer.status == 3:
            ends.append(-sign * np.inf)
        elif answer.success:
            ends.append(sign * answer.fun)
        else:
            raise ValueError(f"The shown figures contradict each other: {answer.message}")
    low, high = ends
    # The sums are those of a network, so the ends are whole: what is left is solver noise.
    return round(float(low), 6) + 0.0, round(float(high), 6) + 0.0


def possible_ranges(
    figures: Figures, cells: Iterable[Cell], floors: Figures
) -> dict[Cell, tuple[float, float]]:
    """Give the possible range of each of these hidden cells."""
    return {cell: possible_range(figures, cell, floors) for cell in cells}


def is_protected(
    counts: NDArray[np.int64],
    hidden: NDArray[np.bool_],
    cells: Iterable[Cell],
    floors: Figures,
    width: float,
) -> bool:
    """Say whether a reader is left with a range at least `width` wide for each of the cells."""
    figures = np.where(hidden, np.nan, counts.astype(float))
    for cell in cells:
        if _has_wide_rectangle(counts, hidden, cell, floors, width):
            continue
        low, high = possible_range(figures, cell, floors)
        if high - low < width - TOLERANCE:
            return False
    return True


def _has_wide_rectangle(
    counts: NDArray[np.int64],
    hidden: NDArray[np.bool_],
    cell: Cell,
    floors: Figures,
    width: float,
) -> bool:
    """Look for four hidden cells that prove the range wide, which saves most linear programmes.

    People can move round the corners of a rectangle, out of two and into the other two, and leave
    every sum as it is: as many as the smaller of two corners has to give, either way.
    """
    row, column = cell
    if row == len(counts) - 1 or column == counts.shape[1] - 1:
        return False
    inner = np.where(hidden, counts - floors, -1.0)[:-1, :-1]
    beside, below = inner[row, np.newaxis, :], inner[:, column, np.newaxis]
    corners = (beside >= 0) & (below >= 0) & (inner >= 0)
    corners[row, :] = corners[:, column] = False
    more, less = np.minimum(beside, below), np.minimum(inner, inner[row, column])
    return bool((corners & (more + less >= width)).any())
