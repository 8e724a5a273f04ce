"""What weights cost: effective numbers, design effects and weighted estimates.

After Kish, "Survey Sampling" (1965): n_eff = (sum w)^2 / sum w^2 and deff = n / n_eff.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .intervals import Interval, mean_interval


@dataclass(frozen=True)
class WeightSummary:
    """How uneven a set of weights is, and what that costs."""

    n: int
    effective_n: float
    design_effect: float
    efficiency: float
    smallest: float
    largest: tuple[float, ...]
    warning: str


@dataclass(frozen=True)
class WeightedMean:
    """A mean with its standard error, and the people (real and effective) it rests on."""

    mean: float
    standard_error: float | None
    interval: Interval | None
    n: int
    effective_n: float


def effective_n(weights: ArrayLike) -> float:
    """Say how many equally weighted people would be as telling: 1,1,1,1,2,2,2,2 is 7.2."""
    w = _checked(weights)
    return float(w.sum() ** 2 / (w**2).sum())


def design_effect(weights: ArrayLike) -> float:
    """Say by how much weighting multiplies the variance: 1 for even weights, more for uneven."""
    w = _checked(weights)
    return len(w) / effective_n(w)


def efficiency(weights: ArrayLike) -> float:
    """Say which share (0 to 1) of the people weighting leaves effective."""
    return 1 / design_effect(weights)


def design_effect_warning(deff: float, amber: float = 2.0, red: float = 3.0) -> str:
    """Answer "red" (publish only with a recorded reason), "amber" or ""."""
    if deff > red:
        return "red"
    return "amber" if deff > amber else ""


def summarise_weights(weights: ArrayLike) -> WeightSummary:
    """Put everything a reader of weighted results should know about the weights in one place."""
    w = _checked(weights)
    deff = design_effect(w)
    return WeightSummary(
        n=len(w),
        effective_n=effective_n(w),
        design_effect=deff,
        efficiency=1 / deff,
        smallest=float(w.min()),
        largest=tuple(float(weight) for weight in np.sort(w)[::-1][:10]),
        warning=design_effect_warning(deff),
    )


def weighted_share(chose: Sequence[bool], weights: ArrayLike) -> float:
    """Give the share (0 to 1) of the weight that belongs to those who chose."""
    w = _checked(weights)
    return float(w[np.asarray(chose, dtype=bool)].sum() / w.sum())


def weighted_mean(values: ArrayLike, weights: ArrayLike) -> WeightedMean:
    """Give a weighted mean, its standard error from n_eff, and its 95% interval by t.

    The variance is the weighted one with n_eff / (n_eff - 1), which is the usual one when all
    weights are equal. No error and no interval on one effective person.
    """
    w, x = _checked(weights), np.asarray(values, dtype=float)
    if len(x) != len(w):
        raise ValueError(f"{len(x)} values cannot carry {len(w)} weights.")
    mean, effective = float(np.average(x, weights=w)), effective_n(w)
    if effective <= 1 + 1e-12:
        return WeightedMean(mean, None, None, len(x), effective)
    spread = float(np.average((x - mean) ** 2, weights=w)) * effective / (effective - 1)
    return WeightedMean(
        mean=mean,
        standard_error=sqrt(spread / effective),
        interval=mean_interval(mean, sqrt(spread), effective),
        n=len(x),
        effective_n=effective,
    )


def _checked(weights: ArrayLike) -> NDArray[np.float64]:
    w = np.asarray(weights, dtype=float)
    if w.ndim != 1 or not len(w):
        raise ValueError("Weights are a list with one number for each person, and at least one.")
    if not np.isfinite(w).all() or (w < 0).any() or not w.any():
        raise ValueError("Weights are numbers of 0 or more, and not all of them 0.")
    return w
