"""Who lives here and who has a voice: census bars, and members beside residents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from . import marks
from .marks import Axis, Hidden


@dataclass(frozen=True)
class Group:
    """A group's share of a ward and of the whole area, between 0 and 1, and its people."""

    label: str
    share: float
    city: float
    people: int | None = None


@dataclass(frozen=True)
class GroupBar:
    label: str
    width: str
    tick_x: str
    share: str
    city: str
    people: str


def census_bars(groups: Iterable[Group]) -> list[GroupBar]:
    """Bars for the ward with a tick for the area, on one axis from nobody to past the largest."""
    groups = list(groups)
    largest = max((max(group.share, group.city) for group in groups), default=0)
    axis = Axis(0, max(largest * 1.2, 0.1), margin=0)
    return [
        GroupBar(
            label=group.label,
            width=axis.width((0, group.share)),
            tick_x=axis.x(group.city),
            share=marks.share(group.share),
            city=marks.share(group.city),
            people="" if group.people is None else marks.count(group.people),
        )
        for group in groups
    ]


@dataclass(frozen=True)
class Represented:
    """A group's share of residents and of members, between 0 and 1, and its members."""

    label: str
    residents: float
    members: float | Hidden
    number: int | Hidden


@dataclass(frozen=True)
class RepresentedRow:
    label: str
    residents: str
    members: str
    number: str
    tick_x: str
    dot_x: str


def represented_rows(groups: Iterable[Represented]) -> list[RepresentedRow]:
    """A tick for residents and a dot for members; no dot where the number is kept back."""
    groups = list(groups)
    hidden = {group for group in groups if marks.is_hidden(group.members, group.number)}
    seen = [marks.figure(group.members) for group in groups if group not in hidden]
    largest = max([group.residents for group in groups] + seen, default=0)
    axis = Axis(0, max(largest * 1.1, 0.1), margin=2)
    return [
        RepresentedRow(
            label=group.label,
            residents=marks.share(group.residents),
            members=marks.SUPPRESSED if group in hidden else marks.share(group.members),
            number=marks.SUPPRESSED if group in hidden else marks.count(group.number),
            tick_x=axis.x(group.residents),
            dot_x="" if group in hidden else axis.x(marks.figure(group.members)),
        )
        for group in groups
    ]
