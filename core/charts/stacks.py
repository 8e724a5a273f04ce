"""The rows of a grid: how the answers to each divide, from one end of a scale to the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from . import marks
from .marks import Hidden
from .shares import Bar, parts_in_row

# From dark to light, as many steps as there are answers; what lies beside the scale is grey.
TONES = {
    1: ("q4",),
    2: ("q5", "q2"),
    3: ("q5", "q3", "q1"),
    4: ("q5", "q4", "q2", "q1"),
    5: ("q5", "q4", "q3", "q2", "q1"),
    6: ("q6", "q5", "q4", "q3", "q2", "q1"),
    7: ("q6", "q5", "q4", "q-between", "q3", "q2", "q1"),
}
BESIDE = "f-rest"


@dataclass(frozen=True)
class Stack:
    """One row: its answers with their shares between 0 and 1, in order, and how many answered.

    The last answer lies beside the scale if `has_beside`, as “I do not know” does.
    """

    label: str
    shares: tuple[tuple[str, float | Hidden], ...]
    people: int | Hidden
    has_beside: bool = False


@dataclass(frozen=True)
class KeyStep:
    tone: str
    text: str


def tones_of(stack: Stack) -> list[str]:
    """Return the colour of each answer."""
    on_scale = len(stack.shares) - stack.has_beside
    return [*TONES[on_scale], *([BESIDE] if stack.has_beside else [])]


def stacked_bars(stacks: Iterable[Stack]) -> list[Bar]:
    """One bar a row, its answers in fixed order; a row with anything kept back has no parts."""
    return [_bar(stack) for stack in stacks]


def _bar(stack: Stack) -> Bar:
    sentence = ", ".join(f"{label} {marks.share(share)}" for label, share in stack.shares)
    shares = [share for _label, share in stack.shares]
    if marks.is_hidden(*shares, stack.people):
        return Bar(stack.label, "", marks.count(stack.people), (), sentence)
    parts = parts_in_row(zip(tones_of(stack), map(marks.figure, shares), strict=True))
    return Bar(stack.label, "", marks.count(stack.people), parts, sentence)


def key_of(stacks: Sequence[Stack]) -> list[KeyStep]:
    """Name the colours; every row has the same answers."""
    if not stacks:
        return []
    first = stacks[0]
    labels = [label for label, _share in first.shares]
    return [KeyStep(tone, label) for tone, label in zip(tones_of(first), labels, strict=True)]
