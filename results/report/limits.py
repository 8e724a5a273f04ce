"""What a report cannot support, worked out from its own figures, and said by itself."""

from __future__ import annotations

from analysis.disclosure import SUPPRESSED
from polls.models.waves import COMPARED
from results.answers import Recruited
from results.report.study import Figures

ABSENT = 0.05  # so many points below their share of residents, a group is named as too few
MOST_NAMED = 4
RECRUITED = {
    Recruited.DRAWN: "sample",
    Recruited.SOME_DRAWN: "some_drawn",
    Recruited.SELF_SELECTED: "self_selected",
}
MANY_STAYED = 0.8


def limits(figures: Figures) -> list[Figures]:
    """Return codes with what their sentences need; `results.report.words` says them."""
    shown = [item for item in figures["items"] if item["n"] != SUPPRESSED]
    found: list[Figures] = [{"code": RECRUITED[figures["recruited"]]}]
    if figures["added_by_hand"]:
        found.append({"code": f"by_hand_{figures['added_by_hand'].replace(' ', '_')}"})
    if figures.get("late_answers"):
        found.append({"code": f"late_{figures['late_answers'].replace(' ', '_')}"})
    if not figures["arms"]:
        found.append({"code": "no_control"})
    elif all(row["n"] == SUPPRESSED for row in figures["arms"]["items"]):
        found.append({"code": "few_in_arms"})
    for code in ("unsigned_reason", "short_notice_reason"):
        if reason := figures[code].strip():
            found.append({"code": code, "reason": reason})
    for stage in COMPARED:
        if reason := figures["closed_early"].get(stage):
            found.append({"code": "closed_early", "stage": stage, "reason": reason})
    found += _absent(figures)
    found += _left(figures)
    if small := [item["wording"] for item in shown if item["is_small"]]:
        found.append({"code": "small", "items": small})
    if untested := [item["wording"] for item in shown if item["verdict"] == "untestable"]:
        found.append({"code": "untestable", "items": untested})
    tested = sum(bool(item["p"]) for item in shown)
    if tested > 1:
        found.append({"code": "many", "n": tested})
    if len(shown) < len(figures["items"]):
        found.append({"code": "hidden", "n": len(figures["items"]) - len(shown)})
    return found


def _absent(figures: Figures) -> list[Figures]:
    """Name the groups that took part much less than they are many."""
    found = []
    for variable in figures["composition"]:
        for row in variable["rows"]:
            if row.get("is_rest"):  # no group, but what is left of them
                continue
            took, there = row["took_part_share"], row["residents_share"]
            if took in (None, SUPPRESSED) or there is None or there - took < ABSENT:
                continue
            found.append(
                {
                    "code": "absent",
                    "variable": variable["variable"],
                    "group": row["group"],
                    "took_part": took,
                    "residents": there,
                    "of_all_ages": variable.get("residents") == "all",
                }
            )
    return sorted(found, key=lambda one: one["took_part"] - one["residents"])[:MOST_NAMED]


def _left(figures: Figures) -> list[Figures]:
    found: list[Figures] = []
    attrition = figures["attrition"]
    share = attrition["share"]
    if share not in (None, SUPPRESSED) and share < MANY_STAYED:
        found.append({"code": "left", "share": share})
    differed = [
        row["wording"] for row in attrition["items"] if row["p_holm"] and is_clear(row["p_holm"])
    ]
    if differed:
        found.append({"code": "left_differed", "items": differed})
    return found


def is_clear(p: str) -> bool:
    """Say whether a printed p is below 0.05."""
    return p.startswith("<") or float(p) < 0.05
