"""Which questions a group wants asked most, from what each member ranked.

Points as Borda counted them, cut off after the places that a member has: with three places the
first is worth 3, the second 2, the third 1 and what is not ranked 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import TypeVar

Proposal = TypeVar("Proposal", bound=Hashable)


def ranked(
    proposals: Sequence[Proposal], rankings: Sequence[Sequence[Proposal]], *, places: int = 3
) -> list[Proposal]:
    """Return the proposals that anybody ranked, most points first.

    Ties go to more first places, then to what was proposed earlier (the order of `proposals`).
    What a member ranked and is no proposal any more, such as a removed one, gives its place to the
    next. Nobody ranks one proposal twice: ValueError.
    """
    points: Counter[Proposal] = Counter()
    firsts: Counter[Proposal] = Counter()
    standing = set(proposals)
    for ranking in rankings:
        if len(set(ranking)) < len(ranking):
            raise ValueError("A member ranks each question once.")
        counted = [one for one in ranking if one in standing][:places]
        for place, one in enumerate(counted):
            points[one] += places - place
        firsts.update(counted[:1])
    wanted = [one for one in proposals if points[one]]
    return sorted(wanted, key=lambda one: (-points[one], -firsts[one]))
