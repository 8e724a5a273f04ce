"""What every chart shares: the scale from figures to per cent of the width, and figures in words.

Charts are drawn on the server as SVG in the rows of a table: x in per cent, y in pixels, so that
text and dots stay round at any width. A figure that may not be published arrives as "c", and
nothing of it can be drawn, because nothing of it is here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SUPPRESSED = "c"
Hidden = Literal["c"]
Interval = tuple[float, float]

MINUS = "−"


def is_hidden(*figures: object) -> bool:
    """Whether any of these figures is kept back."""
    return any(isinstance(figure, str) and figure == SUPPRESSED for figure in figures)


def figure(value: float | Hidden) -> float:
    """Return a figure to draw; one that is kept back stops the page rather than be guessed at."""
    if isinstance(value, str):
        raise ValueError("A figure that is kept back has no place in a picture.")
    return value


@dataclass(frozen=True)
class Axis:
    """A straight axis from `low` to `high`, set in from both edges by `margin` per cent."""

    low: float = 0
    high: float = 10
    margin: float = 4

    def at(self, value: float) -> float:
        """Per cent of the width; a value past an end is drawn at that end."""
        value = min(max(value, self.low), self.high)
        return self.margin + (value - self.low) / (self.high - self.low) * (100 - 2 * self.margin)

    def x(self, value: float) -> str:
        return per_cent(self.at(value))

    def width(self, interval: Interval) -> str:
        return per_cent(self.at(interval[1]) - self.at(interval[0]))


OPINION = Axis(0, 10)
WHOLE = Axis(0, 1, margin=0)


def per_cent(position: float) -> str:
    """A place in an SVG: always a point for the decimals, whatever the language."""
    return f"{position:.2f}".rstrip("0").rstrip(".") + "%"


def mean(value: float | Hidden) -> str:
    """An average answer, to one decimal: "5.6"."""
    return SUPPRESSED if is_hidden(value) else f"{value:.1f}"


def share(value: float | Hidden) -> str:
    """A share between 0 and 1 as whole per cent: "61%"."""
    return SUPPRESSED if is_hidden(value) else f"{round_half_up(figure(value) * 100)}%"


def count(value: int | Hidden) -> str:
    """A number of people, with commas: "1,184"."""
    return SUPPRESSED if is_hidden(value) else f"{value:,}"


def signed(value: float, digits: int = 1) -> str:
    """A change with its sign: "+1.2", "−0.9"; one that rounds to nothing has none."""
    text = f"{abs(value):.{digits}f}"
    if not float(text):
        return text
    return ("+" if value > 0 else MINUS) + text


def points(difference: float) -> int:
    """A difference of shares in whole points, without its sign."""
    return round_half_up(abs(difference) * 100)


def round_half_up(value: float) -> int:
    """As people round, not as bankers do: 0.5 is 1. Guards against 28.499999 from 0.285."""
    return int(round(value, 6) + 0.5)
