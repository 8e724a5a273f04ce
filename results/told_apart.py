"""Figures of some people beside those of everybody, so that the difference tells of no others.

Three reports stand behind each: of everybody, of some, and of the others, which is never shown.
Whoever sees the first two has the third by subtraction. So a figure is kept back where any of the
three would keep it, and counts are audited across both views. Averages and points of the others
follow from the two and the bases, so they too need all three; of medians and quartiles of the
others nothing follows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from analysis.audit import possible_ranges
from analysis.disclosure import SUPPRESSED, Sensitivity, suppress_list
from polls.models import Item
from results.answers import UNSURE as DONT_KNOW
from results.counts import Counts
from results.gaps import GapResult
from results.grids import AnswerShare, RowResult, share_of
from results.other_answers import OTHER_DATES, UNSURE, Measure, name_of_time
from results.protection import Hidden
from results.questionnaire_report import QuestionResult

Three = tuple[QuestionResult, QuestionResult, QuestionResult]  # of everybody, some, and the others
ThreeCounts = tuple[Counts, Counts, Counts]


def apart(whole: QuestionResult, chosen: QuestionResult, others: QuestionResult, threshold: int):
    """Return one question of those chosen as it may stand beside the whole."""
    about: dict[str, Any] = {"average": None, "asked_of": whole.asked_of}
    if whole.rows or whole.gaps:
        n: int | Hidden = SUPPRESSED if SUPPRESSED in (whole.n, chosen.n, others.n) else chosen.n
        return replace(
            chosen,
            n=n,
            rows=tuple(
                _row_apart(three, n, threshold)
                for three in zip(whole.rows, chosen.rows, others.rows, strict=True)
            ),
            gaps=tuple(
                _gap_apart(three, n)
                for three in zip(whole.gaps, chosen.gaps, others.gaps, strict=True)
            ),
            **about,
        )
    n, answers = _answers_apart(
        (whole, chosen, others), threshold, is_multiple=whole.kind == Item.Kind.MULTIPLE
    )
    measures = _measures_apart((whole, chosen, others), answers, n)
    return replace(chosen, n=n, answers=answers, measures=measures, **about)


def _answers_apart(
    three: Sequence[Any], threshold: int, *, is_multiple: bool = False
) -> tuple[int | Hidden, tuple[AnswerShare, ...]]:
    """Return the base and the answers of a question, or of a row of a grid."""
    whole, chosen, others = three
    kept_back = {
        one.label: SUPPRESSED in (one.count, mine.count, theirs.count)
        for one, mine, theirs in zip(whole.answers, chosen.answers, others.answers, strict=True)
    }
    told: Mapping[str, int | Hidden] = {
        one.label: SUPPRESSED if kept_back[one.label] else one.count for one in chosen.answers
    }
    hides_all = SUPPRESSED in (whole.n, chosen.n, others.n) or not is_safe(
        whole, told, chosen.n, threshold, is_multiple=is_multiple
    )
    n: int | Hidden = SUPPRESSED if hides_all else chosen.n
    answers = tuple(
        AnswerShare(label, SUPPRESSED if hides_all else count, share_of(count, n))
        for label, count in told.items()
    )
    return n, answers


def _measures_apart(
    three: Three, answers: Sequence[AnswerShare], n: int | Hidden
) -> tuple[Measure, ...]:
    """Give a median, an average or the points of an answer where all three reports would."""
    hidden = {one.label for one in answers if one.count == SUPPRESSED}
    by_label = [{one.label: one.value for one in part.measures} for part in three]
    found = []
    for mine in three[1].measures:
        values = [part.get(mine.label, SUPPRESSED) for part in by_label]
        hides = n == SUPPRESSED or SUPPRESSED in values or mine.label in hidden
        found.append(Measure(mine.label, SUPPRESSED) if hides else mine)
    if three[0].kind == Item.Kind.NUMBER and hidden:
        # How many gave a number is kept back, and an average says it beside the others'.
        return tuple(Measure(one.label, SUPPRESSED) for one in found)
    return tuple(found)


def _row_apart(
    three: tuple[RowResult, RowResult, RowResult], n: int | Hidden, threshold: int
) -> RowResult:
    """Return a row of a grid: a question with a base of its own."""
    base, answers = _answers_apart(three, threshold)
    if n == SUPPRESSED:
        base = SUPPRESSED
        answers = tuple(AnswerShare(one.label, SUPPRESSED, SUPPRESSED) for one in answers)
    return RowResult(three[1].code, three[1].label, base, answers)


def _gap_apart(three: tuple[GapResult, GapResult, GapResult], n: int | Hidden) -> GapResult:
    """Return a row of expectation and experience whole, or nothing of it."""
    mine = three[1]
    if n == SUPPRESSED or any(one.hides for one in three):
        return _gap_hidden(mine)
    return replace(mine, interval=None, spread=None)


def _gap_hidden(row: GapResult) -> GapResult:
    return GapResult(
        row.code, row.label, SUPPRESSED, SUPPRESSED, SUPPRESSED, SUPPRESSED, SUPPRESSED
    )


# ---- dates ---------------------------------------------------------------------------------------


def dates_apart(item: Item, three: Three, counts: ThreeCounts, threshold: int) -> QuestionResult:
    """Return dates by the same months, or years, as of everybody.

    Each report folds the dates of few by itself. Here a date is named where many of those chosen
    and many of the others gave it; all else is one line, which is of many on both sides as well.
    """
    whole, chosen, others = three
    if SUPPRESSED in (whole.n, chosen.n, others.n):
        return _nothing_of(whole, chosen)
    name = name_of_time(counts[0].days(item))
    by_time = [_by_name(one.days(item), name) for one in counts]
    published = {one.label: one.count for one in whole.answers}
    named = {
        label
        for label, count in published.items()
        if count != SUPPRESSED
        and label not in (OTHER_DATES, UNSURE)
        and min(by_time[1][label], by_time[2][label]) >= threshold
    }
    while named and any(0 < _rest(part, named) < threshold for part in by_time[1:]):
        named.remove(min(named, key=lambda label: (by_time[1][label], label)))
    in_order = [label for label in published if label in named]
    folded = [n for label, n in published.items() if label not in named and label != UNSURE]
    of_all: dict[str, int | Hidden] = {label: published[label] for label in in_order}
    if folded:
        of_all[OTHER_DATES] = SUPPRESSED if SUPPRESSED in folded else sum(map(int, folded))
    if item.has_dont_know:
        of_all[UNSURE] = published[UNSURE]
    parts = [
        _published(item, part, in_order, one, threshold, has_rest=bool(folded))
        for part, one in zip(by_time[1:], counts[1:], strict=True)
    ]
    return apart(
        replace(whole, answers=_as_answers(of_all, whole.n)),
        replace(chosen, answers=_as_answers(parts[0], chosen.n)),
        replace(others, answers=_as_answers(parts[1], others.n)),
        threshold,
    )


def _nothing_of(whole: QuestionResult, chosen: QuestionResult) -> QuestionResult:
    answers = tuple(AnswerShare(one.label, SUPPRESSED, SUPPRESSED) for one in whole.answers)
    return replace(
        chosen, n=SUPPRESSED, answers=answers, measures=(), average=None, asked_of=whole.asked_of
    )


def _by_name(days, name) -> Counter[str]:
    return Counter(name(day) for day in days.elements())


def _rest(by_time: Counter[str], named: set[str]) -> int:
    return by_time.total() - sum(by_time[label] for label in named)


def _published(
    item: Item,
    by_time: Counter[str],
    named: Sequence[str],
    counts: Counts,
    threshold: int,
    *,
    has_rest: bool,
) -> dict[str, int | Hidden]:
    """Publish the dates of one part under the names that both share."""
    given = {label: by_time[label] for label in named}
    if has_rest:
        given[OTHER_DATES] = _rest(by_time, set(named))
    if item.has_dont_know:
        given[UNSURE] = counts.missing(item, DONT_KNOW)
    published = suppress_list(
        given, threshold, sensitivity=Sensitivity(item.sensitivity), are_answers=True
    )
    hides_all = published.total == SUPPRESSED
    return {label: SUPPRESSED if hides_all else n for label, n in published.counts.items()}


def _as_answers(counts: Mapping[str, int | Hidden], n: int | Hidden) -> tuple[AnswerShare, ...]:
    return tuple(AnswerShare(label, count, share_of(count, n)) for label, count in counts.items())


# ---- the audit -----------------------------------------------------------------------------------


def is_safe(
    whole: QuestionResult | RowResult,
    told: Mapping[str, int | Hidden],
    n: int | Hidden,
    threshold: int,
    *,
    is_multiple: bool = False,
) -> bool:
    """Say whether no sum across both views tells a hidden figure to within the threshold."""
    if isinstance(whole.n, str) or isinstance(n, str):
        return False
    everybody = [_figure(one.count) for one in whole.answers]
    some = [_figure(count) for count in told.values()]
    if is_multiple:  # each answer is a question of its own: chosen or not
        return all(
            is_uncertain([mine, n - mine], [all_of, whole.n - all_of], (n, whole.n), threshold)
            for mine, all_of in zip(some, everybody, strict=True)
        )
    return is_uncertain(some, everybody, (n, whole.n), threshold)


def is_uncertain(
    some: Sequence[float], everybody: Sequence[float], bases: tuple[int, int], threshold: int
) -> bool:
    """Say whether all hidden figures, of some and of the others, are uncertain by the threshold."""
    base, of_all = bases
    figures = np.array(
        [
            [*some, base],
            [*([np.nan] * len(some)), of_all - base],
            [*everybody, of_all],
        ]
    )
    hidden = [column for column, figure in enumerate(some) if np.isnan(figure)]
    cells = [(row, column) for row in (0, 1) for column in hidden]
    ranges = possible_ranges(figures, cells, np.zeros(figures.shape))
    return all(high - low >= threshold for low, high in ranges.values())


def _figure(count: int | Hidden) -> float:
    return np.nan if isinstance(count, str) else float(count)
