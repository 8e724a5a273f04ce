"""The public table of a plain questionnaire: counts and per cent of those who responded."""

from __future__ import annotations

from analysis.rounding import round_half_away
from results.exports.tables import Column, Table
from results.questionnaire_report import QuestionnaireReport


def questionnaire_table(report: QuestionnaireReport) -> Table:
    """Lay out one row for each answer to each question."""
    return Table(
        columns=(
            Column("item", "Code of the question", "text", measure="nominal"),
            Column("wording", "The question as it was asked", "text", measure="nominal"),
            Column("answer", "The answer", "text", measure="nominal"),
            Column("people", "People who gave this answer", "number", measure="scale"),
            Column("percent", "Per cent of those who responded", "number", measure="scale"),
            Column("base", "People who responded to the question", "number", measure="scale"),
        ),
        rows=tuple(
            (
                question.code,
                question.wording,
                answer.label,
                answer.count,
                answer.share
                if isinstance(answer.share, str)
                else round_half_away(answer.share * 100, 1),
                question.n,
            )
            for question in report.questions
            for answer in question.answers
        ),
        notes=(
            "Percentages are of the people who responded. No margin of error belongs to them.",
            "Where several answers could be chosen they may add up to more than 100.",
            "c: kept back to protect people, because few answered or because it could be worked "
            "out from the rest.",
        ),
    )
