"""What happened within small groups, and how evenly their members took part (R3.16, R3.25).

Only sums over groups are published: a group is a dozen people, and what one did is theirs.
"""

from __future__ import annotations

from collections import Counter
from statistics import fmean, median

import numpy as np

from analysis.disclosure import SUPPRESSED
from analysis.group_dynamics import (
    Dynamics,
    Overall,
    Participation,
    dynamics_of,
    overall,
    participation_of,
)
from analysis.significance import format_p
from forums.circles import said_in
from polls.models import Item, Wave
from results.poll_report import AGE_GROUPS
from results.report.study import Figures, Study, kept_back, plain
from results.report.subgroups import lists_of_groups
from results.report.taking_part import said_in_rooms

FEWEST_GROUPS = 3  # with fewer, an average over groups tells of one of them


def groups(study: Study) -> Figures | None:
    """Measure how groups moved and who spoke; None without groups, or with too few of them."""
    sheet = study.sheet
    if not sheet.has_groups:
        return None
    numbers = np.array([0 if number is None else number for number in sheet.groups])
    sizes = Counter(numbers[numbers > 0].tolist())
    found: Figures = {
        "n": len(sizes),
        "people": kept_back(sum(sizes.values()), study.threshold),
        "smallest": min(sizes.values()),
        "largest": max(sizes.values()),
        "sha256": study.poll.assignments.get(kind="groups").sha256,
        "dynamics": [],
        "towards": [],
        "participation": None,
    }
    if len(sizes) < FEWEST_GROUPS or sum(sizes.values()) < study.fewest:
        return found
    measured = [
        dynamics_of(members)
        for item in _shown_items(study)
        for members, _rows in _members(study, item, numbers)
    ]
    found["dynamics"] = [
        {"measure": name} | _overall(overall(getattr(one, name) for one in measured))
        for name in ("polarisation", "homogenisation")
    ]
    found["towards"] = _towards(study, numbers)
    found["participation"] = _participation(study, numbers)
    return found


def _shown_items(study: Study) -> list[Item]:
    shown = {item.code for item in study.report.items if item.is_shown}
    return [item for item in study.paired_scales if item.code in shown]


def _members(
    study: Study, item: Item, numbers
) -> list[tuple[list[tuple[float, float]], list[int]]]:
    """Return, for each group, before and after of those with both, and their rows."""
    pairs = study.sheet.pairs(item)
    before, after = (study.sheet.numbers[item.pk, wave] for wave in (Wave.BEFORE, Wave.AFTER))
    found = []
    for number in sorted(set(numbers[numbers > 0].tolist())):
        rows = np.flatnonzero(pairs & (numbers == number)).tolist()
        if rows:
            found.append(([(float(before[at]), float(after[at])) for at in rows], rows))
    return found


def _overall(found: Overall) -> Figures:
    return {
        "n": found.n,
        "above_zero": plain(found.above_zero),
        "mean": plain(found.mean),
        "t": plain(found.t),
        "p_exact": plain(found.p),
        "p": format_p(found.p),
    }


def _towards(study: Study, numbers) -> list[Figures]:
    """Say for each sort of people whether groups moved to where those among them had begun.

    Which sort is socially advantaged, the reader judges: domination is measured for each.
    """
    items = _shown_items(study)
    found = []
    for variable, wording, sorts in lists_of_groups(study):
        for label, who in sorts:
            if not label or int(who.sum()) < study.fewest:
                continue
            measured: list[Dynamics] = [
                dynamics_of(members, [place for place, row in enumerate(rows) if who[row]])
                for item in items
                for members, rows in _members(study, item, numbers)
            ]
            total = overall(one.domination for one in measured)
            if total.n:
                found.append(
                    {"variable": variable, "wording": wording, "group": label} | _overall(total)
                )
    return found


# ---- who spoke ----------------------------------------------------------------------------------


def _participation(study: Study, numbers) -> Figures | None:
    """Sum up over groups how evenly words and posts were spread, and how many said nothing."""
    posts, words = said_in(said_in_rooms(study.poll))
    if not posts:
        return None
    age_of = {str(band): str(label) for label, bands in AGE_GROUPS for band in bands}
    measured: list[Participation] = []
    by_group: list[Figures] = []
    by_age: Counter[str] = Counter()
    there: Counter[str] = Counter()
    for number in sorted(set(numbers[numbers > 0].tolist())):
        rows = np.flatnonzero(numbers == number).tolist()
        category = {study.sheet.keys[at]: age_of.get(study.sheet.ages[at], "") for at in rows}
        one = participation_of(words, posts, category)
        measured.append(one)
        by_group.append(_group(study, number, len(rows), one))
        for key, age in category.items():
            by_age[age] += words[key]
            there[age] += 1
    silent, everybody = sum(one.silent for one in measured), there.total()
    are_many = all(n >= study.fewest for n in there.values())
    return {
        "gini_words": plain(fmean(one.gini_words for one in measured)),
        "gini_words_median": plain(median(one.gini_words for one in measured)),
        "gini_posts": plain(fmean(one.gini_posts for one in measured)),
        "silent": SUPPRESSED
        if 0 < everybody - silent < study.threshold
        else kept_back(silent, study.threshold),
        "people": everybody,
        "by_group": by_group,
        "told": _shares_told(study, numbers, words),
        "ages": [
            {
                "group": age,
                "people_share": plain(there[age] / everybody),
                "words_share": plain(by_age[age] / by_age.total()),
            }
            for age in [*dict.fromkeys(age_of.values()), ""]
            if there[age]
        ]
        if are_many and by_age.total()
        else [],
    }


def _group(study: Study, number: int, size: int, one: Participation) -> Figures:
    """Say how evenly one group spoke, where it is large enough to tell of nobody."""
    is_few = size < study.threshold
    spoke = size - one.silent
    return {
        "group": number,
        "people": kept_back(size, study.threshold),
        "gini_words": SUPPRESSED if is_few else plain(one.gini_words),
        "gini_posts": SUPPRESSED if is_few else plain(one.gini_posts),
        "silent": SUPPRESSED
        if is_few or 0 < spoke < study.threshold
        else kept_back(one.silent, study.threshold),
    }


def _shares_told(study: Study, numbers, words: Counter[str]) -> list[Figures]:
    """Set the share of words beside that of members, by what people told of themselves, as sex.

    Only questions are here of which every answer has enough people, so that none is told by the
    rest.
    """
    there = numbers > 0
    said = np.array([words[key] for key in study.sheet.keys])
    if not said[there].sum():
        return []
    found = []
    for variable, wording, sorts in lists_of_groups(study):
        counted = [(label, who & there) for label, who in sorts if (who & there).any()]
        if not wording or any(int(who.sum()) < study.fewest for _label, who in counted):
            continue
        rows = [
            {
                "group": label,
                "people_share": plain(float(who.sum() / there.sum())),
                "words_share": plain(float(said[who].sum() / said[there].sum())),
            }
            for label, who in counted
        ]
        found.append({"variable": variable, "wording": wording, "rows": rows})
    return found
