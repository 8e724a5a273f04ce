"""The public table of a plain questionnaire: counts and per cent of those who responded."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.rounding import round_half_away
from results.exports.tables import Cell, Column, Table
from results.grids import RowResult
from results.organisations import Organisations
from results.own_words import WordsResult
from results.questionnaire_report import QuestionnaireReport, QuestionResult
from results.without_campaigns import Beside

INDIVIDUALS, ORGANISATIONS = "individuals", "organisations"
RESPONDENTS = Column(
    "respondents",
    "Whose answers a row counts",
    "text",
    measure="nominal",
    codes=(
        (INDIVIDUALS, "people who answered for themselves"),
        (ORGANISATIONS, "organisations, each counted once"),
    ),
)
APART = (
    "Organisations are counted apart from individuals: never add the two. Of organisations counts "
    "are given however small.",
    "What organisations wrote is in no theme and in no group of answers in the same words.",
)
WITHOUT = "without the same words"


def questionnaire_table(report: QuestionnaireReport) -> Table:
    """Lay out one row for each answer to each question; those of organisations by themselves."""
    apart = report.organisations
    whose = (RESPONDENTS,) if apart else ()
    rows = [(*((INDIVIDUALS,) if apart else ()), *row) for row in _rows_of_individuals(report)]
    if apart:
        rows += [(ORGANISATIONS, *row) for row in _rows_of_organisations(apart)]
    return Table(
        columns=(
            *whose,
            Column("item", "Code of the question", "text", measure="nominal"),
            Column("wording", "The question as it was asked", "text", measure="nominal"),
            Column("answer", "The answer", "text", measure="nominal"),
            figure("people", "People who gave this answer"),
            figure("percent", "Per cent of those who responded"),
            figure("base", "People who responded to the question"),
            figure(
                "value",
                "A figure that is no count: a quartile, median, mean or gap; points of an order",
                "quartiles by linear interpolation; an order of N places gives N points "
                "for the first, 1 for the last and 0 for none, on average of those who gave places",
            ),
        ),
        rows=tuple(rows),
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
            "The row mode says how answers came; without it all came online. The row format says "
            "in which version people read the questions; without it all read the standard one.",
            "Each row of a grid is a question of its own: its code follows that of the grid.",
            "c: kept back to protect people, because few answered or because it could be worked "
            "out from the rest.",
            *(APART if apart else ()),
        ),
    )


def figure(name: str, label: str, derived: str = "") -> Column:
    return Column(name, label, "number", measure="scale", derived=derived, keeps_back=True)


def _all_of(report: QuestionnaireReport) -> tuple[QuestionResult, ...]:
    """Return every question, and last how the answers came."""
    return (*report.questions, *report.ways)


def _rows_of_individuals(report: QuestionnaireReport) -> Iterator[tuple[Cell, ...]]:
    """Give the rows of closed questions, then of what was written, then without the same words."""
    for question in _all_of(report):
        yield from _rows_of(question)
    for words in report.words:
        yield from _rows_of_words(words)
    for question_beside in report.without:
        yield from _rows_without(question_beside)


def _rows_of_organisations(organisations: Organisations) -> Iterator[tuple[Cell, ...]]:
    """Give a row for each answer: how many organisations, of how many; no per cent of so few."""
    for said in organisations.questions:
        for answer, count in said.counts:
            yield (said.code, said.wording, answer, count, None, said.n, None)


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
    for label, _of_all, figure in question.measures:
        value = figure if isinstance(figure, str) else round_half_away(figure, 2)
        about = (question.code, question.wording, f"{label}, {WITHOUT}")
        yield (*about, None, None, question.n_without, value)
