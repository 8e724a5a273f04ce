"""Who of a group would get a message now, and who is left out by which rule: before it is sent.

By the same rules as when it goes out, which have the last word for each person in that moment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from panel.messages.people import AT_ONCE, with_standing
from panel.messages.permission import Permissions
from panel.models import User


@dataclass(frozen=True)
class Reach:
    """How many get a message, and how many do not, by the first rule that leaves them out."""

    gets: int
    left_out: Counter[str]


def reach(people: Collection[int], kind: str) -> Reach:
    """Look at the active accounts among these; for numbers alone, so nobody is named."""
    gets, left_out = 0, Counter[str]()
    pks = sorted(people)
    for start in range(0, len(pks), AT_ONCE):
        users = list(with_standing(User.objects.filter(pk__in=pks[start : start + AT_ONCE])))
        permissions = Permissions(users)
        for user in users:
            if refusal := permissions.refusal_to_write(user, kind):
                left_out[refusal] += 1
            else:
                gets += 1
    return Reach(gets, left_out)
