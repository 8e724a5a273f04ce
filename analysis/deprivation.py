"""Deprivation of a ward, put together from the small areas (LSOAs) for which scores are published.

No score is published by ward. The mean of the scores, each weighted by the people of that area who
live in the ward, is the usual stand-in: Ministry of Housing, Communities and Local Government,
English Indices of Deprivation, technical report, on summary measures for larger areas ("average
score"). Ranks and deciles are an order, not an amount, so they are never averaged (requirements
R5.15, E5.3): of them only the areas at the most deprived end are counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

WORST_TENTH, WORST_FIFTH = 1, 2  # the deciles, of which 1 is the most deprived


@dataclass(frozen=True)
class SmallArea:
    """A small area, or what of it lies in a ward.

    `people` are those of the area who live in the ward; `score` is 0 or more, higher where there is
    more deprivation; `decile` is 1 to 10, of all small areas of the nation, 1 the most deprived.
    `is_counted` says whether the area as a whole is taken as this ward's: an area that lies in two
    wards is part of both means, and counted once.
    """

    people: float
    score: float
    decile: int
    is_counted: bool = True


@dataclass(frozen=True)
class Deprivation:
    """A ward's score, and how many of its small areas are among the most deprived."""

    score: float
    people: float
    areas: int
    worst_tenth: int
    worst_fifth: int

    @property
    def share_of_worst_tenth(self) -> float | None:
        return self.worst_tenth / self.areas if self.areas else None

    @property
    def share_of_worst_fifth(self) -> float | None:
        return self.worst_fifth / self.areas if self.areas else None


def deprivation(areas: Sequence[SmallArea]) -> Deprivation | None:
    """Put a ward's deprivation together from its small areas; None where nobody lives in them.

    score = sum(people x score) / sum(people). Raises ValueError for a number that cannot be.
    """
    for area in areas:
        if not (isfinite(area.people) and isfinite(area.score)) or min(area.people, area.score) < 0:
            raise ValueError(f"People and scores are 0 or more, and {area} is not.")
        if not 1 <= area.decile <= 10:
            raise ValueError(f"A decile is 1 to 10, and {area.decile} is not.")
    people = sum(area.people for area in areas)
    if not people:
        return None
    counted = [area.decile for area in areas if area.is_counted]
    return Deprivation(
        score=sum(area.people * area.score for area in areas) / people,
        people=people,
        areas=len(counted),
        worst_tenth=sum(decile <= WORST_TENTH for decile in counted),
        worst_fifth=sum(decile <= WORST_FIFTH for decile in counted),
    )
