"""How groups of people moved: by age, by area, and by what they said about themselves.

The groups are a fixed list, so nobody can filter until one person is left. Of an item either all
groups of a list are shown or none: one group kept back would be the rest of the others.
"""

from __future__ import annotations

import numpy as np

from analysis.disclosure import SUPPRESSED
from analysis.pairing import DO_NOT_KNOW, PairedChange, compare_items
from analysis.significance import format_p, stars
from polls.models import Item, Wave
from results.poll_report import ItemResult
from results.protection import ALL_ALIKE_BELOW
from results.report.study import Figures, Group, Study, ends, plain


def lists_of_groups(study: Study) -> list[tuple[str, str, list[Group]]]:
    """Return the ways in which people are told apart: a code, its words, and the groups."""
    found = [("age", "", study.ages)]
    if not study.areas_are_wards:
        found.append(("area", "", study.areas))
    found += [
        (item.code, item.wording, study.by_answer(item))
        for item in study.sheet.items
        if item.is_background and item.kind == Item.Kind.SINGLE
    ]
    return found


def subgroups(study: Study) -> list[Figures]:
    """Give every item for every group of every list; a list that shows nothing is left out."""
    found = []
    may_be_seen = {item.code for item in study.report.items if item.is_shown}
    shown = [item for item in study.paired_scales if item.code in may_be_seen]
    for code, wording, groups in lists_of_groups(study):
        if any(0 < int((who & study.both).sum()) < study.fewest for _label, who in groups):
            continue  # the list itself is printed, and those who are missing here would be they
        by_group = {label: changes_in(study, who, shown) for label, who in groups if who.any()}
        items = [
            {"code": item.code, "wording": item.wording, "rows": rows}
            for item in study.report.items
            if (rows := _rows(study, item, by_group, is_by_area=code == "area"))
        ]
        if items:
            found.append({"variable": code, "wording": wording, "items": items})
    return found


def changes_in(study: Study, who, items: list[Item]) -> dict[str, PairedChange]:
    """Compare these paired scales before and after among some of the people."""
    at = np.flatnonzero(who).tolist()
    return compare_items(
        {
            item.code: (
                _among(study, item, Wave.BEFORE, at),
                _among(study, item, Wave.AFTER, at),
            )
            for item in items
        }
    )


def _among(study: Study, item: Item, wave: str, at: list[int]):
    numbers = study.sheet.numbers[item.pk, wave][at].tolist()
    return [n if n >= 0 else (DO_NOT_KNOW if n == -8 else None) for n in numbers]


def _rows(study: Study, item: ItemResult, by_group, *, is_by_area: bool) -> list[Figures]:
    if not item.is_shown:
        return []
    moved = {label: changes[item.code] for label, changes in by_group.items()}
    moved = {label: change for label, change in moved.items() if change.n_pairs}
    if (
        item.sensitivity == Item.Sensitivity.SENSITIVE
        or sum(bool(label) for label in moved) < 2
        or any(change.n_pairs < study.fewest for change in moved.values())
        or any(_gives_away(change) for change in moved.values())
        or (is_by_area and _tells_of_wards(study, item))
    ):
        return []
    return [
        {
            "group": label,
            "n": change.n_pairs,
            "before": plain(change.paired_before.mean),
            "after": plain(change.paired_after.mean),
            "change": plain(change.mean_change),
            "standard_error": plain(change.standard_error),
            "interval": ends(change.interval),
            "p_exact": plain(change.p),
            "p": format_p(change.p),
            "p_holm": format_p(change.p_adjusted),
            "stars": stars(change.p),
            "verdict": change.verdict,
            "is_small": change.base == "small",
        }
        for label, change in moved.items()
    ]


def _gives_away(change: PairedChange) -> bool:
    spreads = (change.paired_before.sd, change.paired_after.sd, change.sd_change)
    return change.n_pairs < ALL_ALIKE_BELOW and any(not spread for spread in spreads)


def _tells_of_wards(study: Study, item: ItemResult) -> bool:
    """Say whether an area less its wards whose averages are shown leaves only a few people."""
    shown = {
        ward.pk
        for ward, moved in zip(study.wards, item.ward_changes, strict=True)
        if moved.change != SUPPRESSED
    }
    paired = next(one for one in study.paired_scales if one.code == item.code)
    pairs = study.sheet.pairs(paired) & ~np.isin(study.sheet.wards, list(shown))
    return any(0 < int((who & pairs).sum()) < study.fewest for _label, who in study.areas)
