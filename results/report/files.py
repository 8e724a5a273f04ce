"""The report as data: one JSON file, and a CSV file for each of its tables."""

from __future__ import annotations

import json

from results.exports.tables import Column, Table, codebook
from results.exports.writers import to_csv
from results.models import FrozenReport
from results.report.study import Figures
from results.report.tables import tables_of


def as_json(figures: Figures, about: Figures) -> bytes:
    """Write all figures with what they are, readable by people as well."""
    whole = {"report": about, "figures": figures}
    return (json.dumps(whole, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def about(report: FrozenReport) -> Figures:
    """Say which edition this is, of which answers, by which software, and who ran it."""
    return {
        "poll": report.poll.title,
        "edition": report.edition,
        "made_at": report.made_at.isoformat(timespec="seconds"),
        "made_by": report.by_words,
        "reason": report.reason,
        "software": report.software,
        "snapshot": report.snapshot,
        "sha256": report.sha256,
        "threshold": report.threshold,
    }


def files_of_report(report: FrozenReport) -> dict[str, bytes]:
    """Write a frozen report as files by name."""
    tables = tables_of(report.figures)
    files = {f"report-{name}.csv": to_csv(table) for name, table in tables.items()}
    files["report-codebook.csv"] = to_csv(_codebook(tables))
    files["report.json"] = as_json(report.figures, about(report))
    return files


def _codebook(tables: dict[str, Table]) -> Table:
    """Describe the columns of all tables in one."""
    described = {name: codebook(table) for name, table in tables.items()}
    first = next(iter(described.values()))
    return Table(
        (Column("file", "Name of the file", "text"), *first.columns),
        tuple(
            (f"report-{name}.csv", *row) for name, book in described.items() for row in book.rows
        ),
    )
