"""Whether two short statements say the same, so that whoever adds one first sees what is there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import TypeVar

MOST_SHOWN = 3
# Of 352 statements in four published conversations of Pol.is 18 pairs are as near as that; nearly
# all say the same, or the contrary, or differ by a figure.
ALIKE = 0.6
LITTLE_WORDS = frozenset(
    (  # noqa: SIM905
        "a an and are as at be been but by can could do for from had has have he her his i if in "
        "into is it its more my not of on or our should so than that the their them there they "
        "this to was we were will with would you your"
    ).split()
)
Named = TypeVar("Named")


def plain(text: str) -> str:
    """Return the words alone, in small letters, with one space between them."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def likeness(one: str, other: str) -> float:
    """Return from 0 to 1 how alike two statements are: by their letters, or by the words that tell.

    "Not" is a little word, so that a statement and its contrary count as alike: who agrees with one
    can disagree with the other.
    """
    one, other = plain(one), plain(other)
    if one == other:
        return 1.0
    mine, theirs = telling_words(one), telling_words(other)
    shared = len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0
    return max(shared, SequenceMatcher(None, one, other, autojunk=False).ratio() - 0.1)


def telling_words(text: str) -> set[str]:
    """Return the words that carry what is said, without a plural's s."""
    return {word.removesuffix("s") for word in text.split() if word not in LITTLE_WORDS}


def most_alike(text: str, others: Iterable[tuple[Named, str]]) -> list[Named]:
    """Return up to three of the others that may say the same, the nearest first."""
    found = [(likeness(text, words), place, one) for place, (one, words) in enumerate(others)]
    near = sorted((one for one in found if one[0] >= ALIKE), key=lambda one: (-one[0], one[1]))
    return [one for _likeness, _place, one in near[:MOST_SHOWN]]
