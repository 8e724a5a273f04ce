"""What the page of a report shows: its figures as charts, tables and sentences."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from analysis.disclosure import SUPPRESSED
from core import charts
from polls.evaluating import WORDINGS
from results.publication import MAY_PREVIEW
from results.report.study import Figures
from results.report.words import (
    ATTENDANCE,
    STEPS,
    VARIABLES,
    limit_in_words,
    rules_in_words,
    took_part_in_words,
)


def report_context(figures: Figures, user) -> dict[str, Any]:
    """Return everything that the page needs beside the poll and the edition."""
    shown = [item for item in figures["items"] if item["n"] != SUPPRESSED]
    return {
        "figures": figures,
        "later": _later(figures.get("follow_up")),
        "by_rule": _by_rule(figures),
        "dates": {name: dt.datetime.fromisoformat(day) for name, day in figures["dates"].items()},
        "shifts": [_shift(item) for item in figures["items"]],
        "ends": _ends(figures["items"]),
        "shown": shown,
        "splits": [(item["wording"], _splits(item)) for item in shown],
        "steps": [(STEPS[row["step"]], row["n"]) for row in figures["flow"]],
        "attendance": [
            row | {"label": ATTENDANCE[row["measure"]]} for row in figures.get("attendance", [])
        ],
        "composition": [
            variable | {"label": label_of(variable)}
            for variable in figures["composition"]
            if variable["rows"]
        ],
        "not_composed": [
            label_of(variable) for variable in figures["composition"] if not variable["rows"]
        ],
        "is_told": any(
            variable["rows"] for variable in figures["composition"] if "residents" in variable
        ),
        "control_told": [
            one | {"label": label_of(one)} for one in figures["attrition"].get("control_told", [])
        ],
        "subgroups": [
            one | {"label": one["wording"] or VARIABLES[one["variable"]]}
            for one in figures["subgroups"]
        ],
        "of_event": [item for item in figures["evaluation"] if item["code"] in WORDINGS],
        "evaluated": [
            _evaluated(item) for item in figures["evaluation"] if item["code"] not in WORDINGS
        ],
        "limits": [limit_in_words(limit) for limit in figures["limits"]],
        "rules": rules_in_words(figures),
        "may_freeze": user.has_perm(MAY_PREVIEW),
    }


def label_of(one: Figures) -> str:
    """Name what people are told apart by: in the figures, or in the reader's language."""
    return one.get("label") or str(VARIABLES[one["variable"]])


def _later(found: Figures | None) -> Figures | None:
    """Give a follow-up its days as dates, and a row of the picture for each question."""
    if not found:
        return None
    days = {f"{name}_on": dt.datetime.fromisoformat(found[name]) for name in ("opened", "closed")}
    return found | days | {"rows": [_lasting(row) for row in found["items"]]}


def _lasting(row: Figures) -> charts.Lasting:
    if row["n"] == SUPPRESSED:
        return charts.Lasting(row["wording"], SUPPRESSED)
    before, after, later = (
        _pair(row.get(f"{name}_interval")) for name in ("before", "after", "later")
    )
    return charts.Lasting(
        label=row["wording"],
        people=row["n"],
        averages=(row["before"], row["after"], row["later"]),
        intervals=(before, after, later),
        since_before=_since(row["since_before"]),
        since_after=_since(row["since_after"]),
    )


def _since(change: Figures) -> charts.Since:
    is_clear = change["verdict"] in ("rise", "fall")
    return charts.Since(change["change"], _pair(change["interval"]), is_clear)


def _by_rule(figures: Figures) -> Figures | None:
    """Give the figures of those who took part with the rule in words; none in older editions."""
    found = figures.get("by_rule")
    return found | {"sentence": took_part_in_words(figures)} if found else None


def _shift(item: Figures) -> charts.Shift:
    if item["n"] == SUPPRESSED:
        return charts.Shift(item["wording"], SUPPRESSED, SUPPRESSED, SUPPRESSED)
    return charts.Shift(
        label=item["wording"],
        before=item["before"],
        after=item["after"],
        people=item["n"],
        before_interval=_pair(item["before_interval"]),
        after_interval=_pair(item["after_interval"]),
        change=item["change"],
        change_interval=_pair(item["interval"]),
        is_clear=item["verdict"] in ("rise", "fall"),
    )


def _pair(ends: list[float] | None) -> tuple[float, float] | None:
    return (ends[0], ends[1]) if ends else None


def _ends(items: list[Figures]) -> dict[str, str]:
    """Name the ends of the scale, if all items name them alike."""
    found = {}
    for end, otherwise in (
        ("low", _("0: see the question")),
        ("high", _("10: see the question")),
    ):
        words = {item[end] for item in items}
        found[end] = words.pop() if len(words) == 1 else otherwise
    return found


def _splits(item: Figures) -> list[charts.Split]:
    return [
        charts.Split(
            label,
            shares["against_share"],
            shares["middle_share"],
            shares["in_favour_share"],
            shares["base"],
            ring,
        )
        for label, shares, ring in (
            (_("Before"), item["shares_before"], "before"),
            (_("After"), item["shares_after"], "after"),
        )
    ]


def _evaluated(item: Figures) -> Figures:
    """Give an item asked once its bar."""
    if item["n"] == SUPPRESSED:
        return item | {"bar": None}
    shares = item["shares"]
    split = charts.Split(
        _("After"),
        shares["against_share"],
        shares["middle_share"],
        shares["in_favour_share"],
        shares["base"],
        "after",
    )
    return item | {"bar": [split]}
