"""What each ward said beside the rest, with nothing shown that gives a small ward away.

Two things are protected: how many answered in a ward, and what they said. Wards that may not be
shown are put together as one row, "the others", which whoever subtracts can see. If that row and
every shown one pass `analysis.disclosure`, so does each ward inside it: in a table of one ward
against the other hidden ones the range of a cell is as wide as the least of the four margins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from analysis.comparison import USUAL_RULES, BaseRules, Tally, compare_with_rest
from analysis.disclosure import (
    ALL_THE_SAME_BELOW,
    SUPPRESSED,
    Sensitivity,
    is_small,
    suppress_table,
)
from analysis.intervals import Interval

Hidden = Literal["c"]
OTHERS = ""  # the label of the wards that are not shown, taken together


@dataclass(frozen=True)
class WardShare:
    """How many of a ward's people chose an answer: all of it fit to be seen, or "c"."""

    ward: int
    base: int | Hidden
    count: int | Hidden
    share: float | Hidden
    interval: Interval | None
    rest_share: float | Hidden
    difference: float | None
    difference_interval: Interval | None
    verdict: Literal["higher", "lower", ""]
    is_small: bool = False  # whether the base needs its mark: read the line, not the dot

    @property
    def is_shown(self) -> bool:
        return self.share != SUPPRESSED


def hidden_bases(
    bases: list[Mapping[int, int]], areas: Mapping[int, str], threshold: int
) -> frozenset[int]:
    """Choose the wards whose number of people is hidden, in every table of a poll alike.

    `bases` holds people by ward, once for each table. A ward under the threshold in any is hidden
    in all. Area totals are published, so in each area that hides a ward there must be two at
    least, and they must hold the threshold together; the next smallest keeps a lonely one company.
    """
    least = {ward: min(table.get(ward, 0) for table in bases) for ward in areas}
    hidden: set[int] = set()
    for area in sorted(set(areas.values())):
        within = sorted(
            (ward for ward in areas if areas[ward] == area and _most(bases, ward)),
            key=lambda ward: (least[ward], ward),
        )
        hidden |= _with_company(within, bases, least, threshold)
    # Areas too small to hide anything in are hidden with others, against the grand total.
    lonely = [ward for ward in areas if _most(bases, ward) and ward not in hidden]
    order = sorted(lonely, key=lambda ward: (least[ward], ward))
    while order and hidden and not _is_company(hidden, bases, threshold):
        hidden.add(order.pop(0))
    return frozenset(hidden)


def _with_company(within, bases, least, threshold) -> set[int]:
    hidden = {ward for ward in within if least[ward] < threshold}
    rest = [ward for ward in within if ward not in hidden]
    while hidden and rest and not _is_company(hidden, bases, threshold):
        hidden.add(rest.pop(0))
    return hidden


def _is_company(hidden: set[int], bases, threshold: int) -> bool:
    return len(hidden) > 1 and all(
        sum(table.get(ward, 0) for ward in hidden) >= threshold for table in bases
    )


def _most(bases, ward: int) -> int:
    return max(table.get(ward, 0) for table in bases)


@dataclass(frozen=True)
class Frame:
    """Where one item was asked: people by ward (0 is not known), and what must stay hidden."""

    wards: tuple[int, ...]
    bases: Mapping[int, int]
    without_base: frozenset[int]
    threshold: int
    sensitivity: Sensitivity = Sensitivity.STANDARD
    rules: BaseRules = USUAL_RULES

    def shown_base(self, ward: int) -> int | Hidden:
        base = self.bases.get(ward, 0)
        return SUPPRESSED if ward in self.without_base or base < self.threshold else base


def share_by_ward(chosen: Mapping[int, int] | None, frame: Frame) -> dict[int, WardShare]:
    """Publish the share of each ward that chose an answer, beside the rest of the area.

    `chosen` counts real people by ward; None where the whole area's count is kept back itself, and
    wards show no more than their bases. A sensitive item is never published by ward.
    """
    if chosen is None:
        return {ward: _hidden(ward, frame) for ward in frame.wards}
    shown = _wards_to_show(chosen, frame)
    everybody = Tally.of_counts(sum(chosen.values()), sum(frame.bases.values()))
    return {
        ward: _published(ward, chosen.get(ward, 0), everybody, frame)
        if ward in shown
        else _hidden(ward, frame)
        for ward in frame.wards
    }


def _hidden(ward: int, frame: Frame) -> WardShare:
    c: Hidden = SUPPRESSED
    return WardShare(ward, frame.shown_base(ward), c, c, None, c, None, None, "")


def _published(ward: int, count: int, everybody: Tally, frame: Frame) -> WardShare:
    base = frame.bases[ward]
    rest = Tally.of_counts(round(everybody.chosen_weight) - count, everybody.n - base)
    comparison = compare_with_rest(Tally.of_counts(count, base), rest, frame.rules)
    return WardShare(
        ward=ward,
        base=base,
        count=count,
        share=SUPPRESSED if comparison.ward.share is None else comparison.ward.share,
        interval=comparison.ward.interval,
        rest_share=SUPPRESSED if comparison.rest.share is None else comparison.rest.share,
        difference=comparison.difference,
        difference_interval=comparison.interval,
        verdict=comparison.verdict,
        is_small=comparison.base == "small",
    )


def _wards_to_show(chosen: Mapping[int, int], frame: Frame) -> set[int]:
    """Find the wards whose share may be seen; the next smallest is hidden until all is safe."""
    bases, threshold, sensitivity = frame.bases, frame.threshold, Sensitivity(frame.sensitivity)
    if sensitivity is Sensitivity.SENSITIVE:
        return set()
    cells = {ward: (chosen.get(ward, 0), n - chosen.get(ward, 0)) for ward, n in bases.items() if n}
    by_size = sorted(cells, key=lambda ward: (bases[ward], ward))
    hidden = {
        ward
        for ward in by_size
        if ward == 0
        or ward in frame.without_base
        or bases[ward] < frame.rules.percentage_public
        or _gives_away(cells[ward], threshold, sensitivity)
    }
    while shown := [ward for ward in by_size if ward not in hidden]:
        others = tuple(sum(cells[ward][side] for ward in hidden) for side in (0, 1))
        if hidden and not _is_safe_together(others, threshold, sensitivity):
            hidden.add(shown[0])
            continue
        rows = {str(ward): cells[ward] for ward in shown} | ({OTHERS: others} if hidden else {})
        table = suppress_table([*rows], ["chosen", "not"], [*rows.values()], threshold, sensitivity)
        if table.mode == "exact":
            return set(shown)
        hidden |= {ward for ward in shown if SUPPRESSED in _row_of(table, str(ward))} or {shown[0]}
    return set()


def _row_of(table, row: str) -> tuple:
    return (*table.cells[table.rows.index(row)], table.row_total(row))


def _gives_away(cells, threshold: int, sensitivity: Sensitivity) -> bool:
    """Say whether a cell is small, or a ward of under 50 of one mind."""
    if sensitivity is Sensitivity.OPEN:
        return False
    alike = 0 in cells and sum(cells) < ALL_THE_SAME_BELOW
    return alike or any(is_small(cell, threshold, sensitivity) for cell in cells)


def _is_safe_together(others, threshold: int, sensitivity: Sensitivity) -> bool:
    """Say whether the others, as one row, leave each ward among them in doubt by the threshold."""
    if sensitivity is Sensitivity.OPEN:
        return sum(others) >= threshold
    # A nought here would be every hidden ward's nought.
    return min(others) >= threshold
