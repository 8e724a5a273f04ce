"""Short ways through `analysis.disclosure` for the figures of this app."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure import (
    SUPPRESSED,
    Figure,
    Sensitivity,
    is_small,
    suppress_list,
    suppress_table,
)
from analysis.rounding import round_to_base

Hidden = Literal["c"]


@dataclass(frozen=True)
class Shares:
    """Against, middle and for among one base, as counts that may be seen."""

    base: int | Hidden
    against: int | Hidden
    middle: int | Hidden
    in_favour: int | Hidden

    def share(self, name: str) -> float | Hidden:
        """Give the unrounded share of one answer, or "c"."""
        count = getattr(self, name)
        if SUPPRESSED in (count, self.base) or not self.base:
            return SUPPRESSED
        return count / self.base

    @property
    def is_whole(self) -> bool:
        """Say whether all three may be drawn as one bar."""
        return SUPPRESSED not in (self.base, self.against, self.middle, self.in_favour)


def protected_shares(wave, threshold: int, sensitivity: str) -> Shares:
    """Publish the three counts of a paired wave of `analysis.pairing`."""
    published = suppress_list(
        {"against": wave.against, "middle": wave.middle, "in_favour": wave.in_favour},
        threshold,
        sensitivity=Sensitivity(sensitivity),
        are_answers=True,
    )
    return Shares(base=cast(Figure, published.total), **published.counts)


def protected_unsure(
    unsure: dict[str, int], answered: dict[str, int], threshold: int, sensitivity: str
) -> dict[str, float | Hidden]:
    """Publish the share that did not know in each wave; one small count hides all waves."""
    hide = any(is_small(count, threshold, Sensitivity(sensitivity)) for count in unsure.values())
    return {
        wave: SUPPRESSED if hide or answered[wave] < threshold else count / answered[wave]
        for wave, count in unsure.items()
    }


@dataclass(frozen=True)
class Crosstab:
    """A table of people by two things, with its margins, as it may be seen."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | Hidden, ...], int | Hidden], ...]
    column_totals: tuple[int | Hidden, ...]
    total: int | Hidden
    mode: str

    @property
    def hides(self) -> bool:
        return self.mode != "exact"


def protected_crosstab(rows, columns, counts, threshold: int) -> Crosstab:
    """Publish a two-way table through the audit of `analysis.disclosure`."""
    table = suppress_table(rows, columns, counts, threshold, by_ward=False)
    return Crosstab(
        columns=tuple(columns),
        rows=tuple(zip(table.rows, table.cells, table.row_totals, strict=True)),
        column_totals=table.column_totals,
        total=table.total,
        mode=table.mode,
    )


@dataclass(frozen=True)
class Groups:
    """How many people are in each group, and in all of them, to the nearest 5 or "c"."""

    base: int | Hidden
    counts: dict[str, int | Hidden]


def protected_groups(
    counts: Mapping[str, int],
    threshold: int,
    sensitivity: Sensitivity = Sensitivity.SENSITIVE,
    *,
    hidden_elsewhere: frozenset[str] = frozenset(),
) -> Groups:
    """Publish how many are in each group, under their total.

    Small ones are hidden, with company; what people told about themselves as special category data
    are. The others are to the nearest 5, because other days and other polls are counted too, and
    differ by few people. Who is hidden elsewhere is hidden here.
    """
    published = suppress_list(counts, threshold, sensitivity=sensitivity)
    if not isinstance(published.total, int):
        return Groups(SUPPRESSED, dict.fromkeys(counts, SUPPRESSED))
    return Groups(
        round_to_base(published.total),
        {
            label: SUPPRESSED
            if isinstance(n, str) or label in hidden_elsewhere
            else round_to_base(n)
            for label, n in published.counts.items()
        },
    )


ALL_ALIKE_BELOW = 50  # people; below that, one answer of all of them is what each of them said


def says_what_each_said(sensitivity: str, *sides: Sequence[float] | NDArray[np.int_]) -> bool:
    """Say whether an average would tell what everybody in it said: all the same, and few (R4.28).

    `sides` are the numbers that go into each average. Open opinions may be told.
    """
    if sensitivity == Sensitivity.OPEN:
        return False
    return any(0 < len(side) < ALL_ALIKE_BELOW and len(set(side)) == 1 for side in sides)
