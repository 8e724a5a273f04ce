"""Before and after on the 0 to 10 scale: the dumbbell, and one person's line beside everybody's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import marks
from .marks import OPINION, Hidden, Interval


@dataclass(frozen=True)
class Shift:
    """One question before and after, for those who answered both times.

    `is_clear`: the change's interval leaves out zero, and still does after allowing for the number
    of questions. A hidden mean or number of people hides the row's figures altogether.
    """

    label: str
    before: float | Hidden
    after: float | Hidden
    people: int | Hidden
    before_interval: Interval | None = None
    after_interval: Interval | None = None
    change: float | Hidden | None = None
    change_interval: Interval | None = None
    is_clear: bool = False
    url: str = ""


@dataclass(frozen=True)
class Dumbbell:
    """A row of the chart, ready to draw."""

    label: str
    url: str
    people: str
    is_hidden: bool
    is_clear: bool = False
    before: str = ""
    after: str = ""
    change: str = ""
    interval: str = ""
    verdict: str = ""
    ring_x: str = ""
    dot_x: str = ""
    before_band: tuple[str, str] | None = None
    after_band: tuple[str, str] | None = None
    left_x: str = ""
    right_x: str = ""
    is_rise: bool = True


VERDICTS = {
    "rise": gettext_lazy("Clear rise"),
    "fall": gettext_lazy("Clear fall"),
    "none": gettext_lazy("No clear change"),
}


def dumbbells(shifts: Iterable[Shift]) -> list[Dumbbell]:
    """The rows by change, largest rise first; those kept back stand last."""
    shifts = list(shifts)
    drawn = [_dumbbell(shift) for shift in sorted(_shown(shifts), key=lambda s: -_change(s))]
    hidden = [shift for shift in shifts if _is_hidden(shift)]
    return drawn + [
        Dumbbell(shift.label, shift.url, marks.SUPPRESSED, is_hidden=True) for shift in hidden
    ]


def _is_hidden(shift: Shift) -> bool:
    return marks.is_hidden(shift.before, shift.after, shift.people, shift.change)


def _shown(shifts):
    return [shift for shift in shifts if not _is_hidden(shift)]


def _change(shift: Shift) -> float:
    if shift.change is None:
        return marks.figure(shift.after) - marks.figure(shift.before)
    return marks.figure(shift.change)


def _dumbbell(shift: Shift) -> Dumbbell:
    change, before, after = _change(shift), marks.figure(shift.before), marks.figure(shift.after)
    verdict = "none" if not shift.is_clear else "rise" if change > 0 else "fall"
    bands = [interval for interval in (shift.before_interval, shift.after_interval) if interval]
    ends = [before, after, *(end for band in bands for end in band)]
    interval = ""
    if shift.change_interval:
        low, high = (marks.signed(end) for end in shift.change_interval)
        interval = _("%(low)s to %(high)s") % {"low": low, "high": high}
    return Dumbbell(
        label=shift.label,
        url=shift.url,
        people=marks.count(shift.people),
        is_hidden=False,
        is_clear=shift.is_clear,
        before=marks.mean(before),
        after=marks.mean(after),
        change=marks.signed(change),
        interval=interval,
        verdict=str(VERDICTS[verdict]),
        ring_x=OPINION.x(before),
        dot_x=OPINION.x(after),
        before_band=_band(shift.before_interval),
        after_band=_band(shift.after_interval),
        left_x=OPINION.x(min(ends)),
        right_x=OPINION.x(max(ends)),
        is_rise=after >= before,
    )


def _band(interval: Interval | None) -> tuple[str, str] | None:
    return (OPINION.x(interval[0]), OPINION.width(interval)) if interval else None


@dataclass(frozen=True)
class OwnShift:
    """What one person said before and after, beside the averages of everybody."""

    label: str
    you_before: int
    you_after: int
    all_before: float | Hidden
    all_after: float | Hidden


@dataclass(frozen=True)
class Line:
    """A ring, a line and a dot, with a name at the far side of the dot."""

    name: str
    tone: str
    ring_tone: str
    y: int
    ring_x: str
    dot_x: str
    text_x: str
    is_left: bool
    words: str


@dataclass(frozen=True)
class OwnLine:
    """A row of "you, beside everybody"."""

    label: str
    lines: tuple[Line, ...]
    you: str
    everyone: str
    sentence: str


def own_lines(shifts: Iterable[OwnShift]) -> list[OwnLine]:
    """One row a question; everybody's line is left out where their average is kept back."""
    return [_own_line(shift) for shift in shifts]


def _own_line(shift: OwnShift) -> OwnLine:
    you = _line(
        _("You"),
        tone="you",
        ring_tone="you",
        y=16,
        before=shift.you_before,
        after=shift.you_after,
    )
    hidden = marks.is_hidden(shift.all_before, shift.all_after)
    lines: tuple[Line, ...] = (you,)
    everyone = marks.SUPPRESSED
    sentence = _("%(label)s: you moved from %(before)s to %(after)s.") % {
        "label": shift.label,
        "before": shift.you_before,
        "after": shift.you_after,
    }
    if not hidden:
        everybody = _line(
            _("Everyone"),
            tone="after",
            ring_tone="before",
            y=42,
            before=shift.all_before,
            after=shift.all_after,
        )
        lines, everyone = (you, everybody), everybody.words
        sentence += " " + _("Everyone moved from %(before)s to %(after)s.") % {
            "before": marks.mean(shift.all_before),
            "after": marks.mean(shift.all_after),
        }
    return OwnLine(shift.label, lines, you.words, everyone, sentence)


def _line(name, *, tone, ring_tone, y, before, after) -> Line:
    is_left = after < before
    number = str if isinstance(before, int) and isinstance(after, int) else marks.mean
    return Line(
        name=name,
        tone=tone,
        ring_tone=ring_tone,
        y=y,
        ring_x=OPINION.x(before),
        dot_x=OPINION.x(after),
        # The name stands past the dot; near an edge it would leave the picture, so it turns round.
        text_x=OPINION.x(after if OPINION.at(after) < 80 or is_left else min(before, after)),
        is_left=is_left or OPINION.at(after) >= 80,
        words=f"{number(before)} → {number(after)}",
    )
