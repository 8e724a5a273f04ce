"""How far a group of people is like the population it stands for, and what would mend it.

Counts are of people, shares between 0 and 1. Populations may be whole numbers, fractions or per
cents: only their proportions count. Everything up to the last square root is exact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil

import scipy

from .apportionment import Exact

FEWEST_EXPECTED = 5  # Cochran 1954: chi-square is close enough from here
FEWEST_INVITATIONS = 30


class Withheld(StrEnum):
    """Why there is no test: nobody to test, cells that stay too small, or only one cell left."""

    NOBODY = "nobody"
    TOO_FEW = "too few"
    ONE_CELL = "one cell"


@dataclass(frozen=True)
class Standing:
    """One cell: its people beside its part of the population.

    `index` is 100 where both shares are equal, 50 where the cell has half of what it should; None
    where the cell has no population or there is nobody at all. `expected` is the count that the
    population would give.
    """

    code: str
    n: int
    share: float | None
    population: Exact
    population_share: float
    index: float | None
    difference: float | None
    expected: float


@dataclass(frozen=True)
class GoodnessOfFit:
    """Pearson's chi-square against the population, or the reason why it is withheld.

    `merged` names the cells that were counted as one because fewer than five were expected in
    some of them; `small` those that stayed too small where the test is withheld for that.
    """

    statistic: float | None
    df: int | None
    p: float | None
    merged: tuple[tuple[str, ...], ...] = ()
    withheld: Withheld | None = None
    small: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """One variable: all its cells, how unlike they are together, and whether chance explains it.

    `dissimilarity` (Duncan and Duncan 1955) is half the sum of the absolute differences in shares:
    the share of people who would have to be in another cell.
    """

    n: int
    cells: tuple[Standing, ...]
    dissimilarity: float | None
    test: GoodnessOfFit


def compare(
    counts: Mapping[str, int],
    population: Mapping[str, Exact],
    *,
    within: Mapping[str, str] | None = None,
) -> Comparison:
    """Set counts by cell beside the population of the same cells, in the order of the population.

    `within` names what a cell is part of: for the test, a small cell is merged with the one
    before or after it in the same part. Without it all cells are one part, as ages are. Cells
    that have no neighbours in any sense, such as wards, are each a part of their own. Raises
    ValueError where the cells of both are not the same, or nobody lives in any.
    """
    if set(counts) != set(population):
        odd = ", ".join(sorted(set(counts) ^ set(population)))
        raise ValueError(f"Counts and population are not of the same cells: {odd}.")
    exact = {code: Fraction(people) for code, people in population.items()}
    n, everybody = sum(counts.values()), sum(exact.values())
    if not everybody or min(exact.values()) < 0 or min(counts.values()) < 0:
        raise ValueError("Counts are of 0 people or more, and somebody lives in one of the cells.")
    cells = tuple(
        _standing(code, counts[code], n, population[code], people / everybody)
        for code, people in exact.items()
    )
    apart = (
        sum(abs(Fraction(counts[code], n) - exact[code] / everybody) for code in exact) if n else 0
    )
    return Comparison(
        n=n,
        cells=cells,
        dissimilarity=float(apart / 2) if n else None,
        test=goodness_of_fit(counts, population, within=within),
    )


def _standing(code: str, count: int, n: int, people: Exact, target: Fraction) -> Standing:
    share = Fraction(count, n) if n else None
    return Standing(
        code=code,
        n=count,
        share=None if share is None else float(share),
        population=people,
        population_share=float(target),
        index=None if share is None or not target else float(100 * share / target),
        difference=None if share is None else float(share - target),
        expected=float(n * target),
    )


def goodness_of_fit(
    counts: Mapping[str, int],
    population: Mapping[str, Exact],
    *,
    within: Mapping[str, str] | None = None,
) -> GoodnessOfFit:
    """Test whether counts could come from the population by chance (Pearson 1900).

    Degrees of freedom are the cells after merging, less one. What is merged depends on the
    expected counts alone, never on what was counted, so it cannot be used to please.
    """
    n, everybody = sum(counts.values()), sum(Fraction(people) for people in population.values())
    if not n:
        return GoodnessOfFit(None, None, None, withheld=Withheld.NOBODY)
    expected = {code: n * Fraction(people) / everybody for code, people in population.items()}
    parts: dict[str, list[str]] = {}
    for code in population:
        parts.setdefault(within[code] if within else "", []).append(code)
    groups = [group for part in parts.values() for group in _large_enough(part, expected)]
    merged = tuple(group for group in groups if len(group) > 1)
    wanted = [sum(expected[code] for code in group) for group in groups]
    small = [
        group for group, people in zip(groups, wanted, strict=True) if people < FEWEST_EXPECTED
    ]
    if small:
        names = tuple(code for group in small for code in group)
        return GoodnessOfFit(None, None, None, withheld=Withheld.TOO_FEW, small=names)
    if len(groups) == 1:
        return GoodnessOfFit(None, None, None, merged, withheld=Withheld.ONE_CELL)
    statistic = float(
        sum(
            (sum(counts[code] for code in group) - people) ** 2 / people
            for group, people in zip(groups, wanted, strict=True)
        )
    )
    df = len(groups) - 1
    return GoodnessOfFit(statistic, df, float(scipy.stats.chi2.sf(statistic, df)), merged)


def _large_enough(part: Sequence[str], expected: Mapping[str, Fraction]) -> list[tuple[str, ...]]:
    """Merge the smallest cell with its smaller neighbour until none is under five, or one is left.

    Of two equal neighbours the one before is taken.
    """
    groups: list[tuple[str, ...]] = [(code,) for code in part]
    sums = [expected[code] for code in part]
    while len(groups) > 1 and min(sums) < FEWEST_EXPECTED:
        at = sums.index(min(sums))
        beside = [place for place in (at - 1, at + 1) if 0 <= place < len(groups)]
        first, second = sorted((at, min(beside, key=sums.__getitem__)))
        groups[first : second + 1] = [groups[first] + groups[second]]
        sums[first : second + 1] = [sums[first] + sums[second]]
    return groups


# ---- what would mend it --------------------------------------------------------------------------


@dataclass(frozen=True)
class Response:
    """What became of invitations over the last twelve months."""

    invited: int
    joined: int

    @property
    def rate(self) -> Fraction:
        """Give the share of the invited who joined; there must have been some."""
        return Fraction(self.joined, self.invited)


@dataclass(frozen=True)
class Shortfall:
    """What a cell is short of, and how many invitations would fill it.

    `rate` is the cell's own or, where fewer than thirty were invited from it, that of the whole
    panel (`is_own` is False). `invitations` is None where nobody answers: no number is enough.
    """

    code: str
    seats: int
    n: int
    short: int
    rate: Fraction
    is_own: bool
    invitations: int | None


def shortfalls(
    counts: Mapping[str, int],
    seats: Mapping[str, int],
    *,
    panel_rate: Exact | float | str,
    responses: Mapping[str, Response] | None = None,
) -> tuple[Shortfall, ...]:
    """Work out for each cell, in the order of `seats`, what it lacks and whom to ask for it.

    `seats` come from `apportion`; a cell with more people than seats is short of nobody.
    """
    whole, found = exact_rate(panel_rate), []
    for code, wanted in seats.items():
        response = (responses or {}).get(code)
        is_own = response is not None and response.invited >= FEWEST_INVITATIONS
        rate = response.rate if response is not None and is_own else whole
        short = max(0, wanted - counts.get(code, 0))
        needed = invitations_needed(short, rate)
        found.append(Shortfall(code, wanted, counts.get(code, 0), short, rate, is_own, needed))
    return tuple(found)


def invitations_needed(wanted: int, rate: Exact | float | str) -> int | None:
    """Give the least number of invitations that brings `wanted` people at a response rate.

    100 wanted at 0.3 are 334. None if someone is wanted and the rate is 0. Exact: 0.07 is taken as
    seven hundredths, so that 7 wanted are 100 invitations and not 101.
    """
    exact = exact_rate(rate)
    if wanted <= 0:
        return 0
    return ceil(wanted / exact) if exact else None


def exact_rate(rate: Exact | float | str) -> Fraction:
    """Read a rate as people write it, 0 to 1: a float is the decimal that it prints as."""
    exact = Fraction(repr(rate)) if isinstance(rate, float) else Fraction(rate)
    if not 0 <= exact <= 1:
        raise ValueError(f"A response rate lies between 0 and 1, and {rate!r} does not.")
    return exact
