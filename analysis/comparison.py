"""One ward against the rest of the borough, never against a borough that includes it.

Shares and differences are between -1 and 1. Bases that decide what may be shown are real people;
intervals rest on effective ones. For panel surveys only: people who chose to answer an open
consultation give no interval and no "higher" or "lower".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Literal

from .intervals import Interval, newcombe, wilson

BaseRule = Literal["nothing", "suppressed", "small", "normal"]


@dataclass(frozen=True)
class BaseRules:
    """How many people a figure needs before it is shown, and before it is shown unmarked."""

    shown_at_all: int = 10
    percentage_public: int = 30
    unmarked: int = 50


USUAL_RULES = BaseRules()


def base_rule(n: int, rules: BaseRules = USUAL_RULES) -> BaseRule:
    """Say what a base of `n` real people allows.

    "nothing" (under 10); "suppressed" (10 to 29: no percentage in public, officers see it as
    indicative); "small" (30 to 49: shown with "small base" and its interval); "normal".
    """
    if n < rules.shown_at_all:
        return "nothing"
    if n < rules.percentage_public:
        return "suppressed"
    return "small" if n < rules.unmarked else "normal"


@dataclass(frozen=True)
class Tally:
    """People who were asked, and the weight of those who chose one answer. Tallies add up."""

    n: int = 0
    weight: float = 0.0
    squared_weight: float = 0.0
    chosen_weight: float = 0.0

    @classmethod
    def of_counts(cls, chosen: int, n: int) -> Tally:
        """Tally `chosen` of `n` unweighted people."""
        if not 0 <= chosen <= n:
            raise ValueError(f"{chosen} of {n} people cannot have chosen.")
        return cls(n, float(n), float(n), float(chosen))

    @classmethod
    def of_people(cls, people: Iterable[tuple[bool, float]]) -> Tally:
        """Tally people given as (chose this answer, weight)."""
        return reduce(
            add,
            (cls(1, weight, weight**2, weight * bool(chose)) for chose, weight in people),
            cls(),
        )

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.n + other.n,
            self.weight + other.weight,
            self.squared_weight + other.squared_weight,
            self.chosen_weight + other.chosen_weight,
        )

    @property
    def share(self) -> float | None:
        if not self.weight:
            return None
        # Sums of many weights miss 1 by a hair.
        return min(1.0, max(0.0, self.chosen_weight / self.weight))

    @property
    def effective_n(self) -> float:
        return self.weight**2 / self.squared_weight if self.squared_weight else 0.0

    @property
    def interval(self) -> Interval | None:
        return None if self.share is None else wilson(self.share, self.effective_n)


@dataclass(frozen=True)
class Comparison:
    """A ward beside the rest. No one asked on either side leaves the difference None."""

    ward: Tally
    rest: Tally
    base: BaseRule
    rest_base: BaseRule
    difference: float | None
    interval: Interval | None

    @property
    def verdict(self) -> Literal["higher", "lower", ""]:
        """Mark a difference only when its interval leaves out 0 and both bases may be shown."""
        too_few = {"nothing", "suppressed"} & {self.base, self.rest_base}
        if too_few or self.interval is None or not self.interval.excludes(0):
            return ""
        return "higher" if self.interval.low > 0 else "lower"


def compare_with_rest(ward: Tally, rest: Tally, rules: BaseRules = USUAL_RULES) -> Comparison:
    """Compare a ward with people outside it; `rest` must not include the ward."""
    difference = interval = None
    if ward.share is not None and rest.share is not None:
        difference = ward.share - rest.share
        interval = newcombe(ward.share, ward.effective_n, rest.share, rest.effective_n)
    return Comparison(
        ward=ward,
        rest=rest,
        base=base_rule(ward.n, rules),
        rest_base=base_rule(rest.n, rules),
        difference=difference,
        interval=interval,
    )


def compare_wards(
    tallies: Mapping[str, Tally], rules: BaseRules = USUAL_RULES
) -> dict[str, Comparison]:
    """Compare each ward with all the others put together."""
    return {
        ward: compare_with_rest(
            tally,
            reduce(add, (other for name, other in tallies.items() if name != ward), Tally()),
            rules,
        )
        for ward, tally in tallies.items()
    }
