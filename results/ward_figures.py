"""One item by ward: who was in favour, and how averages moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from analysis.disclosure import SUPPRESSED
from analysis.intervals import Interval
from analysis.pairing import compare_item
from polls.models import Item, Wave
from results.answers import Sheet
from results.by_ward import Frame
from results.protection import Hidden, Shares


@dataclass(frozen=True)
class WardChange:
    """How one ward's average moved, among its people who answered both times; or "c"."""

    n: int | Hidden
    before: float | Hidden
    after: float | Hidden
    change: float | Hidden
    interval: Interval | None


def by_ward(sheet: Sheet, who) -> dict[int, int]:
    """Count the marked people of each ward; ward 0 is not known."""
    wards, counts = np.unique(sheet.wards[who], return_counts=True)
    return dict(zip(wards.tolist(), counts.tolist(), strict=True))


def in_favour(item: Item, wave: str, sheet: Sheet, shares: Shares) -> dict[int, int] | None:
    """Count the pairs of each ward above the middle; None if the whole area's count is hidden."""
    if shares.in_favour == SUPPRESSED:
        return None
    return by_ward(sheet, sheet.pairs(item) & (sheet.numbers[item.pk, wave] > 5))


def ward_changes(item: Item, sheet: Sheet, frame: Frame) -> tuple[WardChange, ...]:
    """Publish the averages of wards with enough pairs, in the order of the frame."""
    shown = _wards_with_means(item, frame)
    before, after = (sheet.numbers[item.pk, wave] for wave in (Wave.BEFORE, Wave.AFTER))
    pairs = sheet.pairs(item)
    rows = []
    for ward in frame.wards:
        if ward not in shown:
            c: Hidden = SUPPRESSED
            rows.append(WardChange(frame.shown_base(ward), c, c, c, None))
            continue
        here = pairs & (sheet.wards == ward)
        moved = compare_item(before[here].tolist(), after[here].tolist())
        rows.append(
            WardChange(
                moved.n_pairs,
                cast(float, moved.paired_before.mean),
                cast(float, moved.paired_after.mean),
                cast(float, moved.mean_change),
                moved.interval,
            )
        )
    return tuple(rows)


def _wards_with_means(item: Item, frame: Frame) -> set[int]:
    """Choose wards of enough pairs; the average of all others must be of the threshold too."""
    if item.sensitivity == Item.Sensitivity.SENSITIVE:
        return set()
    shown = {
        ward
        for ward in frame.wards
        if frame.bases.get(ward, 0) >= max(frame.rules.percentage_public, frame.threshold)
        and ward not in frame.without_base
    }
    for ward in sorted(shown, key=lambda ward: (frame.bases[ward], ward)):
        others = sum(n for other, n in frame.bases.items() if other not in shown)
        if not 0 < others < frame.threshold:
            break
        shown.discard(ward)
    return shown
