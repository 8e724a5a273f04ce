"""A further table of the same people, beside figures of them that are published already.

Members by sex and by how they came are published; so are members by age and by how they came. Now
sex by age is to be shown as well. Each table alone may be safe, and the three together not: a cell
that one hides follows from the margins of another. So all that a reader has is written down as
sums over the cells of one cube, and the least and most that a hidden number can be are the answers
of two linear programmes over all of it (as in `audit`, which knows one table at a time).

What is published already cannot be taken back, and may leave less doubt than the threshold: of
three members of an age, no more than three are women. So the rule is of what the further table
adds: no small number may come closer than the threshold, or than it was without that table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
import scipy
from numpy.typing import NDArray

from .audit import TOLERANCE
from .disclosure import Sensitivity, is_small
from .published import SUPPRESSED, Figure, PublishedTable

Mask = NDArray[np.bool_]  # of the cube: the cells that a figure is the sum of
Cell = tuple[int, int]  # of the further table: its row and column


@dataclass(frozen=True)
class Cube:
    """People by row, column and layer, each with its label: sex, age, and how they came."""

    rows: Sequence[str]
    columns: Sequence[str]
    layers: Sequence[str]
    counts: NDArray[np.int64]

    def where(
        self, row: int | None = None, column: int | None = None, layer: int | None = None
    ) -> Mask:
        """Mark the cells of a sum: those of one row, column or layer, or of all."""
        mask = np.zeros(self.counts.shape, dtype=bool)
        everything = slice(None)
        mask[
            everything if row is None else row,
            everything if column is None else column,
            everything if layer is None else layer,
        ] = True
        return mask

    def sum_of(self, mask: Mask) -> int:
        return int(self.counts[mask].sum())


@dataclass(frozen=True)
class Crossed:
    """The further table, as it may be seen: its cells, and how many are in the part asked for."""

    cells: Mapping[tuple[str, str], Figure]
    whole: Figure


def publish_crossed(
    cube: Cube,
    beside: PublishedTable,
    threshold: int,
    *,
    part: tuple[Sequence[str], Sequence[str]],
) -> Crossed:
    """Publish people by row and column, beside `beside`, which is by row and layer.

    Columns by layer are known to the reader exactly. Counts are SENSITIVE: nobody counts as few.
    `part` names the rows and columns whose sum is wanted as well, such as those who told both. The
    next smallest of the same row or column is hidden until every small number is as doubtful as it
    has to be; where nothing helps, all are.
    """
    pattern = _Pattern(cube, _known(cube, beside))
    secrets = _secrets(cube, beside, threshold)
    for row in range(len(cube.rows)):
        for column in range(len(cube.columns)):
            if not is_small(cube.sum_of(cube.where(row, column)), threshold, Sensitivity.SENSITIVE):
                pattern.shown.add((row, column))
    whole = _part(cube, part)
    if cube.sum_of(whole) >= threshold:
        pattern.whole = whole
    for mask in secrets:
        if not pattern.shows_anything:
            break
        if (width := pattern.width(mask)) >= threshold:
            continue
        low, high = pattern.without_it(mask)
        wanted = min(threshold, high - low)
        while pattern.shows_anything and width < wanted - TOLERANCE:
            pattern.hide_one(mask)
            width = pattern.width(mask)
    return Crossed(
        {
            (cube.rows[row], cube.columns[column]): (
                cube.sum_of(cube.where(row, column))
                if (row, column) in pattern.shown
                else SUPPRESSED
            )
            for row in range(len(cube.rows))
            for column in range(len(cube.columns))
        },
        SUPPRESSED if pattern.whole is None else cube.sum_of(whole),
    )


@dataclass
class _Pattern:
    """What a reader has: sums known before, and what is shown of the further table so far."""

    cube: Cube
    known: list[Mask]
    shown: set[Cell] = field(default_factory=set)
    whole: Mask | None = None

    @property
    def shows_anything(self) -> bool:
        return bool(self.shown) or self.whole is not None

    def without_it(self, mask: Mask) -> tuple[float, float]:
        """Return the least and most of a sum for who does not see the further table."""
        return possible_sums(self.cube, self.known, mask)

    def width(self, mask: Mask) -> float:
        """Return how far apart the least and most of a sum are for who sees what is shown."""
        seen = [self.cube.where(*cell) for cell in sorted(self.shown)]
        seen += [] if self.whole is None else [self.whole]
        low, high = possible_sums(self.cube, [*self.known, *seen], mask)
        return high - low

    def hide_one(self, mask: Mask) -> None:
        """Hide the smallest of what is near a secret, then of the rest, and the sum last."""
        if not self.shown:
            self.whole = None
            return
        near_rows, near_columns = (set(places.tolist()) for places in np.nonzero(mask)[:2])

        def cost(cell: Cell) -> tuple[bool, int, Cell]:
            is_far = cell[0] not in near_rows and cell[1] not in near_columns
            return is_far, self.cube.sum_of(self.cube.where(*cell)), cell

        self.shown.remove(min(self.shown, key=cost))


def possible_sums(cube: Cube, known: Sequence[Mask], wanted: Mask) -> tuple[float, float]:
    """Return the least and most that one sum can be for who knows others; none is under 0."""
    ends = []
    for sign in (1, -1):
        answer = scipy.optimize.linprog(
            sign * wanted.ravel().astype(float),
            A_eq=np.array([mask.ravel() for mask in known], dtype=float) if known else None,
            b_eq=[cube.sum_of(mask) for mask in known] if known else None,
            bounds=(0, None),
            method="highs",
        )
        ends.append(sign * answer.fun if answer.success else -sign * np.inf)
    return round(float(ends[0]), 6) + 0.0, round(float(ends[1]), 6) + 0.0


def _known(cube: Cube, beside: PublishedTable) -> list[Mask]:
    """List the sums that a reader has before: columns by layer, and what `beside` shows."""
    columns, layers = range(len(cube.columns)), range(len(cube.layers))
    known = [cube.where(column=column, layer=layer) for column in columns for layer in layers]
    return known + [mask for mask, figure in _figures(cube, beside) if figure != SUPPRESSED]


def _secrets(cube: Cube, beside: PublishedTable, threshold: int) -> list[Mask]:
    """List the sums that must stay in doubt: what `beside` hides, and all that are small."""
    rows, columns, layers = (range(n) for n in cube.counts.shape)
    cells = [cube.where(row, column) for row in rows for column in columns]
    cells += [
        cube.where(row, column, layer) for row in rows for column in columns for layer in layers
    ]
    small = [
        mask for mask in cells if is_small(cube.sum_of(mask), threshold, Sensitivity.SENSITIVE)
    ]
    return [mask for mask, figure in _figures(cube, beside) if figure == SUPPRESSED] + small


def _figures(cube: Cube, beside: PublishedTable) -> list[tuple[Mask, Figure]]:
    """Pair each figure of the table beside with the cells of the cube that it is the sum of."""
    found: list[tuple[Mask, Figure]] = [(cube.where(), beside.total)]
    for row, label in enumerate(cube.rows):
        found.append((cube.where(row), beside.row_total(label)))
        found += [
            (cube.where(row, layer=layer), beside.cell(label, name))
            for layer, name in enumerate(cube.layers)
        ]
    found += [
        (cube.where(layer=layer), beside.column_totals[beside.columns.index(name)])
        for layer, name in enumerate(cube.layers)
    ]
    return found


def _part(cube: Cube, part: tuple[Sequence[str], Sequence[str]]) -> Mask:
    mask = np.zeros(cube.counts.shape, dtype=bool)
    for row, column in product(part[0], part[1]):
        mask |= cube.where(cube.rows.index(row), cube.columns.index(column))
    return mask
