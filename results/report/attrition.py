"""Who gave first answers and did not come back: how many, what they had said, and who they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from analysis.arms import Retention, Sample, compare_samples
from analysis.disclosure import SUPPRESSED
from analysis.significance import format_p, holm
from panel.messages.people import batches
from panel.models import User
from panel.profiles import Variable
from polls.models import Item, Wave
from polls.models.assignment import CONTROL
from results.answers import Sheet
from results.protection import protected_groups, says_what_each_said
from results.report.study import Figures, Study, ends, kept_back, plain
from results.telling import NOT_TOLD, SETS, read_told

BY_TOLD = SETS[:2]  # sex and ethnic group


def attrition(study: Study) -> Figures:
    """Say how many came back, how the first answers of the others differ, and who they are.

    `items` are of all but the comparison group, `control` of that, where one was drawn.
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
        "told": by_told(study),
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


def by_told(study: Study) -> list[Figures]:
    """Count by sex and ethnic group who came back, of those who told; nobody is found by answers.

    Each member is turned into their key. Counts are to the nearest five and shares are of those, as
    everywhere where members are counted by what they told.
    """
    told = read_told()
    variables = [one for one in told.variables if told.set_of[one.name] in BY_TOLD]
    stays = dict(zip(study.sheet.keys, study.both.tolist(), strict=True))
    began = dict(zip(study.sheet.keys, study.sheet.answered[Wave.BEFORE].tolist(), strict=True))
    counts: dict[str, dict[bool, Counter[str]]] = {
        one.name: {True: Counter(), False: Counter()} for one in variables
    }
    people = User.objects.filter(membership__restricted_at=None, membership__isnull=False)
    for users in batches(people) if variables else ():
        for user in users:
            key = user.key_for(study.poll.subject)
            if not began.get(key):
                continue
            values = told.of(user.pk)
            for one in variables:
                counts[one.name][stays[key]][values[one.name]] += 1
    found = [_by_variable(one, counts[one.name], study.threshold) for one in variables]
    return [one for one in found if any(row["stayed"] != SUPPRESSED for row in one["rows"])]


def _by_variable(
    variable: Variable, counts: Mapping[bool, Counter[str]], threshold: int
) -> Figures:
    """Give each group as it may be seen; what one column hides the other hides as well."""
    labels = {code: str(label) for code, label in variable.values if code != NOT_TOLD}
    hidden: frozenset[str] = frozenset()
    for _again in range(2):
        stayed, left = (
            protected_groups(
                {code: counts[did][code] for code in labels}, threshold, hidden_elsewhere=hidden
            )
            for did in (True, False)
        )
        hidden = frozenset(
            code for one in (stayed, left) for code, n in one.counts.items() if n == SUPPRESSED
        )
    return {
        "variable": variable.name,
        "label": str(variable.title),
        "rows": [
            {"group": label, **_came_back(stayed.counts[code], left.counts[code])}
            for code, label in labels.items()
        ],
    }


def _came_back(stayed: int | str, left: int | str) -> dict[str, Any]:
    if isinstance(stayed, str) or isinstance(left, str) or not stayed + left:
        return {"stayed": SUPPRESSED, "left": SUPPRESSED, "share": SUPPRESSED, "interval": None}
    kept = Retention(stayed + left, stayed)
    return {
        "stayed": stayed,
        "left": left,
        "share": plain(kept.share),
        "interval": ends(kept.interval),
    }
