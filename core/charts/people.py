"""Who lives here and who has a voice: census bars, members beside residents, and what is short."""

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


@dataclass(frozen=True)
class StandsFor:
    """A group of members beside the residents it stands for, with what it lacks.

    Shares are between 0 and 1; `index` is 100 where both are equal; `difference` is of the shares.
    `share`, `index` and `difference` are None where there is nothing to divide. `invitations` is
    None where no number is enough. `is_small`: this count is kept back from the public. Where
    `number` is kept back from everybody, so is all that follows from it.
    """

    label: str
    residents: float | None
    share: float | None
    number: int | Hidden
    index: float | None
    difference: float | None
    short: int | None
    invitations: int | None
    is_small: bool = False
    url: str = ""


@dataclass(frozen=True)
class StandsForRow:
    label: str
    url: str
    residents: str
    share: str
    number: str
    is_small: bool
    index: str
    points: str
    short: str
    invitations: str
    tick_x: str
    dot_x: str


def stands_for_rows(groups: Iterable[StandsFor]) -> list[StandsForRow]:
    """A tick for residents and a dot for members on one axis; shares to a tenth of a per cent."""
    groups = list(groups)
    shares = [max(group.residents or 0, _drawn(group) or 0) for group in groups]
    axis = Axis(0, max(max(shares, default=0) * 1.1, 0.01), margin=2)
    return [
        StandsForRow(
            label=group.label,
            url=group.url,
            residents=NOTHING if group.residents is None else tenths(group.residents),
            number=_number(group.number),
            is_small=group.is_small,
            tick_x="" if group.residents is None else axis.x(group.residents),
            dot_x="" if (share := _drawn(group)) is None else axis.x(share),
            **_following(group),
        )
        for group in groups
    ]


def _number(number: int | Hidden) -> str:
    return number if isinstance(number, str) else marks.count(number)


def _drawn(group: StandsFor) -> float | None:
    return None if marks.is_hidden(group.number) else group.share


def _following(group: StandsFor) -> dict[str, str]:
    """Put into words what follows from the number of a group."""
    if marks.is_hidden(group.number):
        return dict.fromkeys(("share", "index", "points", "short", "invitations"), marks.SUPPRESSED)
    return {
        "share": NOTHING if group.share is None else tenths(group.share),
        "index": index_figure(group.index),
        "points": NOTHING if group.difference is None else marks.signed(group.difference * 100),
        "short": NOTHING if group.short is None else marks.count(group.short),
        "invitations": NOTHING if group.invitations is None else marks.count(group.invitations),
    }


@dataclass(frozen=True)
class IndexBar:
    """One cell of a table of two things: its index, its people, and a bar that ends at 200."""

    column: str
    index: str
    number: str
    is_small: bool
    width: str
    is_under: bool


@dataclass(frozen=True)
class IndexRow:
    label: str
    url: str
    bars: tuple[IndexBar, ...]


INDEX = Axis(0, 200, margin=0)


def index_rows(
    groups: Iterable[tuple[str, str, Iterable[tuple[str, StandsFor]]]],
) -> list[IndexRow]:
    """A row a group of `label, address, (column, StandsFor) pairs`, a bar for each index."""
    return [
        IndexRow(
            label,
            url,
            tuple(
                IndexBar(
                    column=column,
                    index=index_figure(cell.index),
                    number=_number(cell.number),
                    is_small=cell.is_small,
                    width=INDEX.width((0, cell.index or 0)),
                    is_under=cell.index is not None and cell.index < 100,
                )
                for column, cell in cells
            ),
        )
        for label, url, cells in groups
    ]


NOTHING = "–"


def index_figure(value: float | None) -> str:
    """An index in whole numbers: 100 is as among residents."""
    return NOTHING if value is None else f"{marks.round_half_up(value)}"


def tenths(share: float) -> str:
    """A share of exact counts, to a tenth: wards of 3% are told apart by it."""
    return f"{marks.round_half_up(share * 1000) / 10:.1f}%"
