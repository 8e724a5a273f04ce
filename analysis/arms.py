"""Two sets of different people: an arm beside a control arm, who stayed beside who left.

Numbers are on the scale of the question; a difference is first minus second. Welch's test lets the
two sets vary differently (Welch 1947; degrees of freedom by Satterthwaite 1946).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import scipy

from .intervals import Interval, wilson


@dataclass(frozen=True)
class Sample:
    """How many people, and the mean and standard deviation (n - 1) of their numbers."""

    n: int
    mean: float | None
    sd: float | None

    @classmethod
    def of(cls, numbers: Sequence[float]) -> Sample:
        values = np.asarray(numbers, dtype=float)
        return cls(
            n=len(values),
            mean=float(values.mean()) if len(values) else None,
            sd=float(values.std(ddof=1)) if len(values) > 1 else None,
        )


@dataclass(frozen=True)
class Difference:
    """Two samples apart; None is what cannot be tested: under two on a side, or nobody differs."""

    first: Sample
    second: Sample
    difference: float | None
    t: float | None = None
    df: float | None = None
    p: float | None = None
    interval: Interval | None = None


def compare_samples(first: Sample, second: Sample) -> Difference:
    """Test whether two sets of different people differ: t = (m1 - m2) / sqrt(s1^2/n1 + s2^2/n2)."""
    if first.mean is None or second.mean is None:
        return Difference(first, second, None)
    apart = first.mean - second.mean
    if first.sd is None or second.sd is None or not (first.sd or second.sd):
        return Difference(first, second, apart)
    parts = [sample.sd**2 / sample.n for sample in (first, second) if sample.sd is not None]
    error = sqrt(sum(parts))
    df = sum(parts) ** 2 / (parts[0] ** 2 / (first.n - 1) + parts[1] ** 2 / (second.n - 1))
    half = float(scipy.stats.t.ppf(0.975, df)) * error
    return Difference(
        first,
        second,
        difference=apart,
        t=apart / error,
        df=df,
        p=2 * float(scipy.stats.t.sf(abs(apart) / error, df)),
        interval=Interval(apart - half, apart + half),
    )


Pairs = Sequence[tuple[float | None, float | None]]


def compare_arms(treatment: Pairs, control: Pairs) -> Difference:
    """Set the change of those who deliberated beside the change of those who did not.

    Each person is (before, after); who lacks either is left out. Only this difference, and never
    the change of one arm, can be put down to the deliberation.
    """
    return compare_samples(*(Sample.of(changes_of(arm)) for arm in (treatment, control)))


def changes_of(people: Pairs) -> list[float]:
    """Return after minus before of everybody who has both."""
    return [after - before for before, after in people if before is not None and after is not None]


@dataclass(frozen=True)
class Retention:
    """How many of those assigned stayed to the end, with Wilson's interval; shares from 0 to 1."""

    assigned: int
    stayed: int

    @property
    def share(self) -> float | None:
        return self.stayed / self.assigned if self.assigned else None

    @property
    def interval(self) -> Interval | None:
        return None if self.share is None else wilson(self.share, self.assigned)
