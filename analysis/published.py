"""Figures that anyone may see: what `disclosure` lets out, and nothing that it held back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from .comparison import USUAL_RULES, BaseRules, base_rule

SUPPRESSED: Final = "c"
Figure = int | Literal["c"]
Mode = Literal["exact", "suppressed", "rounded", "council_only", "withheld"]


@dataclass(frozen=True)
class PublishedList:
    """Counts by label, fit to be seen by anyone; `total` is None if it was not to be published."""

    counts: dict[str, Figure]
    total: Figure | None
    mode: Mode

    def share(self, label: str, rules: BaseRules = USUAL_RULES) -> float | Literal["c"] | None:
        """Give the share of the total that is shown, "c" where it may not be, None of nobody."""
        return _share(self.counts[label], self.total, rules)

    def cover(self, figures: Mapping[str, Any]) -> dict[str, Any]:
        """Hide other figures (weighted shares, intervals) where this list hides its counts."""
        open_to_see = self.mode != "rounded" and self.total != SUPPRESSED
        return {
            label: SUPPRESSED if count == SUPPRESSED or not open_to_see else figures[label]
            for label, count in self.counts.items()
        }


@dataclass(frozen=True)
class PublishedTable:
    """A two-way table with its margins, fit to be seen by anyone.

    `mode` says what was done: "exact" (nothing hidden), "suppressed" (some "c"), "rounded" (every
    figure to the nearest 5, "figures are rounded and may not add up"), "council_only" (a sensitive
    question asked for by ward: only the bottom line stays) or "withheld" (nothing may be shown).
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Figure, ...], ...]
    row_totals: tuple[Figure, ...]
    column_totals: tuple[Figure, ...]
    total: Figure
    mode: Mode

    def cell(self, row: str, column: str) -> Figure:
        return self.cells[self.rows.index(row)][self.columns.index(column)]

    def row_total(self, row: str) -> Figure:
        return self.row_totals[self.rows.index(row)]

    def share(
        self, row: str, column: str, rules: BaseRules = USUAL_RULES
    ) -> float | Literal["c"] | None:
        """Give a cell's share of its row, from what is shown alone.

        "c" where the cell or the base is hidden, or the base too small for a percentage in public;
        None for a row of nobody.
        """
        return _share(self.cell(row, column), self.row_total(row), rules)

    def cover(self, figures: Sequence[Sequence[Any]]) -> tuple[tuple[Any, ...], ...]:
        """Hide other figures of the same cells (weighted shares, intervals) where counts are.

        A row without its base shows none; a rounded table shows none, as exact figures would
        undo its rounding.
        """
        return tuple(
            tuple(
                SUPPRESSED
                if self.mode == "rounded" or SUPPRESSED in (count, base)
                else figures[row][column]
                for column, count in enumerate(counts)
            )
            for row, (counts, base) in enumerate(zip(self.cells, self.row_totals, strict=True))
        )


def _share(count: Figure, base: Figure | None, rules: BaseRules) -> float | Literal["c"] | None:
    if base == 0:
        return None
    if not isinstance(count, int) or not isinstance(base, int):
        return SUPPRESSED
    if base_rule(base, rules) in ("nothing", "suppressed"):
        return SUPPRESSED
    return count / base
