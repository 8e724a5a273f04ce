"""From compositions to panels of people, so that people of a kind have equal chances."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

from .fairness import Mixture
from .programme import Composition, Kind

Panel = tuple[str, ...]

# What rounding in the last places leaves of a panel that is not used.
_NOTHING = 1e-12


def panels_of(mixture: Mixture, kinds: tuple[Kind, ...]) -> dict[Panel, float]:
    """Turn a lottery over compositions into one over panels, with as few panels as people at most.

    Answers each panel (ids in order) with its probability; they sum to 1. Everybody of a kind has
    the same chance, to 1e-9: the composition's share of seats in each composition.
    """
    turns: dict[Panel, float] = {}
    for composition, probability in zip(mixture.compositions, mixture.probabilities, strict=True):
        for panel, share in take_turns(composition, kinds):
            turns[panel] = turns.get(panel, 0.0) + float(probability) * float(share)
    return thin_out(turns)


def take_turns(composition: Composition, kinds: tuple[Kind, ...]) -> list[tuple[Panel, Fraction]]:
    """Seat people of each kind in turn: panels with shares that sum to 1, exact.

    Of a kind with n people and x seats the seats move on by one person n times, so everybody sits
    for x / n of the time. All kinds move at the same pace; between two moves the panel stands.
    """
    seated = [(kind, int(seats)) for kind, seats in zip(kinds, composition, strict=True) if seats]
    moving = [len(kind.ids) for kind, seats in seated if seats < len(kind.ids)]
    moves = sorted({Fraction(step, n) for n in moving for step in range(n)} | {Fraction(0)})
    turns = []
    for start, end in zip(moves, [*moves[1:], Fraction(1)], strict=True):
        panel: list[str] = []
        for kind, seats in seated:
            n = len(kind.ids)
            first = int(start * n)
            panel += [kind.ids[(first + seat) % n] for seat in range(seats)]
        turns.append((tuple(sorted(panel)), end - start))
    return turns


def thin_out(panels: dict[Panel, float]) -> dict[Panel, float]:
    """Leave everybody's chance as it is with fewer panels: as many as people at most.

    A corner of the linear programme of all such lotteries has no more panels than equations
    (Carathéodory). Raises `ArithmeticError` if the solver fails.
    """
    listed = sorted(panels)
    ids = sorted({member for panel in listed for member in panel})
    if len(listed) <= len(ids):
        return {panel: panels[panel] for panel in listed}
    members = membership(listed, ids)
    chances = np.array([panels[panel] for panel in listed])
    answer = linprog(
        np.zeros(len(listed)),
        A_eq=members,
        b_eq=members @ chances,
        method="highs-ds",
        options={"primal_feasibility_tolerance": 1e-10},
    )
    if not answer.success:
        raise ArithmeticError(f"The solver did not finish: {answer.message}")
    used = answer.x > _NOTHING
    total = float(answer.x[used].sum())
    return {listed[at]: float(answer.x[at]) / total for at in np.flatnonzero(used)}


def membership(panels: list[Panel], ids: list[str]) -> csr_array:
    """Give the N by P matrix with a 1 where a person (row, in the order of `ids`) is on a panel."""
    place = {person: at for at, person in enumerate(ids)}
    rows = [place[member] for panel in panels for member in panel]
    columns: NDArray[np.int64] = np.repeat(np.arange(len(panels)), [len(panel) for panel in panels])
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(ids), len(panels)))
