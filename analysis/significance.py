"""Whether a difference could be chance: p values, their stars, and many questions at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import scipy

LEVEL = 0.05


@dataclass(frozen=True)
class McNemar:
    """The test of a changed yes/no share, by the counts of those who changed their answer.

    `p` is the one to print: exact below 25 changers, continuity-corrected from there. Every
    number is None when nobody changed: then there is nothing to test.
    """

    changers: int
    uncorrected: float | None
    corrected: float | None
    p_uncorrected: float | None
    p_corrected: float | None
    p_exact: float | None
    p: float | None
    method: str


def mcnemar(yes_then_no: int, no_then_yes: int) -> McNemar:
    """Test whether as many people went one way as the other (McNemar 1947, Edwards 1948).

    Exact p is two-sided binomial with a half; chi-squares have one degree of freedom, and the
    corrected one is (|b - c| - 1)^2 / (b + c), never below 0.
    """
    changers = yes_then_no + no_then_yes
    if not changers:
        return McNemar(0, None, None, None, None, None, None, "untestable")
    apart = abs(yes_then_no - no_then_yes)
    uncorrected = apart**2 / changers
    corrected = max(apart - 1, 0) ** 2 / changers
    p_corrected = float(scipy.stats.chi2.sf(corrected, 1))
    p_exact = min(
        1.0, 2 * float(scipy.stats.binom.cdf(min(yes_then_no, no_then_yes), changers, 0.5))
    )
    method = "exact" if changers < 25 else "corrected"
    return McNemar(
        changers=changers,
        uncorrected=uncorrected,
        corrected=corrected,
        p_uncorrected=float(scipy.stats.chi2.sf(uncorrected, 1)),
        p_corrected=p_corrected,
        p_exact=p_exact,
        p=p_exact if method == "exact" else p_corrected,
        method=method,
    )


def mcnemar_bounds(yes_before: int, yes_after: int, n: int) -> tuple[float, float]:
    """Give the least and greatest corrected chi-square that two published totals allow.

    The fewest people changed when all went the same way, the most when as many crossed as could.
    Needs a change: the two totals must differ.
    """
    net = abs(yes_after - yes_before)
    if not net:
        raise ValueError("Two equal totals leave nothing to test.")
    crossed = min(yes_before, yes_after, n - yes_before, n - yes_after)
    return (net - 1) ** 2 / (net + 2 * crossed), (net - 1) ** 2 / net


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Adjust p values for having tested several items (Holm 1979), in the order given.

    None (not testable) stays None and does not count as a test.
    """
    tested = sorted((p, place) for place, p in enumerate(p_values) if p is not None)
    adjusted: list[float | None] = [None] * len(p_values)
    highest = 0.0
    for rank, (p, place) in enumerate(tested):
        highest = max(highest, min(1.0, p * (len(tested) - rank)))
        adjusted[place] = highest
    return adjusted


def format_p(p: float | None) -> str:
    """Show p to 3 decimals, "<0.001" below that, and "" when nothing was tested; never "0.000"."""
    if p is None:
        return ""
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def stars(p: float | None) -> str:
    """Mark a two-sided p: * below 0.05, ** below 0.01, *** below 0.001."""
    if p is None:
        return ""
    return "*" * sum(p < level for level in (LEVEL, 0.01, 0.001))


def signed_rank(differences: Sequence[float]) -> tuple[float, float] | None:
    """Return V and the two-sided p of Wilcoxon's signed-rank test (1945), for uneven scales.

    V is the sum of the ranks of the rises. Exact up to 50 differences without ties, otherwise by
    the normal approximation; who did not move is left out. None if nobody moved.
    """
    moved = [difference for difference in differences if difference]
    if not moved:
        return None
    sizes = [abs(difference) for difference in moved]
    exact = len(moved) <= 50 and len(set(sizes)) == len(sizes)
    p = scipy.stats.wilcoxon(moved, method="exact" if exact else "approx").pvalue
    ranks = scipy.stats.rankdata(sizes)
    rises = sum(rank for rank, difference in zip(ranks, moved, strict=True) if difference > 0)
    return float(rises), float(p)
