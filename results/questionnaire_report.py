"""A plain questionnaire: shares of the people who responded, never an interval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from django.db.models import Q
from django.utils.translation import gettext as _

from analysis.arms import Sample
from analysis.choices import suppress_choices
from analysis.disclosure import SUPPRESSED, Figure, Sensitivity, is_small, suppress_list
from polls.branching import parse_rule, rule_in_words
from polls.models import Item
from polls.models.responses import Format, Mode
from polls.standards import LGA
from results.answers import NOT_ASKED, UNSURE, Recruited
from results.beside_answers import Written, read_written
from results.counts import Counts, count_answers, who_counts
from results.derived import disabled_counted, holds_disability
from results.gaps import GapResult, gaps_counted, gaps_hidden
from results.grids import AnswerShare, RowResult, rows_counted, rows_hidden, share_of
from results.organisations import Organisations, organisations_counted
from results.other_answers import COUNTED, NUMBER_GIVEN, OTHER_DATES, OTHER_WARDS, Measure
from results.own_words import WordsResult, find_alike, words_counted
from results.protection import Hidden, says_what_each_said
from results.without_campaigns import Beside, beside_without


@dataclass(frozen=True)
class QuestionResult:
    """One question with its answers; `n` is the base of every share."""

    code: str
    kind: str
    wording: str
    n: int | Hidden
    answers: tuple[AnswerShare, ...]
    asked_of: str = ""  # in words; empty where everybody was asked
    measures: tuple[Measure, ...] = ()
    most: int = 0  # answers that could be chosen or ranked; 0 where nothing limits them
    rows: tuple[RowResult, ...] = ()  # of a grid, whose `n` is those who were asked
    gaps: tuple[GapResult, ...] = ()  # of expectation and experience, likewise
    is_lga: bool = False  # in the words of the Local Government Association
    average: Sample | None = None  # of a scale or of numbers, where its parts may be seen
    ends: tuple[str, str] = ("", "")  # what 0 and 10 mean, of expectation and experience

    @property
    def is_multiple(self) -> bool:
        return self.kind == Item.Kind.MULTIPLE

    @property
    def hides(self) -> bool:
        figures = [*(one.count for one in self.answers), *(one.value for one in self.measures)]
        return SUPPRESSED in figures or any(
            [*(row.hides for row in self.rows), *(gap.hides for gap in self.gaps)]
        )


@dataclass(frozen=True)
class QuestionnaireReport:
    """What the people who responded said."""

    poll: int
    title: str
    n: int | Hidden
    threshold: int
    questions: tuple[QuestionResult, ...]
    recruited: Recruited = Recruited.SELF_SELECTED
    added_by_hand: str = ""  # "left out", "counted", or nobody was
    late_answers: str = ""  # likewise
    # How answers came, where not all came online; in which version, where not all are standard.
    ways: tuple[QuestionResult, ...] = ()
    organisations: Organisations | None = None  # counted apart, where it was asked
    words: tuple[WordsResult, ...] = ()
    # How many are in no group of answers in the same words, and what these say; nothing where
    # there is no group.
    n_without: int | Hidden | None = None
    without: tuple[Beside, ...] = ()


def build_questionnaire_report(*, poll, counts: Counts, threshold: int) -> QuestionnaireReport:
    """Publish what was counted of a questionnaire that is answered once; organisations apart."""
    n = counts.n
    questions: dict[str, QuestionResult] = {}
    follows = holds_disability(counts.items)
    for item in counts.items:
        if item.has_figures and not (follows and item.has_prefer_not):
            questions[item.code] = _question(item, counts, threshold, questions)
    if follows and n:
        questions["disabled"] = _disabled(counts, threshold)
    return QuestionnaireReport(
        poll=poll.pk,
        title=poll.title,
        n=SUPPRESSED if is_small(n, threshold) else n,
        threshold=threshold,
        questions=tuple(questions.values()),
        recruited=counts.recruited,
        added_by_hand=counts.added_by_hand,
        late_answers=counts.late_answers,
        ways=tuple(_ways(counts, threshold)),
        organisations=organisations_counted(poll) if poll.asks_respondent_type else None,
    )


def report_on(poll, threshold: int) -> QuestionnaireReport:
    """Count a questionnaire that is answered once, and what was written in answer to it."""
    counts = count_answers(poll)
    report = build_questionnaire_report(poll=poll, counts=counts, threshold=threshold)
    written = read_written(poll, who_counts(poll))
    return with_own_words(report, poll=poll, written=written, threshold=threshold)


def with_own_words(
    report: QuestionnaireReport, *, poll, written: Written, threshold: int
) -> QuestionnaireReport:
    """Add what was written, and figures without answers in the same words where there are many."""
    alike = find_alike(written)
    report = replace(report, words=words_counted(written, threshold, alike))
    if not alike.rows:
        return report
    are_alike = Q(key__in=[written.keys[row] for row in sorted(alike.rows)])
    outside, inside = (
        build_questionnaire_report(
            poll=poll, counts=count_answers(poll, among), threshold=threshold
        )
        for among in (~are_alike, are_alike)
    )
    n_without, without = beside_without(report, outside, inside)
    return replace(report, n_without=n_without, without=without)


def _question(
    item: Item, counts: Counts, threshold: int, earlier: Mapping[str, QuestionResult]
) -> QuestionResult:
    asked_of = rule_in_words(item, counts.items)
    if _tells_of_others(item, counts, threshold, earlier):
        if item.has_rows:
            return _by_row(item, SUPPRESSED, asked_of, rows_hidden, gaps_hidden)
        hidden = tuple(AnswerShare(label, SUPPRESSED, SUPPRESSED) for label in _labels(item))
        return QuestionResult(item.code, item.kind, item.wording, SUPPRESSED, hidden, asked_of)
    if item.has_rows:
        asked = counts.asked(item)
        return _by_row(
            item,
            SUPPRESSED if is_small(asked, threshold) else asked,
            asked_of,
            lambda item: rows_counted(item, counts, threshold),
            lambda item: gaps_counted(item, counts, threshold),
        )
    measures: tuple[Measure, ...] = ()
    if item.kind == Item.Kind.MULTIPLE:
        n, answers = _multiple(item, counts, threshold)
    elif count := COUNTED.get(Item.Kind(item.kind)):
        counted = count(item, counts, threshold)
        n, answers, measures = counted.n, _shares(counted.counts, counted.n), counted.measures
    else:
        n, answers = _one_of(item, counts, threshold)
    most = item.how_many(len(item.options.all())).most if limits_answers(item) else 0
    about = (item.code, item.kind, item.wording)
    is_lga = item.kind == Item.Kind.STANDARD and item.standard in LGA
    result = QuestionResult(*about, n, answers, asked_of, measures, most, is_lga=is_lga)
    return result if result.hides else replace(result, average=_average(item, counts, threshold))


def _average(item: Item, counts: Counts, threshold: int) -> Sample | None:
    """Give mean and spread of a scale, or of numbers, unless they tell what each person said."""
    if item.kind == Item.Kind.SCALE:
        values = [float(number) for number in counts.numbers(item).elements()]
    elif item.kind == Item.Kind.NUMBER:
        values = [float(amount) for amount in counts.amounts.get(item.pk, Counter()).elements()]
    else:
        return None
    if len(values) < threshold or says_what_each_said(item.sensitivity, values):
        return None
    return Sample.of(values)


def _disabled(counts: Counts, threshold: int) -> QuestionResult:
    title, n, shown = disabled_counted(counts, threshold)
    return QuestionResult("disabled", Item.Kind.STANDARD, title, n, _shares(shown, n))


def _ways(counts: Counts, threshold: int) -> Iterator[QuestionResult]:
    """Say how answers came and in which version; nothing where all came in the usual way."""
    for code, words, kinds, people in (
        ("mode", _("How the answers came"), Mode, counts.modes),
        ("format", _("In which version people read the questions"), Format, counts.formats),
    ):
        usual = next(iter(kinds))
        if not set(people) - {usual}:
            continue
        came = {str(one.label): people[one] for one in kinds if one in people}
        published = suppress_list(came, threshold)
        total = cast(Figure, published.total)
        shares = _shares(published.counts, total)
        yield QuestionResult(code, Item.Kind.SINGLE, words, total, shares)


def _by_row(item: Item, n: int | Hidden, asked_of: str, rows_of, gaps_of) -> QuestionResult:
    about = (item.code, item.kind, item.wording, n, (), asked_of)
    if item.kind == Item.Kind.GAP:
        ends = (item.low_label, item.high_label)
        return QuestionResult(*about, gaps=gaps_of(item), ends=ends)
    return QuestionResult(*about, rows=rows_of(item))


def limits_answers(item: Item) -> bool:
    """Say whether there is a most of answers that a person can give."""
    is_several = item.kind == Item.Kind.MULTIPLE and item.most is not None
    return is_several or item.kind == Item.Kind.RANKING


def _shares(counts: Mapping[str, Figure], n: Figure) -> tuple[AnswerShare, ...]:
    return tuple(AnswerShare(label, count, share_of(count, n)) for label, count in counts.items())


def _tells_of_others(
    item: Item, counts: Counts, threshold: int, earlier: Mapping[str, QuestionResult]
) -> bool:
    """Say whether the base of a question would give away what an earlier question keeps back.

    How many were asked is how many answered the earlier ones so; how many were not, the others.
    """
    if not item.asked_if:
        return False
    was_not_asked = counts.missing(item, NOT_ASKED)
    leads = [earlier[line.code] for line in parse_rule(item.asked_if) if line.code in earlier]
    return is_small(was_not_asked, threshold) or any(
        lead.hides or lead.n == SUPPRESSED for lead in leads
    )


def _labels(item: Item) -> list[str]:
    """Name the answers of a question, as its counts are named."""
    if item.kind == Item.Kind.SCALE:
        labels = ["against", "middle", "for"]
    elif item.kind == Item.Kind.NUMBER:
        labels = [NUMBER_GIVEN]
    elif item.kind == Item.Kind.DATE:
        labels = [OTHER_DATES]
    elif item.is_place:
        labels = [OTHER_WARDS]
    else:
        labels = [option.label for option in item.options.all()]
    is_one_of = item.kind != Item.Kind.MULTIPLE
    return [*labels, "unsure"] if item.has_dont_know and is_one_of else labels


def _one_of(item: Item, counts: Counts, threshold: int):
    """Count answers of which a person gives one; “I do not know” is one of them."""
    if item.kind == Item.Kind.SCALE:
        numbers = counts.numbers(item)
        given = {
            "against": sum(numbers[number] for number in range(5)),
            "middle": numbers[5],
            "for": sum(numbers[number] for number in range(6, 11)),
        }
    else:
        given = _by_label(item, counts)
    if item.has_dont_know:
        given["unsure"] = counts.missing(item, UNSURE)
    published = suppress_list(
        given, threshold, sensitivity=Sensitivity(item.sensitivity), are_answers=True
    )
    total = cast(Figure, published.total)
    return total, _shares(published.counts, total)


def _by_label(item: Item, counts: Counts) -> dict[str, int]:
    """Count how many chose each option; two of the same words are one answer."""
    chosen = counts.options(item)
    given: dict[str, int] = {}
    for option in item.options.all():
        given[option.label] = given.get(option.label, 0) + chosen[option.pk]
    return given


def _multiple(item: Item, counts: Counts, threshold: int):
    """Count each answer of those that may be chosen together, of all who saw the question."""
    n = counts.asked(item)
    shown = suppress_choices(
        _by_label(item, counts),
        n,
        threshold,
        Sensitivity(item.sensitivity),
        is_limited=limits_answers(item),
    )
    return (SUPPRESSED if is_small(n, threshold) else n), _shares(shown, n)
