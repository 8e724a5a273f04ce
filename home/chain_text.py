"""The words that are hashed: one way of writing an act down, the same on every database.

A fingerprint is SHA-256 over the fingerprint before, a line break, and the text, all in ASCII.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from wagtail.models.audit_log import BaseLogEntry


def canonical(value: Any) -> str:
    """Write a value of JSON in one way: sorted, without spaces, whole numbers without a point.

    PostgreSQL keeps numbers as decimals and gives 1e22 back as an integer, SQLite as it was typed.
    """
    plain = json.loads(json.dumps(value, cls=DjangoJSONEncoder))
    return json.dumps(whole_numbers(plain), sort_keys=True, separators=(",", ":"))


def whole_numbers(value: Any) -> Any:
    match value:
        case float() if value.is_integer():
            return int(value)
        case list():
            return [whole_numbers(one) for one in value]
        case dict():
            return {name: whole_numbers(one) for name, one in value.items()}
    return value


def fingerprint(before: str, text: str) -> str:
    return hashlib.sha256(f"{before}\n{text}".encode("ascii")).hexdigest()


def new_salt() -> str:
    return secrets.token_hex(16)


def salted(salt: str, words: str) -> str:
    """Return a hash that says nothing of the words to who does not have the salt of 128 bits."""
    return hashlib.sha256(f"{salt}\n{words}".encode()).hexdigest()


def in_utc(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def facts_of(entry: BaseLogEntry) -> dict[str, Any]:
    """Return what an entry says in numbers and codes: all but its title and its details."""
    return {
        "act": entry.action,
        "at": in_utc(entry.timestamp),
        "by": entry.user_id,
        "changed": entry.content_changed,
        "deleted": entry.deleted,
        "entry": entry.pk,
        "on": f"{kind_of(entry)}:{entry.object_id}",
        "revision": entry.revision_id,
        "uuid": str(entry.uuid) if entry.uuid else None,
    }


def kind_of(entry: BaseLogEntry) -> str:
    """Name the model; nothing once an upgrade has taken the model away."""
    if entry.content_type_id is None:
        return ""
    kind = ContentType.objects.get_for_id(entry.content_type_id)
    return f"{kind.app_label}.{kind.model}"


def words_of(entry: BaseLogEntry) -> tuple[str, str]:
    """Return what may name people: the title, and the details with the reason."""
    return str(entry.label), canonical(entry.data or {})


def as_ranges(numbers: list[int]) -> str:
    """Write numbers shortly: "3,7-9"."""
    parts: list[list[int]] = []
    for number in sorted(numbers):
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)


def from_ranges(text: str) -> set[int]:
    """Read what `as_ranges` wrote."""
    found: set[int] = set()
    for part in filter(None, text.split(",")):
        first, _dash, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return found
