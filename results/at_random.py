"""What members said who were invited to the panel at random, beside what everybody said.

Whoever sees both sees what the others said as well: the difference. So a figure is kept back that
either of them keeps back, or the others' own report would; and where sums across the two would
still tell a hidden figure to within the threshold, the whole question is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from analysis.disclosure import SUPPRESSED
from analysis.rounding import round_half_away
from polls.models import Item, QuestionnairePage, Wave
from results.counts import count_answers
from results.exports.tables import Cell, Column, Table
from results.gaps import GapResult
from results.grids import RowResult
from results.protection import Hidden
from results.questionnaire_report import QuestionResult, build_questionnaire_report
from results.told_apart import Three, ThreeCounts, apart, dates_apart
from results.without_campaigns import COMPARED, measures_of

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
        left_out=tuple(item.wording for item in has_figures if item.kind not in COMPARED),
        lacks_some=poll.responses.counting().filter(is_at_random=None, has_account=True).exists(),
    )


def _round(poll: QuestionnairePage, wave: str, threshold: int) -> Round:
    in_round = Q(wave=wave)
    everybody, some, rest = (
        count_answers(poll, in_round & among)
        for among in (Q(), AT_RANDOM, Q(is_at_random=None) | Q(is_at_random=False))
    )
    whole, chosen, others = (
        build_questionnaire_report(poll=poll, counts=counts, threshold=threshold)
        for counts in (everybody, some, rest)
    )
    if SUPPRESSED in (whole.n, chosen.n, others.n) or not chosen.n:
        return Round(wave, SUPPRESSED if chosen.n else 0, whole.n, ())
    asked = {item.code: item for item in everybody.items if item.asked_in(wave)}
    of_chosen, of_others = (
        {one.code: one for one in report.questions} for report in (chosen, others)
    )
    return Round(
        wave,
        chosen.n,
        whole.n,
        tuple(
            _told(
                asked[question.code],
                (question, of_chosen[question.code], of_others[question.code]),
                (everybody, some, rest),
                threshold,
            )
            for question in whole.questions
            if question.kind in COMPARED and question.code in asked
        ),
    )


def _told(item: Item, three: Three, counts: ThreeCounts, threshold: int) -> QuestionResult:
    if item.kind == Item.Kind.DATE:
        return dates_apart(item, three, counts, threshold)
    return apart(*three, threshold)


# ---- the file ------------------------------------------------------------------------------------

COLUMNS = (
    Column("members", "Whose answers a row counts: members invited at random", "text"),
    Column("round", "The round of answers; empty where there is one alone", "text"),
    Column("item", "Code of the question", "text"),
    Column("wording", "The question as it was asked", "text"),
    Column("answer", "The answer", "text"),
    Column("people", "How many of them gave this answer; c: kept back", "number"),
    Column("percent", "Per cent of the base; c: kept back", "number"),
    Column("value", "An average, a median or the points of an answer; empty of a count", "number"),
    Column("base", "How many of them responded to the question, or row; c: kept back", "number"),
)


def as_table(said: AtRandom) -> Table:
    """Lay out one row for each answer to each question, and each measure, in each round."""
    rows: list[tuple[Cell, ...]] = []
    for one in said.rounds:
        about = ("invited-at-random", one.wave if one.title else "")
        for question in one.questions:
            rows += [(*about, *row) for row in _rows(question)]
    return Table(COLUMNS, tuple(rows))


def _rows(question: QuestionResult) -> Iterator[tuple[Cell, ...]]:
    """Yield the lines of a question, or of each row of a grid under a code of its own."""
    yield from _lines(question, question.code, question.wording)
    parts: tuple[RowResult | GapResult, ...] = (*question.rows, *question.gaps)
    for row in parts:
        code, wording = f"{question.code}_{row.code}", f"{question.wording} – {row.label}"
        yield from _lines(row, code, wording)


def _lines(result, code: str, wording: str) -> Iterator[tuple[Cell, ...]]:
    for answer in getattr(result, "answers", ()):
        share = answer.share
        percent = share if isinstance(share, str) else round_half_away(share * 100, 1)
        yield (code, wording, answer.label, answer.count, percent, None, result.n)
    for measure in measures_of(result):
        value = measure.value
        shown = value if isinstance(value, str) else round_half_away(value, 2)
        yield (code, wording, str(measure.label), None, None, shown, result.n)
