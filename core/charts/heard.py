"""Who answered beside who lives here: a tick for residents and a dot for those who answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from . import marks
from .marks import Axis, Hidden
from .people import NOTHING, index_figure, tenths


@dataclass(frozen=True)
class Heard:
    """A group's share of residents and of those who answered, between 0 and 1, and its index.

    `residents` and `index` are None where there is nothing to compare with; `heard` is "under" or
    "over" where the index is far from 100.
    """

    label: str
    residents: float | None
    share: float | Hidden
    number: int | Hidden
    index: float | Hidden | None
    heard: str = ""


@dataclass(frozen=True)
class HeardRow:
    label: str
    residents: str
    share: str
    number: str
    index: str
    heard: str
    tick_x: str
    dot_x: str


def heard_rows(groups: Iterable[Heard]) -> list[HeardRow]:
    """Draw all on one axis from nobody to past the largest share; what is hidden has no dot."""
    groups = [_hidden(one) if marks.is_hidden(one.number) else one for one in groups]
    shares = [one.share for one in groups if not isinstance(one.share, str)]
    largest = max([one.residents or 0 for one in groups] + shares, default=0)
    axis = Axis(0, max(largest * 1.1, 0.01), margin=2)
    return [
        HeardRow(
            label=one.label,
            residents=NOTHING if one.residents is None else tenths(one.residents),
            share=one.share if isinstance(one.share, str) else marks.share(one.share),
            number=one.number if isinstance(one.number, str) else marks.count(one.number),
            index=one.index if isinstance(one.index, str) else index_figure(one.index),
            heard=one.heard,
            tick_x="" if one.residents is None else axis.x(one.residents),
            dot_x="" if isinstance(one.share, str) else axis.x(one.share),
        )
        for one in groups
    ]


def _hidden(one: Heard) -> Heard:
    """Return a group whose number is kept back, with nothing of it left."""
    return replace(one, share="c", index=None if one.index is None else "c", heard="")
