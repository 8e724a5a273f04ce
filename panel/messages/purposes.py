"""What messages are for: each app says, for each purpose, who gets one and in which words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from panel.models import Mailing, User

People = Iterator[Sequence[User]]


@dataclass(frozen=True)
class Words:
    """A template, such as "consultations/mail/outcome", and what it says.

    After `pointless_after` nobody can act on it: who gets messages together gets it before.
    """

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    pointless_after: dt.datetime | None = None


@dataclass(frozen=True)
class Purpose:
    """Why something is written.

    `people` gives the accounts in batches. `words` gives what one of them reads, or None when that
    has become pointless: what it was about is gone or over. `choose` keeps those of a batch who get
    one, in the transaction that queues them. What `is_telling` would say by its numbers who has
    answered: they are shown to nobody.
    """

    code: str
    kind: Mailing.Kind
    label: str | Promise
    people: Callable[[Mailing], People]
    words: Callable[[Mailing, User], Words | None]
    choose: Callable[[Mailing, list[User]], list[User]] | None = None
    is_telling: bool = False

    def key(self, mailing: Mailing, user: User) -> str:
        """Return the key of a person's message; nobody can link those of one person."""
        return user.key_for(mailing.subject)


PURPOSES: dict[str, Purpose] = {}


def register(purpose: Purpose) -> Purpose:
    """Make a purpose known; apps do so when they are ready."""
    PURPOSES[purpose.code] = purpose
    return purpose


def purpose_of(mailing: Mailing) -> Purpose:
    return PURPOSES[mailing.purpose]
