"""The same people asked the same item before and after: what changed, and is it clear?

Answers are numbers on a scale (0 to 10 unless told), `DO_NOT_KNOW`, or None for a person who did
not answer; the two lists are aligned by person. Codes for missing answers (77, 98, -8) must be
gone: a number off the scale is refused. Means, changes and their intervals are in points of the
scale; shares are between 0 and 1; nothing is rounded here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Final, Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from .intervals import Interval, mean_interval, wilson
from .significance import LEVEL, McNemar, holm, mcnemar, stars

DO_NOT_KNOW: Final = "do_not_know"
Answer = float | Literal["do_not_know"] | None
Verdict = Literal["rise", "fall", "unclear", "untestable"]
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Scale:
    """The numbers people could choose, and the middle that is neither for nor against."""

    low: float = 0
    high: float = 10
    middle: float = 5


ZERO_TO_TEN = Scale()


@dataclass(frozen=True)
class Wave:
    """One asking of one item: the base is `n`, those who chose a number on the scale.

    `against`, `middle` and `in_favour` count people, and their shares are of `n`;
    `do_not_know` is beside them and its share is of all who answered at all. A share or mean of
    nobody is None.
    """

    n: int
    mean: float | None
    sd: float | None
    interval: Interval | None
    against: int
    middle: int
    in_favour: int
    do_not_know: int

    @property
    def against_share(self) -> float | None:
        return _share(self.against, self.n)

    @property
    def middle_share(self) -> float | None:
        return _share(self.middle, self.n)

    @property
    def in_favour_share(self) -> float | None:
        return _share(self.in_favour, self.n)

    @property
    def answered(self) -> int:
        return self.n + self.do_not_know

    @property
    def do_not_know_share(self) -> float | None:
        return _share(self.do_not_know, self.answered)


@dataclass(frozen=True)
class PairedChange:
    """How one item moved, among the `n_pairs` people with a number at both times.

    `before` and `after` are each wave on its own, `paired_before` and `paired_after` the same for
    the pairs alone. `p` is of a two-sided paired t-test, `p_adjusted` is Holm's over all items
    compared together. What cannot be tested (fewer than two pairs, or everybody moved by the same
    amount) has no t, p or interval and the verdict "untestable".
    """

    n_pairs: int
    before: Wave
    after: Wave
    paired_before: Wave
    paired_after: Wave
    mean_change: float | None
    sd_change: float | None
    standard_error: float | None
    t: float | None
    df: int | None
    p: float | None
    p_adjusted: float | None
    interval: Interval | None
    effect_size: float | None

    @property
    def verdict(self) -> Verdict:
        """Say "rise" or "fall" only if the interval leaves out 0 and adjusted p is below 0.05."""
        if self.interval is None or self.p_adjusted is None or self.mean_change is None:
            return "untestable"
        if not self.interval.excludes(0) or self.p_adjusted >= LEVEL:
            return "unclear"
        return "rise" if self.mean_change > 0 else "fall"

    @property
    def stars(self) -> str:
        """Mark the raw p, as published tables do."""
        return stars(self.p)

    @property
    def base(self) -> Literal["analysts", "small", "normal"]:
        """Say who may see the means: under 10 pairs analysts only, under 30 with "small base"."""
        if self.n_pairs < 10:
            return "analysts"
        return "small" if self.n_pairs < 30 else "normal"


@dataclass(frozen=True)
class ShareChange:
    """How a yes/no share moved among the same people; shares and the change are of all of them."""

    n: int
    yes_then_no: int
    no_then_yes: int
    share_before: float | None
    share_after: float | None
    change: float | None
    standard_error: float | None
    interval: Interval | None
    interval_before: Interval | None
    interval_after: Interval | None
    test: McNemar


def compare_item(
    before: Sequence[Answer], after: Sequence[Answer], *, scale: Scale = ZERO_TO_TEN
) -> PairedChange:
    """Compare one item before and after, tested on its own."""
    if len(before) != len(after):
        raise ValueError(
            f"{len(before)} answers before and {len(after)} after are not aligned by person."
        )
    first, then = _numbers(before, scale), _numbers(after, scale)
    both = ~np.isnan(first) & ~np.isnan(then)
    # "Do not know" cannot be one of a pair, so paired waves have none.
    change = PairedChange(
        n_pairs=int(both.sum()),
        before=_wave(first, scale, _unsure(before)),
        after=_wave(then, scale, _unsure(after)),
        paired_before=_wave(first[both], scale),
        paired_after=_wave(then[both], scale),
        **_test(then[both], first[both]),
    )
    return replace(change, p_adjusted=change.p)


def compare_items(
    items: Mapping[str, tuple[Sequence[Answer], Sequence[Answer]]], *, scale: Scale = ZERO_TO_TEN
) -> dict[str, PairedChange]:
    """Compare several items, each (before, after), with p adjusted over all of them by Holm."""
    changes = {
        name: compare_item(before, after, scale=scale) for name, (before, after) in items.items()
    }
    adjusted = holm([change.p for change in changes.values()])
    return {
        name: replace(change, p_adjusted=p)
        for (name, change), p in zip(changes.items(), adjusted, strict=True)
    }


def compare_share(before: Sequence[bool | None], after: Sequence[bool | None]) -> ShareChange:
    """Compare a yes/no answer before and after, over people with an answer at both times."""
    pairs = [
        (first, then)
        for first, then in zip(before, after, strict=True)
        if first is not None and then is not None
    ]
    return share_change_of_counts(
        both_yes=pairs.count((True, True)),
        yes_then_no=pairs.count((True, False)),
        no_then_yes=pairs.count((False, True)),
        both_no=pairs.count((False, False)),
    )


def share_change_of_counts(
    *, both_yes: int, yes_then_no: int, no_then_yes: int, both_no: int
) -> ShareChange:
    """Compare a yes/no share from its two-by-two table of people.

    SE = sqrt(b + c - (b - c)^2 / n) / n, and the interval is change -/+ 1.959964 SE (Agresti).
    """
    n = both_yes + yes_then_no + no_then_yes + both_no
    test = mcnemar(yes_then_no, no_then_yes)
    if not n:
        return ShareChange(0, 0, 0, None, None, None, None, None, None, None, test)
    net, changers = no_then_yes - yes_then_no, no_then_yes + yes_then_no
    first, then = (both_yes + yes_then_no) / n, (both_yes + no_then_yes) / n
    error = sqrt(changers - net**2 / n) / n
    half = float(scipy.stats.norm.ppf(0.975)) * error
    return ShareChange(
        n=n,
        yes_then_no=yes_then_no,
        no_then_yes=no_then_yes,
        share_before=first,
        share_after=then,
        change=net / n,
        standard_error=error,
        # Nobody or everybody changing gives a width of nothing, which is no interval.
        interval=Interval(net / n - half, net / n + half) if error else None,
        interval_before=wilson(first, n),
        interval_after=wilson(then, n),
        test=test,
    )


def _test(then: Numbers, first: Numbers) -> dict:
    """Run the paired t-test: t = d / (s_d / sqrt n) with n - 1 degrees of freedom."""
    untested = dict.fromkeys(
        ("t", "df", "p", "p_adjusted", "interval", "effect_size", "standard_error")
    )
    differences = then - first
    n = len(differences)
    if n < 2:
        mean = float(differences[0]) if n else None
        return untested | {"mean_change": mean, "sd_change": None}
    mean, sd = float(differences.mean()), float(differences.std(ddof=1))
    # One step by everybody (0.3 from 0.1 to 0.4, from 0.2 to 0.5) varies by binary noise alone.
    if sd <= 1e-12 * max(1.0, float(np.abs(then).max()), float(np.abs(first).max())):
        return untested | {"mean_change": mean, "sd_change": 0.0}
    result = scipy.stats.ttest_rel(then, first)
    ends = result.confidence_interval(0.95)
    return untested | {
        "mean_change": mean,
        "sd_change": sd,
        "standard_error": sd / sqrt(n),
        "t": float(result.statistic),
        "df": n - 1,
        "p": float(result.pvalue),
        "interval": Interval(float(ends.low), float(ends.high)),
        "effect_size": mean / sd,
    }


def _wave(numbers: Numbers, scale: Scale, unsure: int = 0) -> Wave:
    given = numbers[~np.isnan(numbers)]
    n = len(given)
    mean = float(given.mean()) if n else None
    sd = float(given.std(ddof=1)) if n > 1 else None
    return Wave(
        n=n,
        mean=mean,
        sd=sd,
        interval=mean_interval(mean, sd, n) if mean is not None and sd is not None else None,
        against=int((given < scale.middle).sum()),
        middle=int((given == scale.middle).sum()),
        in_favour=int((given > scale.middle).sum()),
        do_not_know=unsure,
    )


def _numbers(answers: Sequence[Answer], scale: Scale) -> Numbers:
    """Keep the numbers, with NaN for whoever gave none."""
    numbers = [
        np.nan if answer is None or answer == DO_NOT_KNOW else float(answer) for answer in answers
    ]
    for number in numbers:
        if number < scale.low or number > scale.high:
            raise ValueError(
                f"{number:g} is not on the scale from {scale.low:g} to {scale.high:g}. "
                "Replace codes for missing answers by None before comparing."
            )
    return np.array(numbers, dtype=float)


def _unsure(answers: Sequence[Answer]) -> int:
    return sum(answer == DO_NOT_KNOW for answer in answers)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
