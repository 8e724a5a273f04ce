"""What members said who were invited to the panel at random, beside what everybody said.

Whoever sees both sees what the others said as well: the difference. So a figure is kept back that
either of them keeps back, or the others' own report would; and where sums across the two would
still tell a hidden figure to within the threshold, the whole question is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.db.models import Q

from analysis.audit import possible_ranges
from analysis.disclosure import SUPPRESSED
from analysis.rounding import round_half_away
from polls.models import Item, QuestionnairePage, Wave
from results.counts import count_answers
from results.exports.tables import Cell, Column, Table
from results.grids import AnswerShare, share_of
from results.protection import Hidden
from results.questionnaire_report import (
    QuestionnaireReport,
    QuestionResult,
    build_questionnaire_report,
)
from results.without_campaigns import CHOICES

AT_RANDOM = Q(is_at_random=True)


@dataclass(frozen=True)
class Round:
    """One round in which people answer: of those invited at random, beside everybody's base."""

    wave: str
    n: int | Hidden
    n_everybody: int | Hidden
    questions: tuple[QuestionResult, ...]

    @property
    def title(self) -> str:
        return "" if self.wave == Wave.ONLY else str(Wave(self.wave).label)


@dataclass(frozen=True)
class AtRandom:
    """The rounds of a questionnaire; `left_out` names questions that cannot be told apart."""

    rounds: tuple[Round, ...]
    left_out: tuple[str, ...]
    lacks_some: bool  # answers from before it was kept how a member came


def said_at_random(poll: QuestionnairePage, threshold: int) -> AtRandom:
    """Count what those invited at random said, each round by itself."""
    rounds = tuple(_round(poll, wave, threshold) for wave in poll.waves)
    has_figures = [item for item in poll.items.all() if item.has_figures]
    return AtRandom(
        rounds=rounds,
        left_out=tuple(item.wording for item in has_figures if item.kind not in CHOICES),
        lacks_some=poll.responses.counting().filter(is_at_random=None, has_account=True).exists(),
    )


def _round(poll: QuestionnairePage, wave: str, threshold: int) -> Round:
    in_round = Q(wave=wave)
    whole, chosen, others = (
        build_questionnaire_report(
            poll=poll, counts=count_answers(poll, in_round & among), threshold=threshold
        )
        for among in (Q(), AT_RANDOM, Q(is_at_random=None) | Q(is_at_random=False))
    )
    if SUPPRESSED in (whole.n, chosen.n, others.n) or not chosen.n:
        return Round(wave, SUPPRESSED if chosen.n else 0, whole.n, ())
    asked = {item.code for item in poll.items.all() if item.asked_in(wave)}
    return Round(wave, chosen.n, whole.n, _questions(asked, whole, chosen, others))


def _questions(
    asked: set[str],
    whole: QuestionnaireReport,
    chosen: QuestionnaireReport,
    others: QuestionnaireReport,
) -> tuple[QuestionResult, ...]:
    of_chosen, of_others = (
        {one.code: one for one in report.questions} for report in (chosen, others)
    )
    return tuple(
        apart(question, of_chosen[question.code], of_others[question.code], whole.threshold)
        for question in whole.questions
        if question.kind in CHOICES and question.code in asked
    )


def apart(
    whole: QuestionResult, chosen: QuestionResult, others: QuestionResult, threshold: int
) -> QuestionResult:
    """Return one question of those chosen as it may stand beside the whole."""
    kept_back = {
        one.label: SUPPRESSED in (one.count, mine.count, theirs.count)
        for one, mine, theirs in zip(whole.answers, chosen.answers, others.answers, strict=True)
    }
    told: Mapping[str, int | Hidden] = {
        one.label: SUPPRESSED if kept_back[one.label] else one.count for one in chosen.answers
    }
    hides_all = SUPPRESSED in (whole.n, chosen.n, others.n) or not is_safe(
        whole, told, chosen.n, threshold
    )
    n: int | Hidden = SUPPRESSED if hides_all else chosen.n
    answers = tuple(
        AnswerShare(label, SUPPRESSED if hides_all else count, share_of(count, n))
        for label, count in told.items()
    )
    return replace(chosen, n=n, answers=answers, measures=(), average=None, asked_of=whole.asked_of)


def is_safe(
    whole: QuestionResult, told: Mapping[str, int | Hidden], n: int | Hidden, threshold: int
) -> bool:
    """Say whether no sum across both views tells a hidden figure to within the threshold."""
    if isinstance(whole.n, str) or isinstance(n, str):
        return False
    everybody = [_figure(one.count) for one in whole.answers]
    some = [_figure(count) for count in told.values()]
    if whole.kind == Item.Kind.MULTIPLE:  # each answer is a question of its own: chosen or not
        return all(
            _is_uncertain([mine, n - mine], [all_of, whole.n - all_of], (n, whole.n), threshold)
            for mine, all_of in zip(some, everybody, strict=True)
        )
    return _is_uncertain(some, everybody, (n, whole.n), threshold)


def _is_uncertain(
    some: Sequence[float], everybody: Sequence[float], bases: tuple[int, int], threshold: int
) -> bool:
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


# ---- the file ------------------------------------------------------------------------------------

COLUMNS = (
    Column("members", "Whose answers a row counts: members invited at random", "text"),
    Column("round", "The round of answers; empty where there is one alone", "text"),
    Column("item", "Code of the question", "text"),
    Column("wording", "The question as it was asked", "text"),
    Column("answer", "The answer", "text"),
    Column("people", "How many of them gave this answer; c: kept back", "number"),
    Column("percent", "Per cent of the base; c: kept back", "number"),
    Column("base", "How many of them responded to the question; c: kept back", "number"),
)


def as_table(said: AtRandom) -> Table:
    """Lay out one row for each answer to each question in each round."""
    rows: list[tuple[Cell, ...]] = []
    for one in said.rounds:
        for question in one.questions:
            for answer in question.answers:
                share = answer.share
                rows.append(
                    (
                        *("invited-at-random", one.wave if one.title else ""),
                        *(question.code, question.wording, answer.label, answer.count),
                        share if isinstance(share, str) else round_half_away(share * 100, 1),
                        question.n,
                    )
                )
    return Table(COLUMNS, tuple(rows))
