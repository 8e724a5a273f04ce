"""The map of wards: five steps of one colour, and hatching where too few answered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

from django.utils.translation import gettext as _

from . import marks
from .marks import Hidden


class Outlined(Protocol):
    """What a map needs to know of a ward; `panel.models.Ward` is one."""

    code: str
    name: str
    outline: str
    centre_x: float
    centre_y: float


@dataclass(frozen=True)
class Area:
    code: str
    path: str
    fill: str
    is_hidden: bool


@dataclass(frozen=True)
class Label:
    x: str
    y: str
    text: str
    is_quiet: bool = False


@dataclass(frozen=True)
class Pin:
    x: str
    y: str
    text_y: str
    text: str


@dataclass(frozen=True)
class Step:
    """One line of the key."""

    fill: str
    text: str


@dataclass(frozen=True)
class WardMap:
    """A map, ready to draw. The title says the finding; the table beside it holds the figures.

    `size` is the height of letters in the map's own units, whatever those are.
    """

    id: str
    title: str
    view_box: str
    size: str
    halo: str
    radius: str
    areas: tuple[Area, ...]
    labels: tuple[Label, ...]
    pins: tuple[Pin, ...]
    hidden_at: tuple[Label, ...]
    key: tuple[Step, ...]
    has_hidden: bool
    is_cropped: bool


DEFAULT_BREAKS = (0.45, 0.55, 0.65, 0.75)


def ward_map(
    wards: Iterable[Outlined],
    *,
    title: str,
    values: Mapping[str, float | Hidden] | None = None,
    breaks: tuple[float, float, float, float] = DEFAULT_BREAKS,
    highlight: Iterable[str] = (),
    steps: Mapping[str, int] | None = None,
    label: Iterable[str] = (),
    quiet_label: Iterable[str] = (),
    pins: Mapping[str, str] | None = None,
    crop_to: Iterable[str] = (),
    id: str = "map",
) -> WardMap:
    """Draw the wards.

    Shade by `values` (code to a share, or "c") at four `breaks`, or give `steps` (code to 1–5)
    outright; `highlight` and `label` take codes; `pins` writes a short text on a ward; `crop_to`
    shows the surroundings of some wards only.
    """
    wards = list(wards)
    values, steps, pins = values or {}, steps or {}, pins or {}
    highlight, label, quiet_label = set(highlight), set(label), set(quiet_label)
    crop_to = set(crop_to)
    box = box_of([ward.outline for ward in wards if not crop_to or ward.code in crop_to])
    if crop_to:
        box = with_room(box)
    size = max(box[2], box[3] * 0.85) * 0.035
    pinned = [(ward.centre_x, ward.centre_y) for ward in wards if ward.code in pins]
    areas, hidden_at = [], []
    for ward in wards:
        value = values.get(ward.code)
        is_hidden = marks.is_hidden(value)
        if is_hidden:
            hidden_at.append(_label_on(ward, marks.SUPPRESSED, size))
        areas.append(
            Area(
                code=ward.code,
                path=ward.outline,
                fill=_fill(ward.code, value, breaks, highlight, steps),
                is_hidden=is_hidden,
            )
        )
    return WardMap(
        id=id,
        title=title,
        view_box=" ".join(_number(number) for number in box),
        size=f"{size:.4g}",
        halo=f"{size / 4:.4g}",
        radius=f"{size * 0.92:.4g}",
        areas=tuple(areas),
        labels=apart(
            [
                _label_over(ward, size, top=box[1])
                if ward.code in highlight
                else _label_on(
                    ward,
                    ward.name,
                    size,
                    is_quiet=ward.code in quiet_label,
                    clear_of=[] if ward.code in pins else pinned,
                )
                for ward in wards
                if ward.code in label or ward.code in quiet_label
            ],
            size,
        ),
        pins=tuple(
            Pin(
                _number(ward.centre_x),
                _number(ward.centre_y),
                _number(ward.centre_y + size / 3),
                pins[ward.code],
            )
            for ward in wards
            if ward.code in pins
        ),
        hidden_at=tuple(hidden_at),
        key=_key(breaks) if values else (),
        has_hidden=bool(hidden_at),
        is_cropped=bool(crop_to),
    )


def _fill(code, value, breaks, highlight, steps) -> str:
    if code in highlight:
        return "qme"
    if code in steps:
        return f"q{steps[code]}"
    if value is None or marks.is_hidden(value):
        return "q0"
    # Shade what is printed: a ward must not be a step away from its own figure in the table.
    printed = marks.round_half_up(value * 100) / 100
    return f"q{1 + sum(printed >= edge for edge in breaks)}"


def _key(breaks) -> tuple[Step, ...]:
    edges = [marks.round_half_up(edge * 100) for edge in breaks]
    steps = [Step("q1", _("under %(high)d%%") % {"high": edges[0]})]
    for number, (low, high) in enumerate(zip(edges, edges[1:], strict=False), start=2):
        steps.append(
            Step(f"q{number}", _("%(low)d to %(high)d%%") % {"low": low, "high": high - 1})
        )
    return (*steps, Step("q5", _("%(low)d%% or more") % {"low": edges[-1]}))


def _label_on(ward, text, size, *, is_quiet=False, clear_of=()) -> Label:
    """A name in the middle of its ward, moved up or down where a pin would cover it."""
    middle = ward.centre_y
    for x, y in clear_of:
        if abs(x - ward.centre_x) < size * (1 + 0.3 * len(text)) and abs(y - middle) < size * 1.6:
            middle = y - size * 1.6 if y > ward.centre_y else y + size * 1.6
    return Label(_number(ward.centre_x), _number(middle + size / 3), text, is_quiet)


def _label_over(ward, size, *, top: float) -> Label:
    """A name above its dark ward, or below it at the edge of the map."""
    _x, y, _width, height = box_of([ward.outline])
    over, below = y - size * 0.4, y + height + size * 1.1
    return Label(_number(ward.centre_x), _number(over if over - size > top else below), ward.name)


def apart(labels: list[Label], size: float) -> tuple[Label, ...]:
    """Move names down that would be written over others, the highest first."""
    placed: list[Label] = []
    for label in sorted(labels, key=lambda label: float(label.y)):
        y = float(label.y)
        while any(_is_over(label, y, other, size) for other in placed):
            y += size * 0.6
        placed.append(replace(label, y=_number(y)))
    return tuple(placed)


def _is_over(label: Label, y: float, other: Label, size: float) -> bool:
    room = (len(label.text) + len(other.text)) * size * 0.27
    return abs(float(label.x) - float(other.x)) < room and abs(y - float(other.y)) < size * 1.1


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def with_room(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """A box with its surroundings, always wider than tall."""
    x, y, width, height = box
    room = max(width, height) * 0.25
    x, y, width, height = x - room, y - room, width + 2 * room, height + 2 * room
    wanted = max(width, height * 1.2)
    return x - (wanted - width) / 2, y, wanted, height


def box_of(outlines: Iterable[str]) -> tuple[float, float, float, float]:
    """The smallest view box that holds these outlines: x, y, width, height."""
    corners = [_corners(outline) for outline in outlines if outline]
    if not corners:
        return 0.0, 0.0, 1.0, 1.0
    left, top = min(c[0] for c in corners), min(c[1] for c in corners)
    right, bottom = max(c[2] for c in corners), max(c[3] for c in corners)
    return left, top, right - left, bottom - top


TOKEN = re.compile(r"[MmLlHhVvZz]|-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?")


@lru_cache(maxsize=512)
def _corners(outline: str) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a path of straight lines."""
    points = [point for ring in rings_of(outline) for point in ring]
    if not points:
        return 0.0, 0.0, 1.0, 1.0
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def holds(outline: str, x: float, y: float) -> bool:
    """Say whether a point lies inside a path of straight lines: outside its holes, by even-odd."""
    is_inside = False
    for ring in rings_of(outline):
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], *ring[:1]], strict=True):
            # Each edge that a ray to the right crosses changes sides.
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
                is_inside = not is_inside
    return is_inside


@lru_cache(maxsize=512)
def rings_of(outline: str) -> list[list[tuple[float, float]]]:
    """Return the corners of a path of straight lines, ring by ring."""
    rings: list[list[tuple[float, float]]] = []
    x = y = start_x = start_y = 0.0
    command, tokens = "M", TOKEN.findall(outline)
    position = 0
    while position < len(tokens):
        if tokens[position].isalpha():
            command = tokens[position]
            position += 1
            if command in "Zz":
                x, y = start_x, start_y
            continue
        first = float(tokens[position])
        base_x, base_y = (x, y) if command.islower() else (0.0, 0.0)
        if command in "Hh":
            x, position = base_x + first, position + 1
        elif command in "Vv":
            y, position = base_y + first, position + 1
        else:
            x, y = base_x + first, base_y + float(tokens[position + 1])
            position += 2
            if command in "Mm":
                start_x, start_y = x, y
                command = "L" if command == "M" else "l"
                rings.append([])
        rings[-1].append((x, y))
    return rings
