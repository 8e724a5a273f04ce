"""From compositions to panels of people, so that people of a kind have equal chances.

Lay the compositions of a lottery end to end on a line of length 1, each as long as its probability:
a point of the line, drawn at random, is a draw. What is left is to say who sits at which point.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import scipy
from numpy.typing import NDArray
from scipy.sparse import csr_array, eye_array, kron

from .fairness import Mixture
from .programme import Composition, Kind

Panel = tuple[str, ...]
Lengths = NDArray[np.int64]

# The line is measured in whole units, so that ends of stretches meet exactly.
_UNITS = 10**12


def panels_of(mixture: Mixture, kinds: tuple[Kind, ...]) -> dict[Panel, float]:
    """Turn a lottery over C compositions into one over C + 2 N panels of N people at most.

    Answers each panel (ids in order) with its probability; they sum to 1. Everybody of a kind has
    the same chance, to 1e-9. Raises `ArithmeticError` if the solver fails.
    """
    lengths = np.rint(mixture.probabilities * _UNITS).astype(np.int64)
    stretches: list[list[tuple[int, int, str]]] = [[] for _length in lengths]
    for at, kind in enumerate(kinds):
        seats = mixture.compositions[:, at]
        for place, of_kind in enumerate(_share_out(kind, seats, lengths)):
            stretches[place] += of_kind
    units: dict[Panel, int] = {}
    for length, seated in zip(lengths, stretches, strict=True):
        for panel, part in _read_along(int(length), seated):
            units[panel] = units.get(panel, 0) + part
    total = sum(units.values())
    return {panel: units[panel] / total for panel in sorted(units)}


def _share_out(
    kind: Kind, seats: Composition, lengths: Lengths
) -> Iterator[list[tuple[int, int, str]]]:
    """Give, for each composition, who of a kind sits from where to where of its length.

    Each person gets the same length in sum, and nobody sits on two seats at once. A corner of the
    polytope of all such sharings is a forest of people and compositions: it parts 2 n - 2 of the
    stretches of n people at most, and all others last as long as their composition.
    """
    parts = _parts(len(kind.ids), seats.astype(np.int64), lengths)
    for at, length in enumerate(lengths.tolist()):
        whole = [person for person in range(len(kind.ids)) if parts[person, at] == length]
        some = [person for person in range(len(kind.ids)) if 0 < parts[person, at] < length]
        seated = [(0, length, kind.ids[person]) for person in whole] if length else []
        # McNaughton's rule: people one after another, and what is over goes on at the next seat's
        # beginning. No part is longer than a seat, so a person's two ends never meet.
        begin = 0
        for person in some:
            end = begin + int(parts[person, at])
            if end <= length:
                seated.append((begin, end, kind.ids[person]))
            else:
                seated.append((begin, length, kind.ids[person]))
                seated.append((0, end - length, kind.ids[person]))
            begin = end % length
        yield seated


def _parts(people: int, seats: Lengths, lengths: Lengths) -> Lengths:
    """Share seats (C) of some lengths (C) over people (N): whole units, N by C.

    Rows have one sum, to a unit for each composition; columns sum to seats times length exactly.
    """
    wanted = seats * lengths
    parts = np.zeros((people, len(seats)), dtype=np.int64)
    full = seats == people
    parts[:, full] = lengths[full]
    open_ = np.flatnonzero((seats > 0) & ~full & (lengths > 0))
    if not open_.size:
        return parts
    # In shares of the longest, so that the solver's tolerances are far below what counts.
    scale = float(lengths[open_].max())
    each = float(wanted[open_].sum()) / people
    answer = scipy.optimize.linprog(
        np.zeros(people * open_.size),
        A_eq=csr_array(
            np.concatenate(
                [
                    kron(eye_array(people), np.ones((1, open_.size))).toarray(),
                    kron(np.ones((1, people)), eye_array(open_.size)).toarray(),
                ]
            )
        ),
        b_eq=np.concatenate([np.full(people, each), wanted[open_]]) / scale,
        bounds=np.column_stack(
            [np.zeros(people * open_.size), np.tile(lengths[open_] / scale, people)]
        ),
        method="highs-ds",
        options={"primal_feasibility_tolerance": 1e-10},
    )
    if not answer.success:
        raise ArithmeticError(f"The solver did not finish: {answer.message}")
    found = np.rint(answer.x.reshape(people, open_.size) * scale).astype(np.int64)
    for place, at in enumerate(open_):
        parts[:, at] = _settle(found[:, place], int(lengths[at]), int(wanted[at]))
    return parts


def _settle(column: Lengths, most: int, total: int) -> Lengths:
    """Mend what rounding did: parts from 0 to `most` that sum to `total`, hardly moved."""
    near = 1 + _UNITS // 10**10
    column = np.where(column < near, 0, np.where(column > most - near, most, column))
    order = np.argsort(np.abs(2 * column - most), kind="stable")  # those in between come first
    for person in order:
        missing = total - int(column.sum())
        if not missing:
            break
        column[person] = min(max(int(column[person]) + missing, 0), most)
    return column


def _read_along(length: int, seated: list[tuple[int, int, str]]) -> Iterator[tuple[Panel, int]]:
    """Give the panels along one composition, from cut to cut, with how long each lasts."""
    changes: dict[int, list[tuple[str, bool]]] = {0: [], length: []}
    for begin, end, person in seated:
        changes.setdefault(begin, []).append((person, True))
        changes.setdefault(end, []).append((person, False))
    cuts = sorted(changes)
    sitting: set[str] = set()
    for cut, then in zip(cuts, cuts[1:], strict=False):
        sitting -= {person for person, comes in changes[cut] if not comes}
        sitting |= {person for person, comes in changes[cut] if comes}
        yield tuple(sorted(sitting)), then - cut


def membership(panels: list[Panel], ids: list[str]) -> csr_array:
    """Give the N by P matrix with a 1 where a person (row, in the order of `ids`) is on a panel."""
    place = {person: at for at, person in enumerate(ids)}
    rows = [place[member] for panel in panels for member in panel]
    columns: NDArray[np.int64] = np.repeat(np.arange(len(panels)), [len(panel) for panel in panels])
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(ids), len(panels)))
