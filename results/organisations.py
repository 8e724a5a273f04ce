"""What organisations said: counted apart from individuals, as so many of so many.

An organisation is no person, and is told so before it answers: its count is shown however small.
Questions on special categories of data, and what was typed, are of people alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from analysis.disclosure import SUPPRESSED
from analysis.rounding import round_half_away
from polls.models.respondents import ORGANISATIONS
from results.answers import read_answers
from results.exact import Said, counted_exactly

if TYPE_CHECKING:
    from results.grids import RowResult
    from results.questionnaire_report import QuestionResult


@dataclass(frozen=True)
class Organisations:
    """All organisations that answered."""

    n: int
    questions: tuple[Said, ...]

    def of(self, code: str) -> Said | None:
        return next((one for one in self.questions if one.code == code), None)


def organisations_counted(poll) -> Organisations:
    """Count the answers of organisations: few, so they are read one by one."""
    sheet = read_answers(poll, Q(respondent_type__in=ORGANISATIONS)).that_count(poll)
    return Organisations(len(sheet.keys), counted_exactly(sheet))


# ---- beside individuals, in words ----------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One answer: what individuals and what organisations said, each of their own number."""

    answer: str
    count: int | str
    base: int | str
    percent: int | str  # in whole numbers
    organisations: int
    of: int


def beside(question: QuestionResult, organisations: Organisations) -> list[tuple[str, list[Line]]]:
    """Pair the answers to a question with those of organisations, by row where it has rows."""
    parts: list[tuple[str, str, QuestionResult | RowResult]] = [
        (f"{question.code}_{row.code}", row.label, row) for row in question.rows
    ] or [(question.code, "", question)]
    found: list[tuple[str, list[Line]]] = []
    for code, label, counted in parts:
        said = organisations.of(code)
        if said is None:
            continue
        by_label = {answer.label: answer for answer in counted.answers}
        lines = []
        for answer, count in said.counts:
            shown = by_label.get(answer)
            share = shown.share if shown else SUPPRESSED
            percent = share if isinstance(share, str) else round(round_half_away(share * 100, 0))
            mine = shown.count if shown else SUPPRESSED
            lines.append(Line(answer, mine, counted.n, percent, count, said.n))
        found.append((label, lines))
    return found
