"""Who gave first answers and did not come back: how many, what they had said, and who they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from analysis.arms import Retention, Sample, compare_samples
from analysis.disclosure import SUPPRESSED, Sensitivity
from analysis.significance import format_p, holm
from polls.models import Item, Wave
from polls.models.assignment import CONTROL
from results.answers import Sheet
from results.poll_report import AGE_GROUPS
from results.protection import Groups, says_what_each_said
from results.report.study import Figures, Study, ends, kept_back, plain
from results.report.told import (
    CONTROL_LEFT,
    CONTROL_TOOK,
    ByTold,
    came_back,
    has_control,
    protect,
    retention,
)
from results.telling import SETS

BY_TOLD = SETS[:2]  # sex and ethnic group


def attrition(study: Study, told: Sequence[ByTold]) -> Figures:
    """Say how many came back, how the first answers of the others differ, and who they are.

    `items` are of all but the comparison group, `control` and `control_told` of that, where one was
    drawn.
    """
    counted = study.report.flow
    kept = Retention(counted.before, counted.both)
    is_few = min(counted.before, counted.both) < study.fewest
    sheet = study.everybody
    control = sheet.in_arm(CONTROL) if sheet.has_arms else None
    return {
        "assigned": kept_back(counted.before, study.threshold),
        "stayed": kept_back(counted.both, study.threshold),
        "share": SUPPRESSED if is_few else plain(kept.share),
        "interval": None if is_few else ends(kept.interval),
        "items": first_answers(study, study.sheet),
        "control": first_answers(study, control) if control else [],
        "control_told": of_control(study, told),
    }


# ---- what they had said --------------------------------------------------------------------------


def first_answers(study: Study, sheet: Sheet) -> list[Figures]:
    """Set the first answers of those who gave a number again beside those of who did not.

    It is done item by item, so that no two tables can be subtracted to tell what few people said.
    Holm's adjustment is over the items of one arm.
    """
    rows = [_left(study, sheet, item) for item in study.paired_scales]
    for row, p in zip(rows, holm([row.pop("p_raw") for row in rows]), strict=True):
        row["p_holm"] = format_p(p)
    return rows


def _left(study: Study, sheet: Sheet, item: Item) -> Figures:
    first = sheet.numbers[item.pk, Wave.BEFORE]
    then = sheet.numbers[item.pk, Wave.AFTER]
    stayed, left = first[(first >= 0) & (then >= 0)], first[(first >= 0) & (then < 0)]
    found: Figures = {"code": item.code, "wording": item.wording, "p_raw": None}
    is_few = len(stayed) < study.fewest or len(left) < study.fewest
    if is_few or says_what_each_said(item.sensitivity, stayed, left):
        return found | {"stayed_n": SUPPRESSED, "left_n": SUPPRESSED}
    apart = compare_samples(Sample.of(stayed.tolist()), Sample.of(left.tolist()))
    return found | {
        "stayed_n": apart.first.n,
        "stayed": plain(apart.first.mean),
        "left_n": apart.second.n,
        "left": plain(apart.second.mean),
        "difference": plain(apart.difference),
        "interval": ends(apart.interval),
        "p_raw": apart.p,
        "p": format_p(apart.p),
    }


# ---- who they are --------------------------------------------------------------------------------


def of_control(study: Study, told: Sequence[ByTold]) -> list[Figures]:
    """Say who came back in the comparison group, by age, sex and ethnic group.

    Those who deliberated stand with the others of the panel (`people.composition`).
    """
    if not has_control(study):
        return []
    tables = [_by_age(study)] + [
        _rows(one.variable.name, str(one.variable.title), one.labels, one.columns)
        for one in told
        if one.of_set in BY_TOLD
    ]
    return [one for one in tables if any(row["stayed"] != SUPPRESSED for row in one["rows"])]


def _by_age(study: Study) -> Figures:
    sheet = study.everybody.in_arm(CONTROL)
    group_of = {str(band): str(label) for label, bands in AGE_GROUPS for band in bands}
    counts: dict[str, Counter[str]] = {CONTROL_TOOK: Counter(), CONTROL_LEFT: Counter()}
    for age, column in zip(sheet.ages, came_back(sheet, CONTROL_TOOK, CONTROL_LEFT), strict=True):
        if column:
            counts[column][group_of.get(age, "")] += 1
    labels = {label: label for label in dict.fromkeys(group_of.values())}
    columns = protect(labels, counts, study, Sensitivity.STANDARD)
    return _rows("age", "", labels, columns)


def _rows(
    name: str, label: str, labels: Mapping[str, str], columns: Mapping[str, Groups]
) -> Figures:
    stayed, left = columns[CONTROL_TOOK].counts, columns[CONTROL_LEFT].counts
    return {
        "variable": name,
        "label": label,
        "rows": [
            {"group": words, **retention(stayed[code], left[code])}
            for code, words in labels.items()
        ],
    }
