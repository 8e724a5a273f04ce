"""The answers of wards as a table for a file."""

from __future__ import annotations

from analysis.disclosure import Figure
from analysis.rounding import round_half_away
from panel.models import CouncilSettings
from panel.trends import version_of
from results.answers_by_ward import ByWard, WardRow, questions_by_ward, table_by_ward
from results.exports.questionnaire import figure
from results.exports.tables import Cell, Column, Table, within_boundaries
from results.reports import kept_while_unchanged, questionnaire_report_of, wards_of


def by_ward_in_files(poll, threshold: int) -> Table | None:
    """Lay out the very tables that the page shows; None where no question may be shown by ward."""

    def build(threshold: int) -> Table | None:
        report = questionnaire_report_of(poll, threshold=threshold)
        tables = (table_by_ward(poll, item, threshold) for item in questions_by_ward(poll, report))
        shown = [table for table in tables if table]
        return table_of_wards(shown, version_of(wards_of(poll))) if shown else None

    return kept_while_unchanged(poll, threshold, build, what="by ward in files")


def table_of_wards(questions: list[ByWard], boundaries: str) -> Table:
    """Lay out a row for each area, question and answer: everybody, the wards, the others."""
    return Table(
        columns=(
            Column(
                "area_code",
                "GSS code of the ward, “all”, or “others”",
                "text",
                measure="nominal",
                derived=within_boundaries(boundaries),
            ),
            Column("area_name", "Name of the ward", "text", measure="nominal"),
            Column("item", "Code of the question", "text", measure="nominal"),
            Column("wording", "The question as it was asked", "text", measure="nominal"),
            Column("answer", "The answer", "text", measure="nominal"),
            figure("people", "People who gave this answer"),
            figure("percent", "Per cent of those of the area who responded to the question"),
            figure("base", "People of the area who responded to the question"),
        ),
        rows=tuple(
            row
            for one in questions
            for area in (one.everybody, *one.rows)
            for row in _rows(one, area)
        ),
        notes=(
            "Wards with “c” in every answer are in “others”: those with under "
            f"{CouncilSettings.load().base_for_percent} people, those of unknown ward, and others "
            "that would give them away.",
        ),
    )


def _rows(question: ByWard, area: WardRow) -> list[tuple[Cell, ...]]:
    if area.ward:
        place = (area.ward.code, area.ward.name)
    elif area is question.everybody:
        place = ("all", "Whole area")
    else:
        place = ("others", "The other wards and unknown ones together")
    about = (*place, question.code, question.wording)
    return [(*about, one.label, one.count, _percent(one.share), area.n) for one in area.answers]


def _percent(share: Figure | float) -> Cell:
    return share if isinstance(share, str) else round_half_away(share * 100, 1)
