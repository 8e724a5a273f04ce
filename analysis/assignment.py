"""Who deliberates and who only answers: a control arm drawn at random within strata.

People are put in order by stratum, at random within each, the strata in random order too, and taken
at even steps from a random start (Madow 1949). So each person has the same chance, and of each
stratum the arm gets its share, rounded up or down.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from math import floor
from random import Random

from .rounding import round_half_away


def draw_control(
    strata: Mapping[str, Hashable], percent: int, randomness: Random
) -> frozenset[str]:
    """Draw the control arm: `percent` (0 to 100) of the people, whose strata are given by id.

    The same people in any order and the same state of `randomness` give the same arm.
    """
    if not 0 <= percent <= 100:
        raise ValueError(f"{percent} per cent of the people cannot be drawn.")
    size = int(round_half_away(len(strata) * percent / 100))
    if not size:
        return frozenset()
    names = sorted({str(stratum) for stratum in strata.values()})
    randomness.shuffle(names)
    place = {name: at for at, name in enumerate(names)}
    people = sorted(strata)
    randomness.shuffle(people)
    people.sort(key=lambda person: place[str(strata[person])])
    step = len(people) / size
    start = randomness.random() * step
    # Binary noise must not carry the last pick beyond the end.
    return frozenset(people[min(len(people) - 1, floor(start + at * step))] for at in range(size))
