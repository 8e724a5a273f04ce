"""LEXIMIN and MAXIMIN by column generation.

MAXIMIN makes the smallest probability as large as can be. LEXIMIN then makes the second smallest as
large as can be, and so on; its probabilities are unique. Following Flanigan and others (Nature
2021, supplementary information), each level is the linear programme

    maximise z  subject to  sum_c p_c x_cg >= n_g z  for kinds g whose level is open,
                            sum_c p_c x_cg >= n_g q_g  for kinds g with a level q_g,  sum_c p_c = 1

over the compositions c found so far: x_cg people of kind g, of whom the pool has n_g. Its dual
weighs the kinds, y_g; an integer programme finds the composition of greatest weight, and while that
exceeds the dual value, it joins. Once none does, no composition weighs more than a bound b, which
the integer programme proves. Any lottery that keeps the levels then obeys

    sum over open g of n_g y_g (q_g - z) <= b - sum over open g of n_g y_g z
                                              - sum over the others of n_g y_g q_g = e.

This holds whatever the weights, so it does not rest on the linear solver. A kind of weight
n_g y_g = w cannot be above z by more than e / w; if that is next to nothing, its level is z. The
weights of open kinds sum to 1, so at least one kind gets its level each time and the search ends. A
kind of no weight waits, however degenerate the dual, until a weight of its own proves its level.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from .programme import Composition, Programme

Numbers = NDArray[np.float64]

# A composition joins if it beats the dual value by more than this.
_GAP = 1e-9
# A level is given only to kinds that provably cannot be further above it than this.
_SURE = 1e-7
# A search that cannot prove any level to this fails.
_PROVEN = 1e-6
# Weights below this are noise of the linear solver.
_NOISE = 1e-6
_LINEAR = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
# Where the simplex method loses its way at that tolerance, another does not. Levels are proven by
# the integer programme's bound and panels are counted again, so neither rests on which one it was.
_ATTEMPTS: tuple[tuple[str, dict[str, float]], ...] = (
    ("highs-ds", _LINEAR),
    ("highs-ipm", _LINEAR),
    ("highs-ds", {}),
)


class Cancelled(Exception):
    """Somebody called the work off."""


@dataclass(frozen=True)
class Progress:
    """How far the search is: kinds of people with a known level, of all, and panels found."""

    settled: int
    kinds: int
    compositions: int


Report = Callable[[Progress], None]
IsCancelled = Callable[[], bool]


@dataclass(frozen=True)
class Mixture:
    """Compositions (C by K) with their probabilities (C), and which kinds (K) no panel has."""

    compositions: NDArray[np.int64]
    probabilities: Numbers
    is_impossible: NDArray[np.bool_]


class Search:
    """The compositions found so far, and the linear programme over them."""

    def __init__(
        self,
        programme: Programme,
        report: Report | None = None,
        is_cancelled: IsCancelled | None = None,
    ) -> None:
        self.programme = programme
        self.compositions: list[Composition] = []
        self._known: set[bytes] = set()
        self._report, self._is_cancelled = report, is_cancelled
        self.is_open = np.ones(len(programme.kinds), dtype=bool)
        self.levels = np.zeros(len(programme.kinds))

    def add(self, composition: Composition) -> bool:
        """Keep a composition; say whether it is new."""
        key = composition.tobytes()
        if key in self._known:
            return False
        self._known.add(key)
        self.compositions.append(composition)
        return True

    def pause(self) -> None:
        """Tell how far we are; stop if called off."""
        if self._is_cancelled is not None and self._is_cancelled():
            raise Cancelled("The draw was called off before its lottery was ready.")
        if self._report is not None:
            settled = int((~self.is_open).sum())
            self._report(Progress(settled, len(self.is_open), len(self.compositions)))

    def cover(self) -> NDArray[np.bool_]:
        """Find a composition with each kind; answer which kinds (K) are in none.

        Kinds that few of the compositions hold weigh more, so that the start is well mixed.
        """
        kinds = len(self.programme.kinds)
        held, impossible = np.zeros(kinds), np.zeros(kinds, dtype=bool)
        for kind in range(kinds):
            if held[kind]:
                continue
            self.pause()
            weights = 0.5 ** np.minimum(held, 10.0) / (2 * self.programme.sizes.sum())
            weights[kind] = 1.0
            best = self.programme.best(weights)
            if best is None:
                raise ValueError("No panel keeps every rule.")
            impossible[kind] = not best.composition[kind]
            held += best.composition / self.programme.sizes
            self.add(best.composition)
        return impossible

    def raise_lowest(self) -> tuple[Numbers, float, Numbers]:
        """Solve one level to its end: probabilities (C), z, and how far above z kinds (K) may be.

        That last is e / w, and infinite for kinds of no weight and for those that have a level.
        Raises `ArithmeticError` if the solver fails.
        """
        while True:
            self.pause()
            probabilities, z, duals, value = self.solve()
            best = self.programme.best(duals)
            if best is None:
                raise ArithmeticError("The solver lost the panels it had found.")
            if best.weight - value <= _GAP or not self.add(best.composition):
                break
            # A second one, of other kinds, saves every other linear programme.
            other = self.programme.best(np.where(best.composition > 0, duals / 2, duals))
            if other is not None and duals @ other.composition - value > _GAP:
                self.add(other.composition)
        shares = duals * self.programme.sizes
        gap = max(best.bound - float(shares @ np.where(self.is_open, z, self.levels)), 0.0)
        weighs = self.is_open & (shares > _NOISE)
        return probabilities, z, np.divide(gap, shares, np.full(len(shares), np.inf), where=weighs)

    def solve(self) -> tuple[Numbers, float, Numbers, float]:
        """Solve the linear programme over the compositions found so far.

        Answers the probabilities (C), z, the duals y_g (K), and the greatest sum_g y_g x_cg of the
        compositions found so far.
        """
        held = csr_array(np.array(self.compositions, dtype=float).T)
        sizes = self.programme.sizes.astype(float)
        lift = csr_array(np.where(self.is_open, sizes, 0.0)[:, np.newaxis])
        for method, options in _ATTEMPTS:
            answer = scipy.optimize.linprog(
                np.append(np.zeros(held.shape[1]), -1.0),
                A_ub=hstack([-held, lift], format="csr"),
                b_ub=np.where(self.is_open, 0.0, -sizes * self.levels),
                A_eq=csr_array(np.append(np.ones(held.shape[1]), 0.0)[np.newaxis, :]),
                b_eq=[1.0],
                method=method,
                options=options,
            )
            if answer.success:
                break
        if not answer.success:
            raise ArithmeticError(f"The solver did not finish: {answer.message}")
        duals = np.maximum(-answer.ineqlin.marginals, 0.0)
        value = float((duals @ held).max())
        return answer.x[:-1], float(answer.x[-1]), duals, value


def maximin(
    programme: Programme, report: Report | None = None, is_cancelled: IsCancelled | None = None
) -> Mixture:
    """Make the smallest probability of those who can be drawn at all as large as can be.

    Raises `ValueError` if no panel keeps every rule, `Cancelled`, and `ArithmeticError`.
    """
    search = Search(programme, report, is_cancelled)
    impossible = search.cover()
    search.is_open[impossible] = False
    probabilities, _z, room = search.raise_lowest()
    _check(room)
    return _mixture(search, probabilities, impossible)


def leximin(
    programme: Programme, report: Report | None = None, is_cancelled: IsCancelled | None = None
) -> Mixture:
    """Make the smallest probability as large as can be, then the second smallest, and so on.

    Kinds that no panel can hold are left out. Raises like `maximin`.
    """
    search = Search(programme, report, is_cancelled)
    impossible = search.cover()
    search.is_open[impossible] = False
    probabilities = np.zeros(0)
    while search.is_open.any():
        probabilities, z, room = search.raise_lowest()
        sure = room <= max(_SURE, room.min())
        _check(room)
        search.levels[sure] = z
        search.is_open[sure] = False
    search.pause()
    return _mixture(search, probabilities, impossible)


def _check(room: Numbers) -> None:
    if room.min() > _PROVEN:
        raise ArithmeticError("The solver could not prove how fair the draw can be.")


def _mixture(search: Search, probabilities: Numbers, impossible: NDArray[np.bool_]) -> Mixture:
    used = probabilities > 1e-12
    chances = probabilities[used] / probabilities[used].sum()
    return Mixture(np.array(search.compositions)[used], chances, impossible)
