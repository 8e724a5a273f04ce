"""Intervals for shares, differences of shares and means.

Every `n` may be an effective number of people (Kish), so need not be whole. The z of 95% is
1.959964. None of this is meant for data that people chose to give: an open consultation has no
margin of error.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import scipy

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Interval:
    """A range with its ends, in the unit of what it is about."""

    low: float
    high: float

    def excludes(self, value: float) -> bool:
        return value < self.low or value > self.high


def wilson(share: float, n: float, confidence: float = CONFIDENCE) -> Interval:
    """Give Wilson's score interval (1927) of a share (0 to 1) of `n` people, `n` over 0.

    Stays between 0 and 1, and keeps its width when nobody or everybody says yes.
    """
    _check_share(share, n)
    z = _z(confidence)
    scale = 1 + z**2 / n
    centre = (share + z**2 / (2 * n)) / scale
    half = z / scale * sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    # At the ends the sum is exact on paper and off by 1e-17 in binary.
    low = 0.0 if share == 0 else max(0.0, centre - half)
    high = 1.0 if share == 1 else min(1.0, centre + half)
    return Interval(low, high)


def newcombe(
    share: float, n: float, other_share: float, other_n: float, confidence: float = CONFIDENCE
) -> Interval:
    """Give the interval of `share - other_share` for two separate sets of people.

    Newcombe's hybrid score method (1998, method 10): the distances to the ends of the two Wilson
    intervals, put together by Pythagoras.
    """
    one, other = wilson(share, n, confidence), wilson(other_share, other_n, confidence)
    difference = share - other_share
    return Interval(
        difference - sqrt((share - one.low) ** 2 + (other.high - other_share) ** 2),
        difference + sqrt((one.high - share) ** 2 + (other_share - other.low) ** 2),
    )


def mean_interval(
    mean: float, sd: float, n: float, confidence: float = CONFIDENCE
) -> Interval | None:
    """Give the interval of a mean by Student's t with n - 1 degrees of freedom.

    `sd` is of the sample (divisor n - 1), in the unit of the mean. None when n is 1 or less.
    """
    if n <= 1:
        return None
    half = float(scipy.stats.t.ppf((1 + confidence) / 2, n - 1)) * sd / sqrt(n)
    return Interval(mean - half, mean + half)


def margin_of_error(
    n: float,
    share: float = 0.5,
    population: float | None = None,
    confidence: float = CONFIDENCE,
) -> float:
    """Give half the width (0 to 1) of the textbook interval, widest at a share of a half.

    With a `population` it is narrowed by the finite correction sqrt((N - n) / (N - 1)).
    """
    _check_share(share, n)
    correction = 1.0
    if population is not None and population > 1:
        correction = sqrt(max(0.0, population - n) / (population - 1))
    return _z(confidence) * sqrt(share * (1 - share) / n) * correction


def _z(confidence: float) -> float:
    return float(scipy.stats.norm.ppf((1 + confidence) / 2))


def _check_share(share: float, n: float) -> None:
    if not 0 <= share <= 1:
        raise ValueError(f"A share lies between 0 and 1, and {share!r} does not.")
    if not n > 0:
        raise ValueError(
            f"A share of {n!r} people has no interval. Ask only when someone answered."
        )
