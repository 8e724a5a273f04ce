"""Margins of one population, brought to one total.

Census tables of one place differ by a few people from variable to variable, because small random
changes protect privacy. That is rounding, and is evened out and said. A larger difference means
that the tables are not of the same people, and is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from .apportionment import Exact

ROUNDING = Fraction(5, 10_000)  # of the larger total


class MarginsDisagree(ValueError):
    """Margins that are not of the same population; carries the two that are furthest apart."""

    def __init__(self, larger: str, more: Exact, smaller: str, fewer: Exact, allowed: int):
        self.larger, self.smaller = larger, smaller
        self.more, self.fewer, self.allowed = more, fewer, allowed
        super().__init__(
            f"{larger} adds up to {float(more):,.0f} people and {smaller} to {float(fewer):,.0f}. "
            f"They are {float(more - fewer):,.0f} apart, and rounding explains {allowed:,} at "
            f"most. These are not margins of the same population."
        )


@dataclass(frozen=True)
class Rescaled:
    """A variable whose counts were scaled, from which total to which."""

    variable: str
    total: Exact
    common: Exact

    @property
    def people(self) -> Fraction:
        """How many people scaling added (over 0) or took away."""
        return Fraction(self.common) - Fraction(self.total)


@dataclass(frozen=True)
class CommonMargins:
    """Margins with one total, exact, and which were rescaled for it."""

    total: Fraction
    margins: dict[str, dict[str, Fraction]]
    rescaled: tuple[Rescaled, ...]


def to_common_total(
    margins: Mapping[str, Mapping[str, Exact]], *, total_of: str | None = None
) -> CommonMargins:
    """Scale each variable's counts to the total of one, the first unless `total_of` names another.

    Rounding explains a difference of 0.0005 of the larger total or one person for each cell of
    the longer margin, whichever is more. Raises MarginsDisagree beyond that, and ValueError for a
    margin of nobody.
    """
    if not margins:
        raise ValueError("There are no margins to bring to a common total.")
    totals = {
        variable: sum((Fraction(people) for people in cells.values()), Fraction(0))
        for variable, cells in margins.items()
    }
    for variable, people in totals.items():
        if people <= 0 or min(margins[variable].values()) < 0:
            raise ValueError(f"{variable} is no margin: counts are 0 or more, and not all are 0.")
    largest = max(totals, key=lambda variable: totals[variable])
    smallest = min(totals, key=lambda variable: totals[variable])
    cells = max(len(margins[largest]), len(margins[smallest]))
    allowed = max(int(totals[largest] * ROUNDING), cells)
    if totals[largest] - totals[smallest] > allowed:
        raise MarginsDisagree(largest, totals[largest], smallest, totals[smallest], allowed)
    common = totals[total_of or next(iter(totals))]
    return CommonMargins(
        total=common,
        margins={
            variable: {
                code: Fraction(people) * common / totals[variable]
                for code, people in margin.items()
            }
            for variable, margin in margins.items()
        },
        rescaled=tuple(
            Rescaled(variable, total, common)
            for variable, total in totals.items()
            if total != common
        ),
    )
