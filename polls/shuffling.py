"""The order in which one person meets answers and rows, the same at every visit.

Whoever has the seed and the codes can put them in the same order again: by SHA-256 of
"seed:item:code", the smallest first. What is chosen alone and what asks for own words stays last.
Pages whose first question is in a random place change it among neighbours that are asked of the
same people, by SHA-256 of "seed:item" of that question; so none comes before a question on which it
depends, and what shares a page stays together.
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


def in_random_places(pages: Iterable[list[Any]], *, seed: int) -> list[list[Any]]:
    """Return the pages of a wave, lists of questions, in the order of a seed."""

    def place(page: list[Any]) -> str:
        return sha256(f"{seed}:{page[0].code}".encode()).hexdigest()

    def run_of(page: list[Any]) -> frozenset[str] | None:
        # Questions about disability stay where they are: at the end, one after the other.
        if not page[0].in_random_place or page[0].has_prefer_not:
            return None
        return frozenset(map(rule_of, page))

    def rule_of(item: Any) -> str:
        return "\n".join(
            sorted(line.strip() for line in item.asked_if.splitlines() if line.strip())
        )

    placed: list[list[Any]] = []
    for run_is, run in groupby(pages, key=run_of):
        neighbours = list(run)
        placed += neighbours if run_is is None else sorted(neighbours, key=place)
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
