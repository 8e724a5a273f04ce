"""Rows of the one table that all benchmarks fill."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A figure of ours beside the same figure of the floor, and the ratio that was promised."""

    name: str
    ours: float
    floor: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.floor if self.floor else float("inf")

    @property
    def is_met(self) -> bool:
        return (self.at_least is None or self.ratio >= self.at_least) and (
            self.at_most is None or self.ratio <= self.at_most
        )

    @property
    def goal(self) -> str:
        if self.at_least is not None:
            return f"≥ {self.at_least:g}"
        if self.at_most is not None:
            return f"≤ {self.at_most:g}"
        return ""

    def __str__(self) -> str:
        missed = "" if self.is_met else " missed"
        return (
            f"| {self.name} ({self.unit}) | {_readable(self.ours)} | {_readable(self.floor)} "
            f"| {self.ratio:.2f} | {self.goal}{missed} |"
        )


def _readable(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"


HEADER = "| row | ours | floor | ratio | goal |\n|---|---|---|---|---|"
