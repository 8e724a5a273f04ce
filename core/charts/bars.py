"""Plain bars: one for each row, with any figures beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .marks import Axis


@dataclass(frozen=True)
class Bar:
    """A row: how long its bar is, None where it may not be drawn, and its figures in words.

    `mark` is drawn across the bar, such as a target or what all have together.
    """

    label: str
    length: float | None
    figures: tuple[str, ...]
    mark: float | None = None
    url: str = ""


@dataclass(frozen=True)
class DrawnBar:
    label: str
    width: str
    mark_x: str
    figures: tuple[tuple[str, str], ...]  # each with the head of its column
    url: str


def plain_bars(bars: Iterable[Bar], heads: Iterable[str]) -> list[DrawnBar]:
    """Draw all bars on one axis from nought to past the longest."""
    bars, heads = list(bars), tuple(heads)
    longest = max((max(bar.length or 0, bar.mark or 0) for bar in bars), default=0)
    axis = Axis(0, longest * 1.05 or 1, margin=0)
    return [
        DrawnBar(
            label=bar.label,
            width="" if bar.length is None else axis.width((0, bar.length)),
            mark_x="" if bar.mark is None else axis.x(bar.mark),
            figures=tuple(zip(heads, bar.figures, strict=True)),
            url=bar.url,
        )
        for bar in bars
    ]
