"""What a report says of expectation and experience: averages of the same people, and the gap.

The gap is experience minus expectation, person by person (SERVQUAL: Parasuraman, Zeithaml and
Berry, Journal of Retailing 64, 1988). Whoever chose to take part stands for nobody else, so an
interval is given only where everybody who answered had been drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from analysis.arms import Sample
from analysis.disclosure import ALL_THE_SAME_BELOW, SUPPRESSED, Figure, Sensitivity, suppress_list
from analysis.intervals import Interval
from analysis.pairing import compare_item
from polls.models import Item, Row
from results.answers import UNSURE
from results.counts import Counts
from results.protection import Hidden


@dataclass(frozen=True)
class GapResult:
    """One row: averages and the gap of the `n` people who gave both numbers."""

    code: str
    label: str
    n: int | Hidden
    unsure: int | Hidden
    expected: float | Hidden
    found: float | Hidden
    gap: float | Hidden
    interval: Interval | None = None
    spread: Sample | None = None  # of the gap, person by person; None where it is kept back

    @property
    def hides(self) -> bool:
        return SUPPRESSED in (self.n, self.gap, self.unsure)


def gaps_counted(item: Item, counts: Counts, threshold: int) -> tuple[GapResult, ...]:
    """Work out every row; who gave numbers and who did not know protect each other."""
    return tuple(_row(item, row, counts, threshold) for row in item.rows.all())


def _row(item: Item, row: Row, counts: Counts, threshold: int) -> GapResult:
    rated = counts.ratings(item, row.pk)
    published = suppress_list(
        {"rated": len(rated), "unsure": counts.of_row(item, row.pk)[UNSURE]},
        threshold,
        sensitivity=Sensitivity(item.sensitivity),
    )
    n = cast(Figure, published.counts["rated"])
    dont_know = published.counts["unsure"]
    if n == SUPPRESSED or len(rated) < threshold or _tells_one_answer(rated):
        return GapResult(row.code, row.label, n, dont_know, SUPPRESSED, SUPPRESSED, SUPPRESSED)
    compared = compare_item([pair[0] for pair in rated], [pair[1] for pair in rated])
    return GapResult(
        row.code,
        row.label,
        n,
        dont_know,
        cast(float, compared.paired_before.mean),
        cast(float, compared.paired_after.mean),
        cast(float, compared.mean_change),
        compared.interval if counts.is_all_drawn else None,
        Sample.of([found - expected for expected, found in rated]),
    )


def _tells_one_answer(rated: list[tuple[int, int]]) -> bool:
    """Say whether to have been among a few people is to have given away one's number."""
    alike = any(len(set(side)) == 1 for side in zip(*rated, strict=True))
    return len(rated) < ALL_THE_SAME_BELOW and alike


def gaps_hidden(item: Item) -> tuple[GapResult, ...]:
    """Name the rows of a question of which nothing may be shown."""
    return tuple(
        GapResult(row.code, row.label, SUPPRESSED, SUPPRESSED, SUPPRESSED, SUPPRESSED, SUPPRESSED)
        for row in item.rows.all()
    )
