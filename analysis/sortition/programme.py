"""The panels that keep every rule, as an integer programme over kinds of people.

People who differ in nothing that a rule looks at are of one kind. Who lives alone is of the kind of
their values; who shares a household that may send only one is of a kind of that household. A
*composition* says how many people of each kind sit on a panel: an array of K whole numbers.
Swapping two people of a kind turns fair lotteries into fair lotteries, so that a search over
compositions loses nothing, and there are far fewer of them than panels.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray
from scipy.sparse import csr_array

from .quotas import Person, Selection

Composition = NDArray[np.int64]
Weights = NDArray[np.float64]

# HiGHS stops within 1e-6 of the best; weights are stretched to this, so that it is next to nothing.
_STRETCH = 1e4


@dataclass(frozen=True)
class Kind:
    """People who are the same to every rule: their ids in order, their values, their household."""

    ids: tuple[str, ...]
    values: tuple[str, ...]
    household: str


@dataclass(frozen=True)
class Best:
    """The composition of greatest weight, and a bound that no composition can exceed."""

    composition: Composition
    weight: float
    bound: float


class Programme:
    """Finds compositions; everything is in the order of `kinds`, which depends on ids alone.

    `matrix` is R by K, and `lower <= matrix @ composition <= upper` are the rules: the seats, then
    the quotas in their order, then the shared households.
    """

    def __init__(self, selection: Selection) -> None:
        self.kinds = kinds_of(selection)
        self.sizes = np.array([len(kind.ids) for kind in self.kinds], dtype=np.int64)
        rows: list[list[int]] = [[1] * len(self.kinds)]
        lower, upper = [selection.seats], [selection.seats]
        place = {feature: at for at, feature in enumerate(selection.features)}
        for quota in selection.quotas:
            at = place[quota.feature]
            rows.append([int(kind.values[at] == quota.value) for kind in self.kinds])
            lower.append(quota.minimum)
            upper.append(min(quota.maximum, selection.seats))
        homes = sorted({kind.household for kind in self.kinds if kind.household})
        for home in homes:
            rows.append([int(kind.household == home) for kind in self.kinds])
            lower.append(0)
            upper.append(1)
        self.matrix = np.array(rows, dtype=np.int64).reshape(len(rows), len(self.kinds))
        self.lower = np.array(lower, dtype=np.int64)
        self.upper = np.array(upper, dtype=np.int64)
        self._constraint = scipy.optimize.LinearConstraint(
            csr_array(self.matrix.astype(float)), self.lower, self.upper
        )

    def best(self, weights: Weights) -> Best | None:
        """Find the composition with the greatest sum of weights (K); None if there is none at all.

        Raises `ArithmeticError` if the solver fails or its answer breaks a rule.
        """
        largest = float(np.abs(weights).max(initial=0)) or 1.0
        stretch = _STRETCH / largest
        answer = scipy.optimize.milp(
            -weights * stretch,
            integrality=np.ones(len(self.kinds)),
            bounds=scipy.optimize.Bounds(0, self.sizes),
            constraints=self._constraint,
            options={"mip_rel_gap": 0},
        )
        if answer.status == 2:
            return None
        if answer.x is None or answer.status != 0:
            raise ArithmeticError(f"The solver did not finish: {answer.message}")
        composition = np.rint(answer.x).astype(np.int64)
        if not self.allows(composition):
            raise ArithmeticError("The solver's panel breaks a rule.")
        weight = float(weights @ composition)
        bound = -float(answer.mip_dual_bound) / stretch
        return Best(composition, weight, max(weight, bound))

    def allows(self, composition: Composition) -> bool:
        """Say whether a composition keeps every rule, in whole numbers."""
        sums = self.matrix @ composition
        return bool(
            (composition >= 0).all()
            and (composition <= self.sizes).all()
            and (sums >= self.lower).all()
            and (sums <= self.upper).all()
        )


def kinds_of(selection: Selection) -> tuple[Kind, ...]:
    """Sort the pool into kinds; the order of people in the pool does not matter."""
    features = selection.features
    sharers = Counter(selection.home_of(person) for person in selection.people)
    groups: dict[tuple[tuple[str, ...], str], list[str]] = defaultdict(list)
    for person in selection.people:
        shares = sharers[selection.home_of(person)] > 1
        household = person.household if shares else ""
        groups[_values(person, features), household].append(person.id)
    return tuple(
        Kind(tuple(sorted(ids)), values, household)
        for (values, household), ids in sorted(groups.items())
    )


def _values(person: Person, features: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(person.values[feature] for feature in features)
