"""People to write to: accounts in batches, and whose message a message is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from django.db import models

from panel.messages.own import messages_to
from panel.models import Mailing, User

AT_ONCE = 500
KEYS_AT_ONCE = 2_000


def batches(people: models.QuerySet[User] | None = None) -> Iterator[list[User]]:
    """Give active accounts with their memberships, many at a time."""
    everybody = with_standing(User.objects.all() if people is None else people)
    last = 0
    while users := list(everybody.filter(pk__gt=last)[:AT_ONCE]):
        yield users
        last = users[-1].pk


def with_standing(people: models.QuerySet[User]) -> models.QuerySet[User]:
    """Keep the active accounts, in their order, read with all that decides what they get."""
    return (
        people.filter(is_active=True)
        .order_by("pk")
        .select_related("membership__ward", "message_wishes", "mobile_number")
        .defer("membership__ward__geometry", "membership__ward__outline")
    )


def owners_of(
    waiting: Mapping[tuple[str, str], int], mailings: Iterable[Mailing]
) -> dict[int, list[int]]:
    """Return, by account, the messages that are theirs, of those given by subject and key.

    Each account is turned into its keys, for no key leads to an account. Nothing else is read of
    it, and the pass ends with the last message that has an owner.
    """
    mailings = list(mailings)
    owners: dict[int, list[int]] = defaultdict(list)
    left = len(waiting)
    accounts = User.objects.filter(is_active=True).order_by("pk").only("pk")
    for user in accounts.iterator(chunk_size=KEYS_AT_ONCE):
        for pair in messages_to(user, mailings):
            if pair in waiting:
                owners[user.pk].append(waiting[pair])
                left -= 1
        if not left:
            break
    return owners
