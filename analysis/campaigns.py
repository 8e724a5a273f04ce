"""Answers in the same words: found by folding, grouped, and never taken out of anything.

An organised campaign often gives people a text to send. Such answers are answers like others; a
reader of figures should know how many there are, and what the figures are without them.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

FEWEST = 5  # answers in the same words that make a group
Who = TypeVar("Who", bound=Hashable)


@dataclass(frozen=True)
class SameWords(Generic[Who]):
    """Who wrote the same, in the order in which they were given."""

    words: str  # folded
    members: tuple[Who, ...]

    def __len__(self) -> int:
        return len(self.members)


class _LettersOnly(dict[int, str | None]):
    """A table for `str.translate` that looks each character up once."""

    def __missing__(self, code: int) -> str | None:
        kept = chr(code) if unicodedata.category(chr(code))[0] in "LMN" else None
        self[code] = kept
        return kept


_LETTERS_ONLY = _LettersOnly()


def fold(text: str) -> str:
    """Return what is left of a text without case, white space and punctuation.

    Symbols count as punctuation, and so do marks that nobody sees. Compatibility forms are the
    characters that they stand for (NFKC), so that a ligature and its letters are the same. A text
    of punctuation alone folds to nothing.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    # At last once more: a mark may have lost the space that it stood on.
    return unicodedata.normalize("NFKC", folded.translate(_LETTERS_ONLY))


def same_words(texts: Mapping[Who, str], fewest: int = FEWEST) -> list[SameWords[Who]]:
    """Group those whose texts fold to the same words, if they are `fewest` or more.

    The largest group comes first; of equals, the one whose words come first in the alphabet. A text
    that folds to nothing is in no group. Raise ValueError if `fewest` is under 2.
    """
    if fewest < 2:
        raise ValueError("One answer is no group.")
    members: defaultdict[str, list[Who]] = defaultdict(list)
    for who, text in texts.items():
        if words := fold(text):
            members[words].append(who)
    groups = [SameWords(words, tuple(of)) for words, of in members.items() if len(of) >= fewest]
    return sorted(groups, key=lambda group: (-len(group), group.words))
