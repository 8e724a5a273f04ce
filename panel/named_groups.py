"""Groups of members that other apps define by a rule, and that a sample may be drawn from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from panel.models import Membership


@dataclass(frozen=True)
class NamedGroup:
    """One group: what a draw keeps of it, and how its members are found now.

    `definition` is plain data that says by itself who was meant; it goes on record with the draw,
    so that a rule that is changed later changes no record.
    """

    code: str
    name: str
    definition: Mapping[str, Any]
    in_words: tuple[str, ...]
    narrow: Callable[[QuerySet[Membership]], QuerySet[Membership]]

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "definition": dict(self.definition),
            "in_words": list(self.in_words),
            "name": self.name,
        }


SOURCES: list[Callable[[], Sequence[NamedGroup]]] = []


def named_groups() -> dict[str, NamedGroup]:
    """Return all groups by their code, as they are defined now."""
    return {group.code: group for source in SOURCES for group in source()}
