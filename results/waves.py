"""A questionnaire asked again: its figures beside those of the waves before, with breaks marked.

All is worked out from figures that each wave publishes by itself, so it can tell no more than they
do. The people of two waves are taken as two separate groups: intervals of a change are Newcombe's
for shares and Welch's for averages, and given only where all who answered both had been drawn. Of
expectation and experience each wave's gap has its own people in pairs; its change has not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from analysis.arms import Sample, compare_samples
from analysis.disclosure import SUPPRESSED
from analysis.intervals import Interval, newcombe
from analysis.rounding import round_half_away
from consultations.models import consultation_of
from panel.trends import version_of
from polls.models import Item, QuestionnairePage
from polls.series import breaks_between, waves_up_to
from results.answers import Recruited
from results.exports.tables import Column, Table
from results.gaps import GapResult
from results.grids import AnswerShare
from results.protection import Hidden
from results.publication import refusal_to_show
from results.questionnaire_report import QuestionnaireReport, QuestionResult
from results.reports import questionnaire_report_of, wards_of

PLACES = (Item.Kind.POSTCODE, Item.Kind.PLACE)
Value = float | Hidden | None  # None where the question was not asked


@dataclass(frozen=True)
class Wave:
    """One time that it was asked, and what was published of it."""

    page: QuestionnairePage
    items: dict[str, Item]
    report: QuestionnaireReport
    modes: frozenset[str]  # how its answers came; empty where all came online
    boundaries: str


@dataclass(frozen=True)
class Line:
    """One answer, or the average, in every wave; the change is that since the wave before."""

    label: str
    values: tuple[Value, ...]
    bases: tuple[int | Hidden | None, ...]
    change: float | None = None
    interval: Interval | None = None
    is_average: bool = False
    is_gone: bool = False  # no answer to choose any more in the newest wave that asked
    intervals: tuple[Interval | None, ...] = ()  # of each value; of gaps alone


@dataclass(frozen=True)
class Trend:
    """One question, or row of a grid; `breaks` says, by wave, why it stands apart from the last."""

    code: str
    kind: str
    wording: str
    lines: tuple[Line, ...]
    breaks: tuple[tuple[str, ...], ...]
    is_gone: bool = False  # the newest wave does not ask it

    @property
    def is_broken(self) -> bool:
        """Say whether the newest wave cannot be set beside the one before it."""
        return bool(self.breaks[-1])


def waves_of(poll, user, threshold: int) -> list[Wave]:
    """Return the waves up to a questionnaire whose results this person may see, the oldest first.

    There is none to show where there is only one.
    """
    pages = [page.specific for page in waves_up_to(poll)]
    seen = set(
        QuestionnairePage.objects.visible_to(user)
        .filter(pk__in=[page.pk for page in pages])
        .values_list("pk", flat=True)
    )
    shown = [
        page
        for page in pages
        if page.pk in seen
        and len(page.waves) == 1
        and not refusal_to_show(page, consultation_of(page), user)
    ]
    return [_wave(page, threshold) for page in shown] if len(shown) > 1 else []


def _wave(page: QuestionnairePage, threshold: int) -> Wave:
    report = questionnaire_report_of(page, threshold=threshold)
    return Wave(
        page=page,
        items={item.code: item for item in page.items.prefetch_related("options", "rows")},
        report=report,
        modes=frozenset(
            way.label for ways in report.ways if ways.code == "mode" for way in ways.answers
        ),
        boundaries=version_of(wards_of(page)),
    )


def trends_in(waves: Sequence[Wave]) -> Iterator[Trend]:
    """Follow every question that was asked more than once, those of the newest wave first."""
    by_code = [{one.code: one for one in wave.report.questions} for wave in waves]
    for code in dict.fromkeys(code for codes in reversed(by_code) for code in codes):
        results = [codes.get(code) for codes in by_code]
        if sum(result is not None for result in results) < 2:
            continue
        yield from _trends_of(results, _breaks(code, waves, results), waves)


def _trends_of(results, breaks, waves) -> Iterator[Trend]:
    """Follow a question as it was asked last, or each of its rows, those that went last."""
    newest = _last(results)
    for name, lines_of in (("rows", _shares), ("gaps", _gaps)):
        if not getattr(newest, name):
            continue
        in_waves = [
            {row.code: row for row in getattr(result, name)} if result else {} for result in results
        ]
        for code in dict.fromkeys(code for rows in reversed(in_waves) for code in rows):
            of_row = [rows.get(code) for rows in in_waves]
            wording = f"{newest.wording} – {_last(of_row).label}"
            lines = tuple(lines_of(of_row, breaks, waves))
            about = (f"{newest.code}_{code}", newest.kind, wording)
            yield Trend(*about, lines, breaks, is_gone=of_row[-1] is None)
        return
    lines = (*_shares(results, breaks, waves, newest.kind), *_averages(results, breaks, waves))
    about = (newest.code, newest.kind, newest.wording)
    yield Trend(*about, lines, breaks, is_gone=results[-1] is None)


def _last(results: Sequence[Any]) -> Any:
    """Return what stands in the newest wave that has it."""
    return next(result for result in reversed(results) if result)


def _breaks(code: str, waves, results) -> tuple[tuple[str, ...], ...]:
    """Say for each wave why a question cannot be set beside the last time that it was asked."""
    found: list[tuple[str, ...]] = []
    last: Wave | None = None
    for wave, result in zip(waves, results, strict=True):
        found.append(tuple(_between(code, last, wave)) if last and result else ())
        last = wave if result else last
    return tuple(found)


def _between(code: str, before: Wave, after: Wave) -> Iterator[str]:
    if code in before.items and code in after.items:
        yield from breaks_between(before.items[code], after.items[code])
        if after.items[code].is_place and before.boundaries != after.boundaries:
            yield _("ward boundaries changed")
    if before.modes != after.modes:
        yield _("people answered in other ways, such as on paper")
    if before.report.recruited != after.report.recruited:
        yield _("people came to be asked in another way")


def _shares(results, breaks, waves, kind: str = "") -> Iterator[Line]:
    """Give a line for each answer that any wave had, those first that can be chosen last.

    A choice that was removed takes no vote with it: it stays, marked. Months and wards are no
    choices; where one is missing, few or none said it.
    """
    asked_last = [one.label for one in _last(results).answers]
    all_asked = (one.label for result in reversed(results) if result for one in result.answers)
    for label in dict.fromkeys((*asked_last, *all_asked)):
        found = [_answer(result, label) for result in results]
        values = tuple(one.share if one else None for one in found)
        bases = tuple(result.n if result else None for result in results)
        change, interval = _change_of_share(values, bases, breaks, waves)
        is_gone = label not in asked_last and kind not in (*PLACES, Item.Kind.DATE)
        yield Line(label, values, bases, change, interval, is_gone=is_gone)


def _answer(result, label: str) -> AnswerShare | None:
    return next((one for one in result.answers if one.label == label), None) if result else None


def _change_of_share(values, bases, breaks, waves) -> tuple[float | None, Interval | None]:
    figures = (*values[-2:], *bases[-2:])
    if breaks[-1] or any(not isinstance(figure, (int, float)) for figure in figures):
        return None, None
    before, after = values[-2:]
    interval = newcombe(after, bases[-1], before, bases[-2]) if _are_drawn(waves) else None
    return after - before, interval


def _averages(results: Sequence[QuestionResult | None], breaks, waves) -> Iterator[Line]:
    samples: list[Sample | None] = [result.average if result else None for result in results]
    if samples[-1] is None:
        return
    values: tuple[Value, ...] = tuple(
        sample.mean if sample else (SUPPRESSED if result else None)
        for sample, result in zip(samples, results, strict=True)
    )
    bases = tuple(sample.n if sample else None for sample in samples)
    change, interval = None, None
    if samples[-2] and not breaks[-1]:
        compared = compare_samples(samples[-1], samples[-2])
        change = compared.difference
        interval = compared.interval if _are_drawn(waves) else None
    yield Line(_("On average"), values, bases, change, interval, is_average=True)


def _gaps(gaps: Sequence[GapResult | None], breaks, waves) -> Iterator[Line]:
    """Give what was expected, what was experienced, and the gap with its interval in each wave."""
    bases = tuple(gap.n if gap else None for gap in gaps)
    for label, name in ((_("Expected"), "expected"), (_("Experienced"), "found")):
        values = tuple(getattr(gap, name) if gap else None for gap in gaps)
        yield Line(label, values, bases, is_average=True)
    change, interval = None, None
    before, after = (gap.spread if gap else None for gap in gaps[-2:])
    if before and after and not breaks[-1]:
        compared = compare_samples(after, before)
        change = compared.difference
        interval = compared.interval if _are_drawn(waves) else None
    yield Line(
        _("Gap: experienced less expected"),
        tuple(gap.gap if gap else None for gap in gaps),
        bases,
        change,
        interval,
        is_average=True,
        intervals=tuple(gap.interval if gap else None for gap in gaps),
    )


def _are_drawn(waves: Sequence[Wave]) -> bool:
    return all(wave.report.recruited == Recruited.DRAWN for wave in waves[-2:])


COLUMNS = (
    Column("wave", "Number of the wave, the first is 1", "number"),
    Column("title", "Title of the questionnaire", "text"),
    Column("closed_on", "Day on which it closed", "text"),
    Column("item", "Code of the question, and of the row of a grid", "text"),
    Column("wording", "The question as it was asked last", "text"),
    Column("answer", "The answer, or “On average”", "text"),
    Column("value", "Per cent of the base, or the average; c: kept back", "number"),
    Column(
        "value_low", "Lower end of the 95% interval of a gap, where all had been drawn", "number"
    ),
    Column("value_high", "Upper end of its 95% interval", "number"),
    Column("base", "People who responded to the question", "number"),
    Column("break_before", "Why it cannot be set beside the wave before", "text"),
    Column("change", "Since the wave before, in points or on the scale; newest wave", "number"),
    Column("change_low", "Lower end of its 95% interval, where all had been drawn", "number"),
    Column("change_high", "Upper end of its 95% interval", "number"),
    Column("gone", "1: the newest wave does not have this question, row or answer", "number"),
)


def waves_table(waves: Sequence[Wave]) -> Table:
    """Lay out a row for each answer in each wave in which it was asked."""
    rows = []
    for trend in trends_in(waves):
        for line in trend.lines:
            for at, wave in enumerate(waves):
                if line.values[at] is None:
                    continue
                times = 1 if line.is_average else 100
                closed = wave.page.closes_at
                ends = (line.interval.low, line.interval.high) if line.interval else (None, None)
                changes = (line.change, *ends) if at == len(waves) - 1 else (None,) * 3
                rows.append(
                    (
                        at + 1,
                        wave.page.title,
                        closed.date().isoformat() if closed else "",
                        trend.code,
                        trend.wording,
                        line.label,
                        _rounded(line.values[at], times),
                        *(_rounded(end, times) for end in _ends(line, at)),
                        line.bases[at],
                        "; ".join(trend.breaks[at]),
                        *(_rounded(one, times) for one in changes),
                        int(trend.is_gone or line.is_gone),
                    )
                )
    return Table(COLUMNS, tuple(rows))


def _ends(line: Line, at: int) -> tuple[float | None, float | None]:
    interval = line.intervals[at] if line.intervals else None
    return (interval.low, interval.high) if interval else (None, None)


def _rounded(value: Value, times: int) -> Value:
    if value is None or isinstance(value, str):
        return value
    return round_half_away(value * times, 2 if times == 1 else 1)
