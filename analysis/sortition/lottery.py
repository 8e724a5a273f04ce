"""Which panels may be drawn and how often: LEXIMIN, MAXIMIN, or a simple random draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum
from random import Random
from typing import Literal, get_args

from .fairness import IsCancelled, Mixture, Report, leximin, maximin
from .feasibility import Infeasible, examine, smallest_changes
from .panels import Panel, panels_of
from .programme import Programme
from .quotas import Selection, faults_of

Algorithm = Literal["leximin", "maximin", "random"]


@dataclass(frozen=True)
class Lottery:
    """Every panel that may be drawn with its probability, and each person's probability.

    `algorithm` is the one that ran. Panels are ids in order; their probabilities sum to 1, those
    of people to the number of seats. `impossible` says of people with probability 0 why no panel
    can hold them.
    """

    algorithm: Algorithm
    panels: Mapping[Panel, float]
    probabilities: Mapping[str, float]
    impossible: Mapping[str, str]

    @property
    def lowest(self) -> float:
        """The smallest probability of anybody in the pool."""
        return min(self.probabilities.values())

    @property
    def lowest_possible(self) -> float:
        """The smallest probability of those whom a panel can hold at all."""
        return min(
            chance for person, chance in self.probabilities.items() if person not in self.impossible
        )

    @property
    def highest(self) -> float:
        return max(self.probabilities.values())

    @property
    def gini(self) -> float:
        return gini(list(self.probabilities.values()))


def find_lottery(
    selection: Selection,
    algorithm: Algorithm = "leximin",
    *,
    randomness: Random | None = None,
    report: Report | None = None,
    is_cancelled: IsCancelled | None = None,
) -> Lottery:
    """Work out the lottery that this algorithm asks for, or fail: there is never another instead.

    LEXIMIN and MAXIMIN depend on nothing but the selection, not even on the order of the pool.
    A simple random draw shuffles, and needs `randomness`. `report` hears of progress, and
    `is_cancelled` is asked, between two steps of about a second at most in pools of hundreds.

    Raises `Infeasible` if no panel keeps every rule; `ValueError` for a simple random draw with
    quotas or shared households; `Cancelled`; `ArithmeticError` if the solver fails or what it
    found does not hold when counted.
    """
    if algorithm not in get_args(Algorithm):
        raise ValueError(f"There is no algorithm {algorithm!r}.")
    findings = examine(selection)
    if not findings.is_feasible:
        raise Infeasible(findings)
    impossible: dict[str, str] = {}
    if algorithm == "random":
        panels = _shuffled_panels(selection, randomness)
    else:
        programme = Programme(selection)
        search = leximin if algorithm == "leximin" else maximin
        mixture = search(programme, report, is_cancelled)
        panels = panels_of(mixture, programme.kinds)
        impossible = _why_impossible(selection, programme, mixture)
    lottery = Lottery(algorithm, panels, _probabilities(selection, panels), impossible)
    check(lottery, selection)
    return lottery


def check(lottery: Lottery, selection: Selection) -> None:
    """Count again: raise `ArithmeticError` unless each panel keeps each rule and all sums hold."""
    for panel in lottery.panels:
        if faults := faults_of(selection, panel):
            raise ArithmeticError(f"A panel of the lottery breaks a rule. {' '.join(faults)}")
    if abs(fsum(lottery.panels.values()) - 1) > 1e-9 or min(lottery.panels.values()) < 0:
        raise ArithmeticError("The probabilities of the panels do not sum to 1.")
    if abs(fsum(lottery.probabilities.values()) - selection.seats) > 1e-6:
        raise ArithmeticError("The probabilities of the people do not sum to the seats.")


def gini(values: list[float]) -> float:
    """Say how uneven values of 0 or more are: 0 if all are equal, near 1 if one has everything.

    The mean difference of two of them by twice the mean; 0 for none or for zeros alone.
    """
    ordered, total = sorted(values), fsum(values)
    if not total:
        return 0.0
    n = len(ordered)
    ranked = fsum(rank * value for rank, value in enumerate(ordered, start=1))
    return max(2 * ranked / (n * total) - (n + 1) / n, 0.0)


def _shuffled_panels(selection: Selection, randomness: Random | None) -> dict[Panel, float]:
    """Seat the pool in a circle, shuffled; every run of neighbours is a panel, equally likely.

    Everybody is on as many of the panels as there are seats, and over the shuffle every set of
    people is as likely as any other, which is what simple random means.
    """
    if selection.quotas:
        raise ValueError("A simple random draw keeps no quotas. Draw by LEXIMIN instead.")
    homes = {selection.home_of(person) for person in selection.people}
    if len(homes) < len(selection.people):
        raise ValueError(
            "A simple random draw cannot keep one person per household. Draw by LEXIMIN instead."
        )
    if randomness is None:
        raise ValueError("A simple random draw needs a source of randomness.")
    circle = sorted(person.id for person in selection.people)
    randomness.shuffle(circle)
    twice, n = circle + circle, len(circle)
    runs = [tuple(sorted(twice[at : at + selection.seats])) for at in range(n)]
    return {run: runs.count(run) / n for run in sorted(set(runs))}


def _why_impossible(selection: Selection, programme: Programme, mixture: Mixture) -> dict[str, str]:
    """Say for each person whom no panel can hold what would have to change (none as a rule)."""
    reasons = {}
    for kind, is_impossible in enumerate(mixture.is_impossible):
        if is_impossible:
            changes = " ".join(map(str, smallest_changes(selection, with_kind=kind)))
            reason = f"No panel that keeps every quota has room for them. To make room: {changes}"
            reasons.update(dict.fromkeys(programme.kinds[kind].ids, reason))
    return reasons


def _probabilities(selection: Selection, panels: Mapping[Panel, float]) -> dict[str, float]:
    """Sum, for everybody in the pool, the probabilities of the panels that hold them."""
    chances: dict[str, list[float]] = {person.id: [] for person in selection.people}
    for panel, probability in panels.items():
        for member in panel:
            chances[member].append(probability)
    return {person: fsum(parts) for person, parts in chances.items()}
