"""What people knew before and after: items with one right answer; "I do not know" is not right.

The index of a person is their share of right answers, from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .pairing import PairedChange, Scale, ShareChange, compare_item, compare_share

# The code of an answer, "" for "I do not know", None for who did not answer.
Chosen = str | None


@dataclass(frozen=True)
class ItemKnown:
    """One item: the share of the same people who had it right, and who said they did not know."""

    change: ShareChange
    unsure_before: int
    unsure_after: int


def item_known(right: str, before: Sequence[Chosen], after: Sequence[Chosen]) -> ItemKnown:
    """Compare an item before and after; not knowing is wrong, and is counted apart besides."""

    def is_right(chosen: Chosen) -> bool | None:
        return None if chosen is None else chosen == right

    return ItemKnown(
        change=compare_share([is_right(one) for one in before], [is_right(one) for one in after]),
        unsure_before=sum(one == "" for one in before),
        unsure_after=sum(one == "" for one in after),
    )


def index_of(answers: Mapping[str, Chosen], right: Mapping[str, str]) -> float | None:
    """Return a person's share of right answers over all items; None if they answered none."""
    if not right:
        raise ValueError("Without an item there is no index.")
    given = {item: answers.get(item) for item in right}
    if all(chosen is None for chosen in given.values()):
        return None
    return sum(chosen == right[item] for item, chosen in given.items()) / len(right)


def compare_index(before: Sequence[float | None], after: Sequence[float | None]) -> PairedChange:
    """Test the change of the index among those who have one at both times."""
    return compare_item(before, after, scale=Scale(0, 1, 0.5))
