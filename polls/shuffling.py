"""The order in which one person meets answers and rows, the same at every visit.

Whoever has the seed and the codes can put them in the same order again: by SHA-256 of
"seed:item:code", the smallest first. What is chosen alone and what asks for own words stays last.
Questions in a random place change it among neighbours that are asked of the same people, by SHA-256
of "seed:item"; so none comes before a question on which it depends.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from itertools import groupby
from typing import Any

SEEDS = 2**31


def seed_of(key: str) -> int:
    """Return the seed of somebody who answers under this key, from 0 to 2^31 - 1."""
    return int.from_bytes(sha256(f"order:{key}".encode()).digest()[:8]) % SEEDS


def in_random_places(items: Iterable[Any], *, seed: int) -> list[Any]:
    """Return the questions of a wave in the order of a seed."""

    def place(item: Any) -> str:
        return sha256(f"{seed}:{item.code}".encode()).hexdigest()

    def run_of(item: Any) -> tuple[bool, str]:
        # Questions about disability stay where they are: at the end, one after the other.
        moves = item.in_random_place and not item.has_prefer_not
        lines = sorted(line.strip() for line in item.asked_if.splitlines() if line.strip())
        return (moves, "\n".join(lines) if moves else "")

    placed: list[Any] = []
    for (moves, _rule), run in groupby(items, key=run_of):
        neighbours = list(run)
        placed += sorted(neighbours, key=place) if moves else neighbours
    return placed


def in_order(parts: Iterable[Any], *, seed: int, item: str) -> list[Any]:
    """Return options or rows of an item in the order of a seed."""

    def place(part: Any) -> tuple[bool, bool, str]:
        is_alone = getattr(part, "is_exclusive", False)
        is_other = getattr(part, "takes_words", False)
        if is_alone or is_other:
            return (True, is_alone, f"{part.sort_order:06}")
        return (False, False, sha256(f"{seed}:{item}:{part.code}".encode()).hexdigest())

    return sorted(parts, key=place)
