"""What lasted: the same people before, after, and months later, once those answers are in."""

from __future__ import annotations

from typing import Any

import numpy as np

from analysis.arms import Retention
from analysis.disclosure import SUPPRESSED
from analysis.pairing import PairedChange, compare_items
from analysis.significance import format_p, stars
from polls.models import Item, Wave
from results.report.parts import Mask, may_be_shown, tell_of_few
from results.report.study import Figures, Study, ends, kept_back, plain

WAVES = (Wave.BEFORE, Wave.AFTER, Wave.LATER)
SINCE = {"since_before": Wave.BEFORE, "since_after": Wave.AFTER}


def is_due(poll) -> bool:
    """Say whether a report made now has the answers that people gave months later."""
    return poll.has_follow_up and poll.has_wave_closed(Wave.LATER)


def follow_up(study: Study, took_part: Mask | None = None) -> Figures | None:
    """Set the answers months later beside both others; None where there was no follow-up, or yet.

    It is of those who deliberated. Holm's adjustment is over all comparisons of this table.
    `took_part` are those of whom the same changes are given apart (`results.report.by_rule`).
    """
    if not is_due(study.poll):
        return None
    both = study.both
    kept = Retention(int(both.sum()), int((both & study.sheet.answered[Wave.LATER]).sum()))
    missing = kept.assigned - kept.stayed
    is_few = kept.stayed < study.fewest or 0 < missing < study.threshold
    shown = [item for item in study.paired_scales if is_shown(study, item, took_part)]
    changes = compare_items(
        {
            f"{item.code} {since}": (among(study, item, wave), among(study, item, Wave.LATER))
            for item in shown
            for since, wave in SINCE.items()
        }
    )
    return {
        "opened": study.poll.wave_opens_at(Wave.LATER).isoformat(),
        "closed": study.poll.later_closes_at.isoformat(),
        "asked": kept_back(kept.assigned, study.threshold),
        "answered": SUPPRESSED if is_few else kept.stayed,
        "share": SUPPRESSED if is_few else plain(kept.share),
        "interval": None if is_few else ends(kept.interval),
        "items": [row_of(item, changes if item in shown else {}) for item in study.paired_scales],
    }


def is_shown(study: Study, item: Item, took_part: Mask | None) -> bool:
    """Say whether enough gave a number three times, and nobody is told by the others' figures."""
    three = study.sheet.gave_numbers(item, WAVES)
    if not may_be_shown(study, item, three, WAVES):
        return False
    if took_part is None or not may_be_shown(study, item, took_part):
        return True
    return not tell_of_few(study, three, study.sheet.pairs(item) & took_part)


def among(study: Study, item: Item, wave: str) -> list[int]:
    """Return what those who gave a number three times gave in one round."""
    who = study.sheet.gave_numbers(item, WAVES)
    found: list[int] = study.sheet.numbers[item.pk, wave][np.flatnonzero(who)].tolist()
    return found


def row_of(item: Item, changes: dict[str, PairedChange]) -> Figures:
    """Give one item; only its words where nothing may be shown."""
    row: Figures = {"code": item.code, "wording": item.wording, "n": SUPPRESSED}
    if not changes:
        return row
    moved = {since: changes[f"{item.code} {since}"] for since in SINCE}
    first, last = moved["since_before"], moved["since_after"]
    row |= {
        "n": first.n_pairs,
        "is_small": first.base == "small",
        "before": plain(first.paired_before.mean),
        "before_interval": ends(first.paired_before.interval),
        "after": plain(last.paired_before.mean),
        "after_interval": ends(last.paired_before.interval),
        "later": plain(last.paired_after.mean),
        "later_interval": ends(last.paired_after.interval),
    }
    return row | {since: change_figures(change) for since, change in moved.items()}


def change_figures(change: PairedChange) -> dict[str, Any]:
    return {
        "change": plain(change.mean_change),
        "standard_error": plain(change.standard_error),
        "interval": ends(change.interval),
        "p_exact": plain(change.p),
        "p_holm_exact": plain(change.p_adjusted),
        "p": format_p(change.p),
        "p_holm": format_p(change.p_adjusted),
        "stars": stars(change.p),
        "verdict": change.verdict,
    }
