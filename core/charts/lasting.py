"""Three moments on the 0 to 10 scale: before, after, and months later, one under the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from . import marks
from .marks import OPINION, Hidden, Interval
from .means import VERDICTS

STEP = 26  # pixels from one moment to the next
FIRST = 15


@dataclass(frozen=True)
class Since:
    """How far the last average is from an earlier one, with the interval of the change."""

    change: float
    interval: Interval | None = None
    is_clear: bool = False


@dataclass(frozen=True)
class Lasting:
    """One question at three moments, of those who answered each time; "c" hides the whole row."""

    label: str
    people: int | Hidden
    averages: tuple[float, float, float] | None = None
    intervals: tuple[Interval | None, Interval | None, Interval | None] = (None, None, None)
    since_before: Since | None = None
    since_after: Since | None = None


@dataclass(frozen=True)
class Moment:
    """One mark of a row: where it stands, its band, and its average outside the band."""

    name: str  # "before", "after", "later": which shape is drawn
    x: str
    y: int
    band: tuple[str, str] | None
    text: str
    text_x: str
    is_left: bool

    @property
    def band_y(self) -> int:
        return self.y - 9

    @property
    def text_y(self) -> int:
        return self.y + 6


@dataclass(frozen=True)
class Change:
    """A change in figures and in words."""

    figure: str
    interval: str
    verdict: str
    is_clear: bool


@dataclass(frozen=True)
class Course:
    """A row of the chart, ready to draw."""

    label: str
    people: str
    is_hidden: bool
    moments: tuple[Moment, ...] = ()
    lines: tuple[tuple[Moment, Moment], ...] = ()
    sentence: str = ""
    since_before: Change | None = None
    since_after: Change | None = None


def courses(rows: Iterable[Lasting]) -> list[Course]:
    """The rows in the order given; those kept back stand last."""
    rows = list(rows)
    shown = [row for row in rows if row.averages and not marks.is_hidden(row.people)]
    hidden = [row for row in rows if row not in shown]
    return [*map(_course, shown), *(Course(row.label, marks.SUPPRESSED, True) for row in hidden)]


def _course(row: Lasting) -> Course:
    averages = row.averages or (0, 0, 0)
    moments = tuple(
        _moment(name, place, average, band)
        for place, (name, average, band) in enumerate(
            zip(("before", "after", "later"), averages, row.intervals, strict=True)
        )
    )
    before, after, later = map(marks.mean, averages)
    return Course(
        label=row.label,
        people=marks.count(row.people),
        is_hidden=False,
        moments=moments,
        lines=tuple(zip(moments, moments[1:], strict=False)),
        sentence=_("Before %(before)s, after %(after)s, months later %(later)s")
        % {"before": before, "after": after, "later": later},
        since_before=_change(row.since_before),
        since_after=_change(row.since_after),
    )


def _moment(name: str, place: int, average: float, band: Interval | None) -> Moment:
    ends = (average, *band) if band else (average,)
    # The average stands past the band; near the right edge it would leave the picture.
    is_left = OPINION.at(max(ends)) >= 80
    return Moment(
        name=name,
        x=OPINION.x(average),
        y=FIRST + place * STEP,
        band=(OPINION.x(band[0]), OPINION.width(band)) if band else None,
        text=marks.mean(average),
        text_x=OPINION.x(min(ends) if is_left else max(ends)),
        is_left=is_left,
    )


def _change(since: Since | None) -> Change | None:
    if since is None:
        return None
    verdict = "none" if not since.is_clear else "rise" if since.change > 0 else "fall"
    interval = ""
    if since.interval:
        low, high = (marks.signed(end) for end in since.interval)
        interval = _("%(low)s to %(high)s") % {"low": low, "high": high}
    return Change(marks.signed(since.change), interval, str(VERDICTS[verdict]), since.is_clear)
