"""Rows of the one table that all benchmarks fill."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A figure of ours beside the same figure of the floor, and what was promised of their ratio.

    Where there is nothing to stand beside, such as for a size, the promise is of the figure itself.
    """

    name: str
    ours: float
    floor: float | None
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def ratio(self) -> float | None:
        if self.floor is None:
            return None
        return self.ours / self.floor if self.floor else float("inf")

    @property
    def is_met(self) -> bool:
        judged = self.ours if self.ratio is None else self.ratio
        return (self.at_least is None or judged >= self.at_least) and (
            self.at_most is None or judged <= self.at_most
        )

    @property
    def goal(self) -> str:
        if self.at_least is not None:
            return f"≥ {self.at_least:g}"
        if self.at_most is not None:
            return f"≤ {self.at_most:g}"
        return ""

    def __str__(self) -> str:
        name = f"{self.name} ({self.unit})" if self.unit else self.name
        floor = "" if self.floor is None else _readable(self.floor)
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        missed = "" if self.is_met else " missed"
        return f"| {name} | {_readable(self.ours)} | {floor} | {ratio} | {self.goal}{missed} |"


@dataclass(frozen=True)
class NotRun:
    """A row that could not be made here, and why: it is named, not left out."""

    name: str
    why: str
    is_met: bool = True

    def __str__(self) -> str:
        return f"| {self.name} | not run: {self.why} |  |  |  |"


def _readable(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 or figure == int(figure) else f"{figure:.3g}"


HEADER = "| row | ours | floor | ratio | goal |\n|---|---|---|---|---|"
