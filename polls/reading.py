"""Reading the briefing: who may, in which order the sides stand, and who has."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from consultations.words import when
from core.keys import participation_key
from core.refusals import Refused
from polls.balance import Balance, balances


@dataclass
class Reason:
    text: str
    source_number: int | None


@dataclass
class Side:
    """One side of a proposal."""

    name: str  # "for" or "against"
    heading: str
    reasons: list[Reason]


@dataclass
class Proposal:
    """A proposal with its two sides in the order drawn for one reader."""

    title: str
    summary: str
    sides: list[Side]
    balance: Balance


@dataclass
class Briefing:
    """A briefing as one reader meets it."""

    proposals: list[Proposal]
    sources: list[dict[str, Any]] = field(default_factory=list)


def refusal_to_read(briefing, user) -> str:
    """Say why this person may not read the briefing yet; empty when they may."""
    poll = briefing.poll
    if refusal := poll.refusal_to_enter(user):
        return refusal
    if not user.is_staff and not poll.has_briefing_opened(briefing):
        return _("The briefing opens %(when)s.") % {"when": when(briefing.opens_at)}
    return ""


def refusal_to_mark(briefing) -> str:
    """Say why no reading is noted any more; after the end nobody reads before they answer."""
    if briefing.poll.has_closed:
        return _("Second answers have closed, so we do not note any more who read the briefing.")
    return ""


def mark_as_read(*, user: Any, briefing):
    """Record, once, that somebody says they have read the briefing."""
    if refusal := refusal_to_read(briefing, user) or refusal_to_mark(briefing):
        raise Refused(refusal)
    key = user.key_for(briefing.poll.subject)
    read, _is_new = briefing.readings.get_or_create(key=key)
    return read


def reads_against_first(briefing, reader: str) -> bool:
    """Draw for one reader which side stands first; the same at every visit."""
    return participation_key(f"briefing-{briefing.pk}", reader)[0] in "ABCDEFGHIJKLMNOP"


def briefing_for(briefing, reader: str) -> Briefing:
    """Return a briefing with numbered sources, its sides in the order drawn for this reader."""
    numbers: dict[tuple[str, str], int] = {}
    counted = balances(briefing.proposals)
    shown = []
    for block, balance in zip(briefing.proposals, counted, strict=True):
        value = block.value
        # Sources are numbered in one order for everybody, so that people can talk about "source 3".
        sides = [
            Side("for", _("Reasons for"), numbered(value["reasons_for"], numbers)),
            Side("against", _("Reasons against"), numbered(value["reasons_against"], numbers)),
        ]
        if reads_against_first(briefing, reader):
            sides.reverse()
        shown.append(Proposal(value["title"], value["summary"], sides, balance))
    sources = [
        {"number": number, "title": title or url, "url": url}
        for (title, url), number in numbers.items()
    ]
    return Briefing(proposals=shown, sources=sources)


def numbered(reasons, numbers: dict[tuple[str, str], int]) -> list[Reason]:
    """Return reasons with the number of their source; the same source keeps its number."""
    found = []
    for reason in reasons:
        source = (reason["source"] or "", reason["url"] or "")
        number = numbers.setdefault(source, len(numbers) + 1) if any(source) else None
        found.append(Reason(reason["text"], number))
    return found
