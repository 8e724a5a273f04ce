"""Figures of answers that are not one of a list: several of them, an order, a number, a date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Literal

import numpy as np

from .disclosure import (
    ALL_THE_SAME_BELOW,
    SUPPRESSED,
    THRESHOLD,
    Sensitivity,
    is_small,
    publish_mean,
)
from .published import Figure

Hidden = Literal["c"]


def suppress_choices(
    counts: Mapping[str, int],
    n: int,
    threshold: int = THRESHOLD,
    sensitivity: Sensitivity = Sensitivity.STANDARD,
    *,
    is_limited: bool = False,
) -> dict[str, Figure]:
    """Publish how many of `n` people chose each answer, where they could choose several.

    Hidden are answers that few chose, or that all but few chose. `is_limited` says that each could
    choose at most so many: then the counts have a sum that a reader knows or can bound, and the
    hidden ones get company until neither who chose them nor who did not can be worked out.
    """
    hidden = {
        label
        for label, count in counts.items()
        if any(is_small(part, threshold, sensitivity) for part in (n, count, n - count))
    }
    spare = sorted(
        (label for label, count in counts.items() if 0 < count < n and label not in hidden),
        key=counts.__getitem__,
    )
    while is_limited and hidden and not _cover_each_other(counts, hidden, n, threshold):
        if not spare:
            hidden = set(counts)
            break
        hidden.add(spare.pop(0))
    return {label: SUPPRESSED if label in hidden else count for label, count in counts.items()}


def _cover_each_other(counts: Mapping[str, int], hidden: set[str], n: int, threshold: int) -> bool:
    chose = sum(counts[label] for label in hidden)
    did_not = sum(n - counts[label] for label in hidden)
    # Whoever sees a "c" knows that it is neither nobody nor everybody.
    least = threshold - 2 + len(hidden)
    return len(hidden) > 1 and min(chose, did_not) >= least


@dataclass(frozen=True)
class Summary:
    """The middle of what people typed; the least and the most are one person's and not given."""

    lower_quartile: float | Hidden
    median: float | Hidden
    upper_quartile: float | Hidden
    mean: float | Hidden


def summarise(values: Sequence[float], threshold: int = THRESHOLD) -> Summary:
    """Summarise numbers of 0 or more, or hide them.

    All are hidden below the threshold, and where under 50 people all said the same. The mean is
    hidden too where one person makes up more than half of the sum: whoever knows that they are
    much above the others could read their number off it. Quartiles are by linear interpolation.
    """
    n = len(values)
    if not n or (n < ALL_THE_SAME_BELOW and min(values) == max(values)):
        return Summary(SUPPRESSED, SUPPRESSED, SUPPRESSED, SUPPRESSED)
    low, middle, high = (float(cut) for cut in np.percentile(values, [25, 50, 75]))
    mean: float | Hidden = publish_mean(fsum(values) / n, n, threshold)
    if 2 * max(values) > sum(values) > 0:
        mean = SUPPRESSED
    return Summary(
        publish_mean(low, n, threshold),
        publish_mean(middle, n, threshold),
        publish_mean(high, n, threshold),
        mean,
    )


def fold_small(counts: Mapping[str, int], threshold: int = THRESHOLD) -> tuple[dict[str, int], int]:
    """Split counts of dates into those that may be named, and how many all others have together.

    A date that is named at all tells that somebody gave it, so few people's dates have no line.
    Of the others there are nobody or as many as the threshold, taken from the smallest named.
    """
    named = {label: count for label, count in counts.items() if count >= threshold}
    others = sum(counts.values()) - sum(named.values())
    while named and 0 < others < threshold:
        others += named.pop(min(named, key=named.__getitem__))
    return named, others


@dataclass(frozen=True)
class Ranked:
    """What became of one answer of an order: how often first, and its points."""

    placed: int
    first: int
    points: float  # a person on average: as many for a first place as there are places, then less


def count_ranks(
    given: Mapping[int, Mapping[int, int]], options: Sequence[int], places: int
) -> dict[int, Ranked]:
    """Count Borda's way: of N places the first is worth N points, the last 1, and none is 0.

    `given` says, by option and place from 1 on, how many put it there; each who put any in order
    put one first.
    """
    n = sum(by_place.get(1, 0) for by_place in given.values()) or 1
    return {
        option: Ranked(
            placed=sum(by_place.values()),
            first=by_place.get(1, 0),
            points=sum((places + 1 - at) * people for at, people in by_place.items()) / n,
        )
        for option in options
        for by_place in [given.get(option, {})]
    }
