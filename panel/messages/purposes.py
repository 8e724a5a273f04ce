"""What messages are for: each app says, for each purpose, who gets one and in which words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
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

    `people` gives the accounts in batches. `words` gives, by account, what each of some people
    reads, and leaves out those for whom that has become pointless: what it was about is gone or
    over. What is the same for all of them it reads once. `choose` keeps those of a batch who get
    one, in the transaction that queues them. What `is_telling` would say by its numbers who has
    answered: they are shown to nobody. What `is_personal` has a mailing for each letter: officers
    see those alone that went wrong. `by_answers` says of which mailings having got one tells what
    somebody told about themselves: their messages lead to people for days and not for months.
    """

    code: str
    kind: Mailing.Kind
    label: str | Promise
    people: Callable[[Mailing], People]
    words: Callable[[Mailing, Sequence[User]], Mapping[int, Words]]
    choose: Callable[[Mailing, list[User]], list[User]] | None = None
    is_telling: bool = False
    is_personal: bool = False
    by_answers: Callable[[Mailing], bool] | None = None

    def key(self, mailing: Mailing, user: User) -> str:
        """Return the key of a person's message; nobody can link those of one person."""
        return user.key_for(mailing.subject)


PURPOSES: dict[str, Purpose] = {}


def register(purpose: Purpose) -> Purpose:
    """Make a purpose known; apps do so when they are ready."""
    PURPOSES[purpose.code] = purpose
    return purpose


def one_by_one(
    words: Callable[[Mailing, User], Words | None],
) -> Callable[[Mailing, Sequence[User]], Mapping[int, Words]]:
    """Make the words for many of a function that needs nothing but the person."""

    def words_for(mailing: Mailing, users: Sequence[User]) -> Mapping[int, Words]:
        found = {user.pk: words(mailing, user) for user in users}
        return {pk: said for pk, said in found.items() if said}

    return words_for


def purpose_of(mailing: Mailing) -> Purpose:
    return PURPOSES[mailing.purpose]
