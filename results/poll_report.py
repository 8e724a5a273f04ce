"""The report of a deliberative poll: what was asked before and after, and what may be said of it.

Everything in a report is fit to be seen by anyone: it was put through `analysis.disclosure` with
the council's threshold. Plain values only, so that a report can be kept, compared and rebuilt.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import nan
from operator import attrgetter
from typing import Any, cast

import numpy as np
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.comparison import USUAL_RULES, BaseRules
from analysis.disclosure import SUPPRESSED, Sensitivity, publish_mean, suppress_list
from analysis.intervals import Interval
from analysis.pairing import PairedChange, Verdict, compare_items
from analysis.significance import signed_rank
from panel.models import AgeBand, Ward
from panel.models.age_bands import youngest_to
from polls.models import Item, Wave
from polls.models.responses import Format, Mode
from results.answers import Recruited, Sheet
from results.areas import are_wards, areas_of
from results.beside_answers import Came
from results.by_ward import Frame, WardShare, hidden_bases, share_by_ward
from results.protection import (
    Crosstab,
    Hidden,
    Shares,
    protected_crosstab,
    protected_shares,
    protected_unsure,
    says_what_each_said,
)
from results.ward_figures import WardChange, by_ward, in_favour, ward_changes

FEWEST_PAIRS = 10  # under this, means are for analysts only
SMALL_BASE = 30  # under this, what changed is marked

AGE_GROUPS = (
    (youngest_to(34), (AgeBand.FROM_16, AgeBand.FROM_25)),
    (gettext_lazy("35 to 64"), (AgeBand.FROM_35, AgeBand.FROM_50)),
    (gettext_lazy("65 and over"), (AgeBand.FROM_65, AgeBand.FROM_75)),
)


@dataclass(frozen=True)
class Mean:
    """An average of one wave among those who answered both times, with its own interval."""

    value: float
    interval: Interval | None


@dataclass(frozen=True)
class WaveAlone:
    """Everybody with a number in one wave, whether they came back or not; or "c"."""

    n: int | Hidden
    mean: float | Hidden


NO_MEAN = Mean(nan, None)
NO_SHARES = Shares(SUPPRESSED, SUPPRESSED, SUPPRESSED, SUPPRESSED)
NOT_ALONE = WaveAlone(SUPPRESSED, SUPPRESSED)


@dataclass(frozen=True)
class ItemResult:
    """One item before and after. If `n_pairs` is "c", nothing can be said and nothing is here."""

    code: str
    wording: str
    low_label: str
    middle_label: str
    high_label: str
    sensitivity: str
    n_pairs: int | Hidden
    before: Mean = NO_MEAN
    after: Mean = NO_MEAN
    change: float = nan
    interval: Interval | None = None
    p: float | None = None
    p_adjusted: float | None = None
    effect_size: float | None = None
    standard_error: float | None = None
    t: float | None = None
    df: int | None = None
    p_ranks: float | None = None  # Wilcoxon's signed ranks, for uneven scales
    verdict: Verdict = "untestable"
    shares_before: Shares = NO_SHARES
    shares_after: Shares = NO_SHARES
    unsure_before: float | Hidden = SUPPRESSED
    unsure_after: float | Hidden = SUPPRESSED
    alone_before: WaveAlone = NOT_ALONE
    alone_after: WaveAlone = NOT_ALONE
    wards_before: tuple[WardShare, ...] = ()
    wards_after: tuple[WardShare, ...] = ()
    ward_changes: tuple[WardChange, ...] = ()

    @property
    def is_shown(self) -> bool:
        return self.n_pairs != SUPPRESSED

    @property
    def is_small(self) -> bool:
        return self.n_pairs != SUPPRESSED and self.n_pairs < SMALL_BASE

    @property
    def shows_wards(self) -> bool:
        """Say whether any ward has enough people for this item."""
        return any(ward.is_shown for ward in self.wards_after)

    def ward(self, ward: int) -> WardShare | None:
        return next((found for found in self.wards_after if found.ward == ward), None)


@dataclass(frozen=True)
class Flow:
    """How many people came how far."""

    members: int | None
    before: int
    after: int
    both: int


@dataclass(frozen=True)
class PollReport:
    """A poll's results at one instant."""

    poll: int
    title: str
    snapshot: str
    threshold: int
    rules: BaseRules
    opened_on: dt.date
    closed_on: dt.date
    boundaries_of: dt.date | None
    flow: Flow
    items: tuple[ItemResult, ...]
    took_part: Crosstab | None
    by_wards_themselves: bool
    wards: tuple[tuple[int, str, str], ...]  # pk, code, name
    ward_bases: dict[int, int | Hidden]
    recruited: Recruited = Recruited.SELF_SELECTED
    added_by_hand: str = ""  # "left out", "counted", or nobody was
    late_answers: str = ""  # likewise
    # By round, how many came in which way; none where all came online. Likewise, how many read the
    # questions in which version; none where all read the standard one.
    ways: tuple[tuple[str, dict[str, int | Hidden]], ...] = ()
    formats: tuple[tuple[str, dict[str, int | Hidden]], ...] = ()

    def item(self, code: str) -> ItemResult | None:
        return next((item for item in self.items if item.code == code), None)

    @property
    def by_change(self) -> list[ItemResult]:
        """Items that may be shown, the largest rise first."""
        shown = [item for item in self.items if item.is_shown]
        return sorted(shown, key=lambda item: -item.change)

    @property
    def tested(self) -> int:
        return sum(item.p is not None for item in self.items)


def build_report(
    *,
    poll,
    sheet: Sheet,
    wards: list[Ward],
    threshold: int,
    rules: BaseRules = USUAL_RULES,
    members: int | None = None,
    snapshot: str = "",
) -> PollReport:
    """Work out everything that may be said in public about a poll."""
    items = [item for item in sheet.items if item.kind == Item.Kind.SCALE and item.is_paired]
    both = sheet.took_part()
    areas = areas_of(wards)
    people = by_ward(sheet, both)
    bases = {item.pk: by_ward(sheet, sheet.pairs(item)) for item in items}
    table = _people_table(sheet, both, wards, areas, threshold)
    known = {0: ""} if people.get(0) else {}
    without_base = hidden_bases([people, *bases.values()], areas | known, threshold)
    if table and are_wards(areas, wards):
        # Where the rows of that table are wards, what it hides stays hidden everywhere.
        closed = {name for name, _cells, total in table.rows if total == SUPPRESSED}
        without_base |= {ward.pk for ward in wards if ward.name in closed}
    changes = compare_items(
        {
            item.code: (sheet.column(item, Wave.BEFORE), sheet.column(item, Wave.AFTER))
            for item in items
        }
    )
    # Holm's adjustment is over what is shown: a hidden p would show through the others'.
    shown = [code for code, one in changes.items() if one.n_pairs >= max(FEWEST_PAIRS, threshold)]
    changes |= compare_items(
        {
            item.code: (sheet.column(item, Wave.BEFORE), sheet.column(item, Wave.AFTER))
            for item in items
            if item.code in shown
        }
    )
    return PollReport(
        poll=poll.pk,
        title=poll.title,
        snapshot=snapshot,
        threshold=threshold,
        rules=rules,
        opened_on=poll.before_opens_at.date(),
        closed_on=poll.wave_closes_at(Wave.AFTER).date(),
        boundaries_of=max((ward.valid_from for ward in wards), default=None),
        flow=Flow(
            members=members,
            before=int(sheet.answered[Wave.BEFORE].sum()),
            after=int(sheet.answered[Wave.AFTER].sum()),
            both=int(both.sum()),
        ),
        items=tuple(
            _item_result(
                item,
                changes[item.code],
                sheet,
                Frame(
                    wards=tuple(ward.pk for ward in wards),
                    bases=bases[item.pk],
                    without_base=without_base,
                    threshold=threshold,
                    sensitivity=Sensitivity(item.sensitivity),
                    rules=rules,
                ),
            )
            for item in items
        ),
        took_part=table,
        by_wards_themselves=are_wards(areas, wards),
        wards=tuple((ward.pk, ward.code, ward.name) for ward in wards),
        recruited=sheet.recruited,
        added_by_hand=sheet.added_by_hand,
        late_answers=sheet.late_answers,
        ways=tuple(came_by(sheet, threshold, attrgetter("mode"), Mode)),
        formats=tuple(came_by(sheet, threshold, attrgetter("format"), Format)),
        ward_bases={
            ward.pk: SUPPRESSED
            if ward.pk in without_base or people.get(ward.pk, 0) < threshold
            else people[ward.pk]
            for ward in wards
        },
    )


def came_by(
    sheet: Sheet, threshold: int, way_of: Callable[[Came], str], kinds: type[TextChoices]
) -> Iterator[tuple[str, dict[str, int | Hidden]]]:
    """Count how answers came by round and way, unless all came in the usual way, the first."""
    usual = next(iter(kinds))
    counts = {
        wave: Counter(
            way_of(one)
            for one, is_in in zip(sheet.came[wave], sheet.answered[wave], strict=True)
            if is_in
        )
        for wave in sheet.compared
    }
    if all(set(ways) <= {usual} for ways in counts.values()):
        return
    for wave, ways in counts.items():
        in_order = {str(one): ways[one] for one in kinds if one in ways}
        yield wave, dict(suppress_list(in_order, threshold).counts)


def _item_result(item: Item, change: PairedChange, sheet: Sheet, frame: Frame) -> ItemResult:
    threshold = frame.threshold
    words: dict[str, Any] = {
        "code": item.code,
        "wording": item.wording,
        "low_label": item.low_label or _("Strongly against"),
        "middle_label": item.middle_label,
        "high_label": item.high_label or _("Strongly for"),
        "sensitivity": item.sensitivity,
    }
    fewest = max(FEWEST_PAIRS, threshold)
    sides = [sheet.numbers[item.pk, wave][sheet.pairs(item)] for wave in (Wave.BEFORE, Wave.AFTER)]
    if change.n_pairs < fewest or says_what_each_said(item.sensitivity, *sides):
        return ItemResult(**words, n_pairs=SUPPRESSED)
    shares = {
        Wave.BEFORE: protected_shares(change.paired_before, threshold, item.sensitivity),
        Wave.AFTER: protected_shares(change.paired_after, threshold, item.sensitivity),
    }
    unsure = _unsure(item, sheet, threshold)
    by_wave = {
        wave: tuple(share_by_ward(in_favour(item, wave, sheet, shares[wave]), frame).values())
        for wave in (Wave.BEFORE, Wave.AFTER)
    }
    return ItemResult(
        **words,
        n_pairs=change.n_pairs,
        before=Mean(cast(float, change.paired_before.mean), change.paired_before.interval),
        after=Mean(cast(float, change.paired_after.mean), change.paired_after.interval),
        change=cast(float, change.mean_change),
        interval=change.interval,
        p=change.p,
        p_adjusted=change.p_adjusted,
        effect_size=change.effect_size,
        standard_error=change.standard_error,
        t=change.t,
        df=change.df,
        p_ranks=_p_of_ranks(item, sheet),
        verdict=change.verdict,
        shares_before=shares[Wave.BEFORE],
        shares_after=shares[Wave.AFTER],
        unsure_before=unsure[Wave.BEFORE],
        unsure_after=unsure[Wave.AFTER],
        alone_before=_alone(change.before, change.n_pairs, fewest),
        alone_after=_alone(change.after, change.n_pairs, fewest),
        wards_before=by_wave[Wave.BEFORE],
        wards_after=by_wave[Wave.AFTER],
        ward_changes=ward_changes(item, sheet, frame),
    )


def _p_of_ranks(item: Item, sheet: Sheet) -> float | None:
    pairs = sheet.pairs(item)
    before, after = (sheet.numbers[item.pk, wave][pairs] for wave in (Wave.BEFORE, Wave.AFTER))
    tested = signed_rank((after - before).tolist())
    return tested[1] if tested else None


def _alone(wave, n_pairs: int, threshold: int) -> WaveAlone:
    """Publish a wave by itself only if those who were not paired are none, or enough to hide in."""
    if 0 < wave.n - n_pairs < threshold:
        return WaveAlone(SUPPRESSED, SUPPRESSED)
    return WaveAlone(wave.n, publish_mean(wave.mean, wave.n, threshold))


def _unsure(item: Item, sheet: Sheet, threshold: int) -> dict[str, float | Hidden]:
    both = sheet.took_part()
    waves = {wave: sheet.numbers[item.pk, wave][both] for wave in (Wave.BEFORE, Wave.AFTER)}
    return protected_unsure(
        {wave: int((numbers == -8).sum()) for wave, numbers in waves.items()},
        {wave: int(((numbers >= 0) | (numbers == -8)).sum()) for wave, numbers in waves.items()},
        threshold,
        item.sensitivity,
    )


def _people_table(sheet, both, wards, areas, threshold) -> Crosstab | None:
    """Count those who took part by area and age, people of unknown ward or age apart."""
    place_of = {ward: str(area) for ward, area in areas.items()}
    group_of = {band: str(label) for label, bands in AGE_GROUPS for band in bands}
    rows = sorted(set(place_of.values()))
    columns = [str(label) for label, _bands in AGE_GROUPS]
    unknown = str(_("Not known"))
    counts: dict[tuple[str, str], int] = {}
    for at in np.flatnonzero(both).tolist():
        place = place_of.get(int(sheet.wards[at]), unknown), group_of.get(sheet.ages[at], unknown)
        counts[place] = counts.get(place, 0) + 1
    if not counts:
        return None
    if any(row == unknown for row, _column in counts):
        rows.append(unknown)
    if any(column == unknown for _row, column in counts):
        columns.append(unknown)
    rows = [row for row in rows if any((row, column) in counts for column in columns)]
    table = [[counts.get((row, column), 0) for column in columns] for row in rows]
    return protected_crosstab(rows, columns, table, threshold)
