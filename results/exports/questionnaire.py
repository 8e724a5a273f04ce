"""The public table of a plain questionnaire: counts and per cent of those who responded."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.rounding import round_half_away
from results.exports.tables import Cell, Column, Table
from results.grids import RowResult
from results.own_words import Beside, WordsResult
from results.questionnaire_report import QuestionnaireReport, QuestionResult

WITHOUT = "without the same words"


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
            Column(
                "value",
                "A figure that is no count: a quartile, median, mean or gap; points of an order",
                "number",
                measure="scale",
                derived="quartiles by linear interpolation; an order of N places gives N points "
                "for the first, 1 for the last and 0 for none, on average of those who gave places",
            ),
        ),
        rows=(
            *(row for question in report.questions for row in _rows_of(question)),
            *(row for words in report.words for row in _rows_of_words(words)),
            *(row for question in report.without for row in _rows_without(question)),
        ),
        notes=(
            "“Theme” rows count responses that raise a theme, never mentions. Respondents could "
            "raise more than one theme.",
            "“Without the same words” rows leave out answers that differ from so many others in "
            "nothing but case, spaces and punctuation. They count in all other rows.",
            "Percentages are of the people who responded. No margin of error belongs to them.",
            "Of an order, people and percent are of those who put the answer first.",
            "Least and greatest numbers are not given: each is one person's.",
            "Dates that few people gave are one row, other dates.",
            "Where several answers could be chosen they may add up to more than 100.",
            "Each row of a grid is a question of its own: its code follows that of the grid.",
            "c: kept back to protect people, because few answered or because it could be worked "
            "out from the rest.",
        ),
    )


def _rows_of_answers(
    about: tuple[str, str], counted: QuestionResult | RowResult
) -> Iterator[tuple[Cell, ...]]:
    for answer in counted.answers:
        percent = answer.share
        if not isinstance(percent, str):
            percent = round_half_away(percent * 100, 1)
        yield (*about, answer.label, answer.count, percent, counted.n, None)


def _rows_of(question: QuestionResult) -> Iterator[tuple[Cell, ...]]:
    """Give a row for each answer, and one for each figure that is no count."""
    about = (question.code, question.wording)
    yield from _rows_of_answers(about, question)
    for row in question.rows:
        of_row = (f"{question.code}_{row.code}", f"{question.wording} – {row.label}")
        yield from _rows_of_answers(of_row, row)
    for gap in question.gaps:
        of_row = (f"{question.code}_{gap.code}", f"{question.wording} – {gap.label}")
        yield (*of_row, "unsure", gap.unsure, None, None, None)
        for label, figure in (
            ("expected, on average", gap.expected),
            ("experienced, on average", gap.found),
            ("gap: experienced less expected", gap.gap),
            *(
                [
                    ("gap, lower end of the 95% interval", gap.interval.low),
                    ("gap, upper end of the 95% interval", gap.interval.high),
                ]
                if gap.interval
                else []
            ),
        ):
            value = figure if isinstance(figure, str) else round_half_away(figure, 2)
            yield (*of_row, label, None, None, gap.n, value)
    for measure in question.measures:
        value = measure.value
        if not isinstance(value, str):
            value = round_half_away(value, 2)
        yield (*about, measure.label, None, None, question.n, value)


def _rows_of_words(words: WordsResult) -> Iterator[tuple[Cell, ...]]:
    """Give rows for what was written to one question: how many wrote, and each theme."""
    about = (words.code, words.wording)
    if words.has_groups:
        for size in words.groups:
            yield (*about, "answers in the same words, one group", size, None, words.n, None)
        yield (*about, f"written, {WITHOUT}", words.without, None, words.n, None)
    for theme in words.themes:
        percent = theme.share
        if not isinstance(percent, str):
            percent = round_half_away(percent * 100, 1)
        label = f"theme: {theme.label}"
        yield (*about, label, theme.count, percent, words.n, None)
        if words.has_groups:
            yield (*about, f"{label}, {WITHOUT}", theme.without, None, words.without, None)


def _rows_without(question: Beside) -> Iterator[tuple[Cell, ...]]:
    """Give a row for each answer, of those who wrote nothing in the words of a group."""
    for label, _count, count, _share, share in question.answers:
        percent = share if isinstance(share, str) else round_half_away(share * 100, 1)
        about = (question.code, question.wording, f"{label}, {WITHOUT}")
        yield (*about, count, percent, question.n_without, None)
