"""Whole seats shared out in proportion to people, by the largest remainder.

Hamilton's method (1792): every cell gets the whole part of its quota, and what is left over goes to
the largest remainders. Exact arithmetic throughout, so that a tie is a tie.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

Exact = int | Fraction


@dataclass(frozen=True)
class Apportionment:
    """Seats by code of the cell, in the order given, and the exact quotas that they stand for."""

    seats: dict[str, int]
    quotas: dict[str, Fraction]


def apportion(seats: int, populations: Mapping[str, Exact]) -> Apportionment:
    """Share `seats` (0 or more) over cells by their populations (whole or fractions, 0 or more).

    A quota is seats x population / all populations, and no cell gets less than its whole part or
    more than the next whole number. Of equal remainders the larger population comes first, then
    the code that is first in order. A cell of nobody gets nothing. Raises ValueError where there
    is nobody at all, or a number that cannot be.
    """
    exact = {code: Fraction(people) for code, people in populations.items()}
    if seats < 0 or seats != int(seats):
        raise ValueError(f"Seats are a whole number of 0 or more, and {seats!r} is not.")
    for code, people in exact.items():
        if people < 0:
            raise ValueError(f"{code} has {people} people. A population is 0 or more.")
    everybody = sum(exact.values())
    if not everybody:
        raise ValueError("Seats are shared out by population, and nobody lives in these cells.")
    quotas = {code: seats * people / everybody for code, people in exact.items()}
    given = {code: int(quota) for code, quota in quotas.items()}
    in_turn = sorted(exact, key=lambda code: (given[code] - quotas[code], -exact[code], code))
    for code in in_turn[: seats - sum(given.values())]:
        given[code] += 1
    return Apportionment(given, quotas)
