"""Responses that may have been sent twice, and what figures would be without them; for officers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np

from analysis.doubles import Sent, Together, find_doubles, folded
from analysis.rounding import percent
from polls.models import Organisation, Response
from results.answers import Sheet, read_answers
from results.exact import Said, counted_exactly


@dataclass(frozen=True)
class Sheaf:
    """The responses to one questionnaire that count, by public number, and which go together."""

    sheet: Sheet
    responses: Mapping[str, Response]
    groups: tuple[Together, ...]

    def group(self, name: str) -> Together | None:
        return next((one for one in self.groups if one.name == name), None)


def read_doubles(page) -> Sheaf:
    """Read all answers, and where they came from as far as that is still kept."""
    sheet = read_answers(page).that_count(page)
    rows = Response.objects.counting().filter(page_id=page.pk).select_related("signal")
    by_key = {response.key: response for response in rows}
    sent = []
    for key, said in zip(sheet.keys, said_by_each(sheet), strict=True):
        if response := by_key.get(key):
            signal = getattr(response, "signal", None)
            sent.append(
                Sent(
                    id=response.public_id,
                    at=response.submitted_at,
                    network=signal.network if signal else "",
                    browser=signal.browser if signal else "",
                    said=said,
                )
            )
    responses = {response.public_id: response for response in by_key.values()}
    return Sheaf(sheet, responses, tuple(find_doubles(sent)))


def said_by_each(sheet: Sheet) -> list[str]:
    """Return for each person one text that is equal for equal answers; of words, folded."""
    parts: list[list[str]] = [[] for _key in sheet.keys]
    for (item, _wave), numbers in sheet.numbers.items():
        for at, number in enumerate(numbers.tolist()):
            parts[at].append(f"{item}={number}")
    cells = (sheet.choices, sheet.places, sheet.grids, sheet.ratings, sheet.amounts, sheet.days)
    for kept in (*cells, sheet.wards_said, sheet.texts):
        for (item, _wave, at), value in kept.items():
            parts[at].append(f"{item}:{same_for_same(value)}")
    return [sha256("|".join(sorted(one)).encode()).hexdigest() for one in parts]


def same_for_same(value: Any) -> str:
    if isinstance(value, dict):
        return str(sorted(value.items()))
    if isinstance(value, str):
        return folded(value)
    return str(sorted(value)) if isinstance(value, frozenset) else str(value)


# ---- what figures would be -----------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """One answer: how many of how many gave it, with all responses and without some."""

    answer: str
    now: str
    then: str
    is_changed: bool


@dataclass(frozen=True)
class Effect:
    """One question's figures as they are and as they would be; of individuals or organisations."""

    wording: str
    of_organisations: bool
    changes: tuple[Change, ...]


def effect_of_leaving_out(sheaf: Sheaf, public_ids: Collection[str]) -> list[Effect]:
    """Count every question with and without some responses, organisations apart."""
    gone = {sheaf.responses[one].key for one in public_ids if one in sheaf.responses}
    stays = np.array([key not in gone for key in sheaf.sheet.keys], dtype=bool)
    marked = sheaf.sheet.are_organisations()
    found = []
    for of_organisations, group in ((False, ~marked), (True, marked)):
        if (group & ~stays).any():
            now = counted_exactly(sheaf.sheet.only(group))
            then = counted_exactly(sheaf.sheet.only(group & stays))
            found += [
                Effect(one.wording, of_organisations, changes(one, other))
                for one, other in zip(now, then, strict=True)
            ]
    return found


def changes(now: Said, then: Said) -> tuple[Change, ...]:
    return tuple(
        Change(
            answer, in_words(count, now.n), in_words(left, then.n), (count, now.n) != (left, then.n)
        )
        for (answer, count), (_same, left) in zip(now.counts, then.counts, strict=True)
    )


def in_words(count: int, n: int) -> str:
    """Return "60.0% (72 of 120)"."""
    return f"{percent(count / n, 1)}% ({count} of {n})" if n else "0"


# ---- what the pages list -------------------------------------------------------------------------


@dataclass(frozen=True)
class Facts:
    """How many responses count, and how they came."""

    individuals: int
    organisations: int
    with_account: int
    without: int


def facts_of(sheaf: Sheaf) -> Facts:
    organisations = int(sheaf.sheet.are_organisations().sum())
    signed_in = sum(sheaf.sheet.accounts)
    n = len(sheaf.sheet.keys)
    return Facts(n - organisations, organisations, signed_in, n - signed_in)


def organisations_of(page) -> list[Organisation]:
    """Return the organisations that answered, with what they said of themselves."""
    rows = Organisation.objects.filter(response__in=Response.objects.counting())
    return list(
        rows.filter(response__page=page.pk).select_related("response").order_by("name", "pk")
    )


def excluded_of(page) -> list[Response]:
    """Return what an officer left out, the newest first."""
    rows = Response.objects.filter(page_id=page.pk, withdrawn_at=None).exclude(excluded_at=None)
    return list(rows.order_by("-excluded_at", "pk"))
