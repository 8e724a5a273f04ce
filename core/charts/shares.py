"""Shares of people: against, middle and for; votes; wards ranked; a ward beside the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from . import marks
from .marks import WHOLE, Axis, Hidden, Interval

INSIDE_FROM = 0.07  # a narrower part has no room for its figure


@dataclass(frozen=True)
class Split:
    """How one wave, or one question, divides: three shares between 0 and 1 that make up the whole.

    `ring` is "before" or "after", or empty where the row is neither. `sentence` says the shares to
    those who cannot see them, where they are not of people against and for.
    """

    label: str
    against: float | Hidden
    middle: float | Hidden
    in_favour: float | Hidden
    people: int | Hidden
    ring: str = ""
    sentence: str = ""


@dataclass(frozen=True)
class Part:
    tone: str
    x: str
    width: str
    middle_x: str
    text: str
    is_first: bool


@dataclass(frozen=True)
class Bar:
    label: str
    ring: str
    people: str
    parts: tuple[Part, ...]
    sentence: str


def split_bars(splits: Iterable[Split]) -> list[Bar]:
    """One bar a row, its parts in fixed order; a row with anything kept back has no parts."""
    return [_bar(split) for split in splits]


def _bar(split: Split) -> Bar:
    shares = (split.against, split.middle, split.in_favour)
    if marks.is_hidden(*shares, split.people):
        return Bar(split.label, split.ring, marks.SUPPRESSED, (), marks.SUPPRESSED)
    tones = ("against", "middle", "for")
    parts = parts_in_row(zip(tones, map(marks.figure, shares), strict=True))
    sentence = split.sentence or _("Against %(against)s, middle %(middle)s, for %(in_favour)s") % {
        "against": marks.share(split.against),
        "middle": marks.share(split.middle),
        "in_favour": marks.share(split.in_favour),
    }
    return Bar(split.label, split.ring, marks.count(split.people), parts, sentence)


def parts_in_row(shares: Iterable[tuple[str, float]]) -> tuple[Part, ...]:
    """Place the parts of a bar, (tone, share) each, one after the other."""
    parts: list[Part] = []
    start = 0.0
    for tone, portion in shares:
        parts.append(
            Part(
                tone=tone,
                x=WHOLE.x(start),
                width=WHOLE.width((0, portion)),
                middle_x=WHOLE.x(start + portion / 2),
                text=marks.share(portion) if portion >= INSIDE_FROM else "",
                is_first=not parts,
            )
        )
        start += portion
    return tuple(parts)


@dataclass(frozen=True)
class Vote:
    """One answer of an open vote: a share of those who voted, so it never has an interval.

    `tone` is "for", "against" or "middle" where the answers are such; empty draws all alike.
    """

    label: str
    share: float | Hidden
    votes: int | Hidden
    tone: str = ""


@dataclass(frozen=True)
class VoteBar:
    label: str
    width: str
    share: str
    votes: str
    fill: str


def vote_bars(votes: Iterable[Vote]) -> list[VoteBar]:
    """Bars on the whole axis from nobody to everybody."""
    return [
        VoteBar(
            label=vote.label,
            width=""
            if marks.is_hidden(vote.share, vote.votes)
            else WHOLE.width((0, float(vote.share))),
            share=marks.SUPPRESSED if marks.is_hidden(vote.votes) else marks.share(vote.share),
            votes=marks.SUPPRESSED if marks.is_hidden(vote.share) else marks.count(vote.votes),
            fill=f"f-{vote.tone}" if vote.tone else "q4",
        )
        for vote in votes
    ]


@dataclass(frozen=True)
class Ranked:
    """A ward, or a group, in the ranking. `differs`: "higher" or "lower" than the rest, or ""."""

    label: str
    share: float | Hidden
    people: int | Hidden
    interval: Interval | None = None
    differs: str = ""
    is_me: bool = False
    url: str = ""
    is_small: bool = False  # whether its number of people is marked


@dataclass(frozen=True)
class Dot:
    label: str
    url: str
    is_me: bool
    people: str
    share: str
    is_hidden: bool
    reason: str = ""
    is_clear: bool = False
    differs: str = ""
    dot_x: str = ""
    line: tuple[str, str] | None = None
    interval: str = ""


@dataclass(frozen=True)
class DotPlot:
    """A ranked dot plot; the axis may be cut, and then says where it starts."""

    rows: tuple[Dot, ...]
    city: str
    city_x: str
    start: str
    start_x: str
    end_x: str
    city_anchor: str  # where its label hangs, so that it stays inside the picture


def dot_plot(
    ranked: Iterable[Ranked], *, city: float, minimum: int = 30, start: float | None = None
) -> DotPlot:
    """Rank by share, highest first, each with its interval; those kept back stand last by name."""
    ranked = list(ranked)
    shown = [row for row in ranked if not marks.is_hidden(row.share, row.people)]
    hidden = [row for row in ranked if marks.is_hidden(row.share, row.people)]
    if start is None:
        lowest = min([row.interval[0] if row.interval else row.share for row in shown] + [city])
        start = max(0.0, int(lowest * 10) / 10)
    axis = Axis(start, 1, margin=0)
    words = {"higher": _("higher"), "lower": _("lower"), "": ""}
    rows = [
        _dot(row, axis, words) for row in sorted(shown, key=lambda row: -marks.figure(row.share))
    ]
    reason = _("under %(minimum)d people") % {"minimum": minimum}
    rows += [
        Dot(
            row.label,
            row.url,
            row.is_me,
            marks.SUPPRESSED,
            marks.SUPPRESSED,
            is_hidden=True,
            reason=reason,
        )
        for row in sorted(hidden, key=lambda row: row.label)
    ]
    place = axis.at(city)
    return DotPlot(
        tuple(rows),
        marks.share(city),
        axis.x(city),
        marks.share(start),
        axis.x(start),
        axis.x(1),
        city_anchor="start" if place < 30 else "end" if place > 70 else "middle",
    )


def _dot(row: Ranked, axis: Axis, words) -> Dot:
    line = interval = None
    if row.interval:
        line = (axis.x(row.interval[0]), axis.x(row.interval[1]))
        low, high = (marks.share(end) for end in row.interval)
        interval = _("interval %(low)s to %(high)s") % {"low": low, "high": high}
    star = "*" if row.is_small else ""
    return Dot(
        label=row.label,
        url=row.url,
        is_me=row.is_me,
        people=marks.count(row.people) + star,
        share=marks.share(row.share),
        is_hidden=False,
        is_clear=bool(row.differs),
        differs=words[row.differs],
        dot_x=axis.x(marks.figure(row.share)),
        line=line,
        interval=interval or "",
    )


@dataclass(frozen=True)
class Beside:
    """What a ward said about one thing, beside the rest of the city."""

    label: str
    share: float | Hidden
    rest: float | Hidden
    interval: Interval | None = None
    differs: str = ""


@dataclass(frozen=True)
class BesideRow:
    label: str
    share: str
    rest: str
    is_hidden: bool
    is_clear: bool = False
    dot_x: str = ""
    band: tuple[str, str] | None = None
    rest_x: str = ""
    verdict: str = ""
    by: str = ""


def beside_rows(comparisons: Iterable[Beside]) -> list[BesideRow]:
    """In the order given; a word for the difference only where it is clear."""
    return [_beside(row) for row in comparisons]


def _beside(row: Beside) -> BesideRow:
    if marks.is_hidden(row.share):
        # Without the ward's share, the rest's would give it away beside the city's.
        return BesideRow(row.label, marks.SUPPRESSED, marks.SUPPRESSED, is_hidden=True)
    by = verdict = ""
    if not marks.is_hidden(row.rest):
        verdict = _("No clear difference")
        if row.differs:
            verdict = _("Higher") if row.differs == "higher" else _("Lower")
            by = _("by %(points)d points") % {
                "points": marks.points(marks.figure(row.share) - marks.figure(row.rest))
            }
    return BesideRow(
        label=row.label,
        share=marks.share(row.share),
        rest=marks.share(row.rest),
        is_hidden=False,
        is_clear=bool(row.differs),
        dot_x=WHOLE.x(marks.figure(row.share)),
        band=(WHOLE.x(row.interval[0]), WHOLE.width(row.interval)) if row.interval else None,
        rest_x="" if marks.is_hidden(row.rest) else WHOLE.x(marks.figure(row.rest)),
        verdict=verdict,
        by=by,
    )
