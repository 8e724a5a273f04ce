"""A plain questionnaire: shares of the people who responded, never an interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from analysis.disclosure import SUPPRESSED, Figure, Sensitivity, is_small, suppress_list
from polls.branching import parse_rule, rule_in_words
from polls.models import Item, Wave
from results.answers import NOT_ASKED, Sheet
from results.protection import Hidden


@dataclass(frozen=True)
class AnswerShare:
    """One answer to one question: how many chose it, and their share of those who answered."""

    label: str
    count: int | Hidden
    share: float | Hidden


@dataclass(frozen=True)
class QuestionResult:
    """One question with its answers; `n` is the base of every share."""

    code: str
    kind: str
    wording: str
    n: int | Hidden
    answers: tuple[AnswerShare, ...]
    asked_of: str = ""  # in words; empty where everybody was asked

    @property
    def is_multiple(self) -> bool:
        return self.kind == Item.Kind.MULTIPLE

    @property
    def hides(self) -> bool:
        return any(answer.count == SUPPRESSED for answer in self.answers)


@dataclass(frozen=True)
class QuestionnaireReport:
    """What the people who responded said."""

    poll: int
    title: str
    n: int | Hidden
    threshold: int
    snapshot: str
    questions: tuple[QuestionResult, ...]


def build_questionnaire_report(
    *, poll, sheet: Sheet, threshold: int, snapshot: str = ""
) -> QuestionnaireReport:
    """Count the answers to a questionnaire that is answered once."""
    n = int(sheet.answered[Wave.ONLY].sum())
    questions: dict[str, QuestionResult] = {}
    for item in sheet.items:
        if item.kind != Item.Kind.TEXT:
            questions[item.code] = _question(item, sheet, threshold, questions)
    return QuestionnaireReport(
        poll=poll.pk,
        title=poll.title,
        n=SUPPRESSED if is_small(n, threshold) else n,
        threshold=threshold,
        snapshot=snapshot,
        questions=tuple(questions.values()),
    )


def _question(
    item: Item, sheet: Sheet, threshold: int, earlier: Mapping[str, QuestionResult]
) -> QuestionResult:
    asked_of = rule_in_words(item, sheet.items)
    if _tells_of_others(item, sheet, threshold, earlier):
        hidden = tuple(AnswerShare(label, SUPPRESSED, SUPPRESSED) for label in _labels(item))
        return QuestionResult(item.code, item.kind, item.wording, SUPPRESSED, hidden, asked_of)
    if item.kind == Item.Kind.MULTIPLE:
        n, answers = _multiple(item, sheet, threshold)
    else:
        n, answers = _one_of(item, sheet, threshold)
    return QuestionResult(item.code, item.kind, item.wording, n, answers, asked_of)


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
    return cast(Figure, published.total), tuple(
        AnswerShare(label, count, _share(count, published.total))
        for label, count in published.counts.items()
    )


def _multiple(item: Item, sheet: Sheet, threshold: int):
    """Count each answer of those that may be chosen together, of all who saw the question."""
    was_asked = sheet.numbers[item.pk, Wave.ONLY] != NOT_ASKED
    n = int((sheet.answered[Wave.ONLY] & was_asked).sum())
    answers = []
    for option in item.options.all():
        count = sum(
            option.pk in sheet.choices.get((item.pk, Wave.ONLY, at), ())
            for at in range(len(sheet.keys))
        )
        # Few who chose it, or few who did not: both are small groups.
        hide = any(
            is_small(part, threshold, Sensitivity(item.sensitivity))
            for part in (n, count, n - count)
        )
        shown: int | Hidden = SUPPRESSED if hide else count
        answers.append(AnswerShare(option.label, shown, _share(shown, n)))
    return (SUPPRESSED if is_small(n, threshold) else n), tuple(answers)


def _share(count: int | Hidden, n: int | Hidden | None) -> float | Hidden:
    if isinstance(count, str) or isinstance(n, str) or not n:
        return SUPPRESSED
    return count / n
