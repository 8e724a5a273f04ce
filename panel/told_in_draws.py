"""Answers about oneself that a draw goes by: a hash in the text for ever, the answer apart.

The text of a draw is sealed, and an answer about oneself must be deletable. So the text holds of
each such answer a commitment, SHA-256 of a random salt, the code, the feature and the value; salt
and value stand in `DrawTold`. While they stand, the text can be checked down to each quota. Once
they are deleted the commitment says nothing: 128 random bits are not guessed.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from django.db.models import QuerySet

from core.keys import participation_key
from panel.models import Draw, DrawTold, Membership, User

NOT_SAID = "not-said"  # the group of those who did not tell, or did not lend what they told
TAKEN_BACK = "taken-back"  # in lists and files, of an answer that was deleted since
INSERTED_AT_ONCE = 1_000


@dataclass(frozen=True)
class Told:
    """The values of a pool by code and feature, and the salts of their commitments."""

    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    salts: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def commitment(self, code: str, feature: str) -> str:
        """Return what stands in the text; "" of an answer that was deleted before."""
        salt = self.salts.get((code, feature))
        return commit(salt, code, feature, self.values[code][feature]) if salt else ""


NOTHING_TOLD = Told()


def commit(salt: str, code: str, feature: str, value: str) -> str:
    """Hash an answer with its salt: 64 hexadecimal digits."""
    return sha256("\n".join((salt, code, feature, value)).encode()).hexdigest()


def with_salts(values: Mapping[str, Mapping[str, str]]) -> Told:
    """Give each value a salt of its own, from the operating system."""
    salts = {
        (code, feature): secrets.token_hex(16) for code, of in values.items() for feature in of
    }
    return Told(values, salts)


def keep_told(draw: Draw, told: Told) -> None:
    """Store the values of a first round beside its text."""
    rows = [
        DrawTold(draw=draw, code=code, feature=feature, value=told.values[code][feature], salt=salt)
        for (code, feature), salt in told.salts.items()
    ]
    DrawTold.objects.bulk_create(rows, batch_size=INSERTED_AT_ONCE)


def told_in(draw: Draw) -> Told:
    """Read what is still there of the values of a draw, whichever round it is."""
    if not draw.told:
        return NOTHING_TOLD
    values: dict[str, dict[str, str]] = {}
    salts = {}
    rows = DrawTold.objects.filter(draw=draw.first_round)
    for code, feature, value, salt in rows.values_list("code", "feature", "value", "salt"):
        values.setdefault(code, {})[feature] = value
        salts[code, feature] = salt
    return Told(values, salts)


def may_see_told(user: User, draw: Draw) -> bool:
    """Say whether somebody may see, under codes, the groups that a draw went by."""
    return not draw.told or user.has_perm("panel.view_profileanswer")


# ---- checking ------------------------------------------------------------------------------------


def rows_of(draw: Draw) -> list[tuple[str, list[str]]]:
    """Return the codes of everybody in the text with their commitments, as the features stand."""
    inputs = draw.stored["inputs"]
    if not draw.told:
        return []
    return [(row[0], row[4]) for part in ("pool", "seated") for row in inputs[part]]


def faults_of_told(draw: Draw, told: Told) -> list[str]:
    """Hash every answer that still stands again, and compare it with the text."""
    wrong = sum(
        (code, feature) in told.salts and told.commitment(code, feature) != kept
        for code, commitments in rows_of(draw)
        for feature, kept in zip(draw.told, commitments, strict=True)
        if kept
    )
    return ["An answer is not the one that the text was drawn by."] if wrong else []


def count_taken_back(draw: Draw, told: Told) -> int:
    """Count the people of the text of whom some answer is deleted."""
    return sum(
        any((code, feature) not in told.salts for feature in draw.told)
        for code, _commitments in rows_of(draw)
    )


# ---- deleting ------------------------------------------------------------------------------------


def rows_of_person(user: User) -> QuerySet[DrawTold]:
    """Return what draws hold of somebody's answers, found by making their codes again."""
    references = list(DrawTold.objects.values_list("draw__reference", flat=True).distinct())
    if not references or not (membership := Membership.objects.filter(user=user).first()):
        return DrawTold.objects.none()
    codes = [participation_key(one, f"member-{membership.pk}") for one in references]
    return DrawTold.objects.filter(code__in=codes)


def forget_in_draws(user: User, features: Collection[str] | None = None) -> None:
    """Delete somebody's answers from all draws, all of them or those to some features."""
    rows = rows_of_person(user)
    if features is not None:
        rows = rows.filter(feature__in=features)
    rows.delete()
