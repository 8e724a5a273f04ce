"""A plain questionnaire: shares of the people who responded, never an interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from django.utils.translation import gettext as _

from analysis.choices import suppress_choices
from analysis.disclosure import SUPPRESSED, Figure, Sensitivity, is_small, suppress_list
from polls.branching import parse_rule, rule_in_words
from polls.models import Item, Wave
from polls.models.responses import Mode
from polls.standards import LGA
from results.answers import NOT_ASKED, Recruited, Sheet
from results.derived import disabled_counted, holds_disability
from results.gaps import GapResult, gaps_counted, gaps_hidden
from results.grids import AnswerShare, RowResult, rows_counted, rows_hidden, share_of
from results.organisations import Organisations, organisations_counted
from results.other_answers import COUNTED, NUMBER_GIVEN, OTHER_DATES, OTHER_WARDS, Measure
from results.own_words import Beside, WordsResult, beside_without, find_alike, words_counted
from results.protection import Hidden


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
    snapshot: str
    questions: tuple[QuestionResult, ...]
    recruited: Recruited = Recruited.SELF_SELECTED
    added_by_hand: str = ""  # "left out", "counted", or nobody was
    late_answers: str = ""  # likewise
    ways: QuestionResult | None = None  # how answers came, where not all came online
    organisations: Organisations | None = None  # counted apart, where it was asked
    words: tuple[WordsResult, ...] = ()
    # How many are in no group of answers in the same words, and what these say; nothing where
    # there is no group.
    n_without: int | Hidden | None = None
    without: tuple[Beside, ...] = ()


def build_questionnaire_report(
    *, poll, sheet: Sheet, threshold: int, snapshot: str = ""
) -> QuestionnaireReport:
    """Count the answers to a questionnaire that is answered once; organisations apart.

    Figures are given with and without answers in the same words, if there are enough of these.
    """
    organisations = organisations_counted(sheet) if sheet.asks_type else None
    sheet = sheet.of_individuals()
    alike = find_alike(sheet)
    words = words_counted(sheet, threshold, alike)
    report = _counted(poll, sheet, threshold, snapshot)
    report = replace(report, organisations=organisations, words=words)
    if not alike.rows:
        return report
    inside = alike.mask(sheet)
    parts = [_counted(poll, sheet.only(who), threshold, "") for who in (~inside, inside)]
    n_without, without = beside_without(report, *parts)
    return replace(report, n_without=n_without, without=without)


def _counted(poll, sheet: Sheet, threshold: int, snapshot: str) -> QuestionnaireReport:
    """Count the answers of individuals to closed questions."""
    n = int(sheet.answered[Wave.ONLY].sum())
    questions: dict[str, QuestionResult] = {}
    follows = holds_disability(sheet.items)
    for item in sheet.items:
        if item.has_figures and not (follows and item.has_prefer_not):
            questions[item.code] = _question(item, sheet, threshold, questions)
    if follows and n:
        questions["disabled"] = _disabled(sheet, threshold)
    return QuestionnaireReport(
        poll=poll.pk,
        title=poll.title,
        n=SUPPRESSED if is_small(n, threshold) else n,
        threshold=threshold,
        snapshot=snapshot,
        questions=tuple(questions.values()),
        recruited=sheet.recruited,
        added_by_hand=sheet.added_by_hand,
        late_answers=sheet.late_answers,
        ways=_ways(sheet, threshold),
    )


def _question(
    item: Item, sheet: Sheet, threshold: int, earlier: Mapping[str, QuestionResult]
) -> QuestionResult:
    asked_of = rule_in_words(item, sheet.items)
    if _tells_of_others(item, sheet, threshold, earlier):
        if item.has_rows:
            return _by_row(item, SUPPRESSED, asked_of, rows_hidden, gaps_hidden)
        hidden = tuple(AnswerShare(label, SUPPRESSED, SUPPRESSED) for label in _labels(item))
        return QuestionResult(item.code, item.kind, item.wording, SUPPRESSED, hidden, asked_of)
    if item.has_rows:
        asked = _asked(item, sheet)
        return _by_row(
            item,
            SUPPRESSED if is_small(asked, threshold) else asked,
            asked_of,
            lambda item: rows_counted(item, sheet, threshold),
            lambda item: gaps_counted(item, sheet, threshold),
        )
    measures: tuple[Measure, ...] = ()
    if item.kind == Item.Kind.MULTIPLE:
        n, answers = _multiple(item, sheet, threshold)
    elif count := COUNTED.get(Item.Kind(item.kind)):
        counted = count(item, sheet, threshold)
        n, answers, measures = counted.n, _shares(counted.counts, counted.n), counted.measures
    else:
        n, answers = _one_of(item, sheet, threshold)
    most = item.how_many(len(item.options.all())).most if limits_answers(item) else 0
    about = (item.code, item.kind, item.wording)
    is_lga = item.kind == Item.Kind.STANDARD and item.standard in LGA
    return QuestionResult(*about, n, answers, asked_of, measures, most, is_lga=is_lga)


def _disabled(sheet: Sheet, threshold: int) -> QuestionResult:
    title, n, counts = disabled_counted(sheet, threshold)
    return QuestionResult("disabled", Item.Kind.STANDARD, title, n, _shares(counts, n))


def _ways(sheet: Sheet, threshold: int) -> QuestionResult | None:
    """Count how answers came; nothing is said where all came online."""
    if not set(sheet.modes) - {Mode.ONLINE}:
        return None
    counts = {str(mode.label): sheet.modes.count(mode) for mode in Mode if mode in sheet.modes}
    published = suppress_list(counts, threshold)
    total = cast(Figure, published.total)
    shares = _shares(published.counts, total)
    return QuestionResult("mode", Item.Kind.SINGLE, _("How the answers came"), total, shares)


def _by_row(item: Item, n: int | Hidden, asked_of: str, rows_of, gaps_of) -> QuestionResult:
    about = (item.code, item.kind, item.wording, n, (), asked_of)
    if item.kind == Item.Kind.GAP:
        ends = (item.low_label, item.high_label)
        return QuestionResult(*about, gaps=gaps_of(item), ends=ends)
    return QuestionResult(*about, rows=rows_of(item))


def _asked(item: Item, sheet: Sheet) -> int:
    """Count the people who saw a question."""
    was_asked = sheet.numbers[item.pk, Wave.ONLY] != NOT_ASKED
    return int((sheet.answered[Wave.ONLY] & was_asked).sum())


def limits_answers(item: Item) -> bool:
    """Say whether there is a most of answers that a person can give."""
    is_several = item.kind == Item.Kind.MULTIPLE and item.most is not None
    return is_several or item.kind == Item.Kind.RANKING


def _shares(counts: Mapping[str, Figure], n: Figure) -> tuple[AnswerShare, ...]:
    return tuple(AnswerShare(label, count, share_of(count, n)) for label, count in counts.items())


def _tells_of_others(
    item: Item, sheet: Sheet, threshold: int, earlier: Mapping[str, QuestionResult]
) -> bool:
    """Say whether the base of a question would give away what an earlier question keeps back.

    How many were asked is how many answered the earlier ones so; how many were not, the others.
    """
    if not item.asked_if:
        return False
    was_not_asked = int((sheet.numbers[item.pk, Wave.ONLY] == NOT_ASKED).sum())
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


def _one_of(item: Item, sheet: Sheet, threshold: int):
    """Count answers of which a person gives one; “I do not know” is one of them."""
    numbers = sheet.numbers[item.pk, Wave.ONLY]
    if item.kind == Item.Kind.SCALE:
        counts = {
            "against": int(((numbers >= 0) & (numbers < 5)).sum()),
            "middle": int((numbers == 5).sum()),
            "for": int((numbers > 5).sum()),
        }
    else:
        counts = {option.label: 0 for option in item.options.all()}
        labels = {option.pk: option.label for option in item.options.all()}
        for at in range(len(sheet.keys)):
            for option in sheet.choices.get((item.pk, Wave.ONLY, at), ()):
                counts[labels[option]] += 1
    if item.has_dont_know:
        counts["unsure"] = int((numbers == -8).sum())
    published = suppress_list(
        counts, threshold, sensitivity=Sensitivity(item.sensitivity), are_answers=True
    )
    total = cast(Figure, published.total)
    return total, _shares(published.counts, total)


def _multiple(item: Item, sheet: Sheet, threshold: int):
    """Count each answer of those that may be chosen together, of all who saw the question."""
    n = _asked(item, sheet)
    chosen = [
        sheet.choices.get((item.pk, Wave.ONLY, at), frozenset()) for at in range(len(sheet.keys))
    ]
    counts = {
        option.label: sum(option.pk in one for one in chosen) for option in item.options.all()
    }
    shown = suppress_choices(
        counts,
        n,
        threshold,
        Sensitivity(item.sensitivity),
        is_limited=limits_answers(item),
    )
    return (SUPPRESSED if is_small(n, threshold) else n), _shares(shown, n)
