"""Turn a person, a code or an address into a key; never the other way round."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

UNLINKED = "-"  # no key that is made from an account begins with it
AT_ONCE = 2_000  # rows whose keys are replaced in one statement


def name_of_account(pk: int) -> str:
    """Return the `person` that an account is in every key: "user-7" of the account 7."""
    return f"user-{pk}"


def participation_key(subject: str, person: str) -> str:
    """Return the 26-character key of `person` in `subject`, such as "poll-12" and "user-7".

    The first 130 bits, in Base32, of HMAC-SHA256 under PARTICIPATION_SECRET, which is kept outside
    the database: who has only the database can neither name a key's owner nor link keys across
    subjects.
    """
    return keyed_hash(subject, person)


def keys_of(people: Iterable[int], subject: str) -> set[str]:
    """Return the keys of accounts, by number, in a subject."""
    return {participation_key(subject, name_of_account(pk)) for pk in people}


def keyed_hash(purpose: str, text: str) -> str:
    """Return 26 characters that are the same for the same text and `purpose`, and tell neither."""
    digest = hmac.digest(
        settings.PARTICIPATION_SECRET.encode(), f"{purpose}|{text}".encode(), hashlib.sha256
    )
    return base64.b32encode(digest).decode()[:26]


def cipher_key(purpose: str) -> bytes:
    """Return 32 bytes to encrypt with, of one purpose alone."""
    return hashlib.sha256(f"{purpose}|{settings.PARTICIPATION_SECRET}".encode()).digest()


def still_linked(rows: Any, people: Iterable[int], subject: str) -> Any:
    """Keep the rows of a subject whose keys lead to somebody, but for those of these people."""
    return rows.exclude(key__startswith=UNLINKED).exclude(key__in=keys_of(people, subject))


def unlink(
    rows: Any,
    keys: dict[str, str] | None = None,
    *,
    also: Callable[[list], Iterable[str]] = lambda _rows: (),
) -> int:
    """Replace the keys of rows that are still linked, the same by the same; return how many.

    `keys` has the new by the old, for rows of several kinds that must stay one person's. What else
    leads to somebody `also` takes off the rows it is given, and returns the fields it changed.
    """
    keys, count = {} if keys is None else keys, 0
    while found := list(rows.order_by("pk")[:AT_ONCE]):
        for row in found:
            row.key = keys.setdefault(row.key, new_key())
        rows.model._default_manager.bulk_update(found, ["key", *also(found)])
        count += len(found)
    return count


def new_key() -> str:
    """Return a key that belongs to nobody."""
    return UNLINKED + secrets.token_urlsafe(18)[:24]
