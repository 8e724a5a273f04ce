"""Whether two or more sets of people are made up alike: Pearson's chi-square of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy


@dataclass(frozen=True)
class Association:
    """Chi-square with its degrees of freedom and p; `lowest_expected` under 5 makes it rough."""

    chi_square: float
    df: int
    p: float
    lowest_expected: float


def association(counts: Sequence[Sequence[int]]) -> Association | None:
    """Test a table of groups (rows) by sets of people (columns), uncorrected (Pearson 1900).

    Rows and columns of nobody say nothing and are left out; None where fewer than two remain.
    """
    table = np.array(counts, dtype=float)
    if table.ndim != 2 or (table < 0).any():
        raise ValueError("Counts stand in rows of one length, and none is below 0.")
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    if min(table.shape) < 2:
        return None
    found = scipy.stats.chi2_contingency(table, correction=False)
    return Association(
        float(found.statistic),
        int(found.dof),
        float(found.pvalue),
        float(found.expected_freq.min()),
    )
