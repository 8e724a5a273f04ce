"""The lottery as a list of exactly 1,000 panels, so that three public digits choose one.

The list is published before the digits are known, with its SHA-256. Whoever has the list can hash
it, look up the number and see how often each id is on it: nobody has to be believed. The idea is
that of Flanigan, Kehne and Procaccia, "Fair sortition made transparent", NeurIPS 2021.

The text is UTF-8 with one line for each number: the three digits and the ids in their order, with
tabs between and a line feed at the end. `sha256sum` of the file is the published hash.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from .panels import Panel, membership

PANELS = 1000
DIGITS = 3

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class PublicLottery:
    """1,000 panels by number, and how far rounding moved anybody's probability at most."""

    panels: tuple[Panel, ...]
    largest_deviation: float

    @property
    def text(self) -> str:
        return text_of(self.panels)

    @property
    def sha256(self) -> str:
        return sha256_of(self.text)

    def probability_of(self, person: str) -> float:
        """Say how likely this id is with this list: its panels by 1,000."""
        return sum(person in panel for panel in self.panels) / PANELS


def round_lottery(panels: Mapping[Panel, float]) -> PublicLottery:
    """Round probabilities of panels (they sum to 1) to thousandths, each person's chance kept near.

    Starts from the largest remainders, then moves one thousandth at a time from a panel to another:
    while that lowers the sum of squared deviations of the people, then while it lowers the
    largest. No panel joins that the lottery does not have. Finding the very best list is hard;
    this one is within a few thousandths for everybody, and says how many.
    """
    listed = sorted(panels)
    chances = np.array([panels[panel] for panel in listed])
    if not listed or (chances < 0).any() or abs(chances.sum() - 1) > 1e-6:
        raise ValueError("A lottery is panels with probabilities of 0 or more that sum to 1.")
    ids = sorted(set(chain.from_iterable(listed)))
    sits = membership(listed, ids).toarray()
    wanted = PANELS * (sits @ chances) / chances.sum()
    counts = _largest_remainders(PANELS * chances / chances.sum())
    counts = _lower_squares(counts, sits, wanted)
    counts = _lower_largest(counts, sits, wanted)
    numbered = chain.from_iterable(
        [panel] * int(count) for panel, count in zip(listed, counts, strict=True)
    )
    deviation = float(np.abs(sits @ counts - wanted).max()) / PANELS
    return PublicLottery(tuple(numbered), deviation)


def text_of(panels: Sequence[Panel]) -> str:
    """Write the canonical text. Raises `ValueError` for ids that would not stand in it as one."""
    for person in set(chain.from_iterable(panels)):
        if not person or not person.isprintable() or person != person.strip():
            raise ValueError(f"The id {person!r} cannot stand in a public list.")
    lines = ("\t".join((f"{at:0{DIGITS}}", *sorted(ids))) for at, ids in enumerate(panels))
    return "".join(f"{line}\n" for line in lines)


def sha256_of(text: str) -> str:
    """Hash the canonical text: 64 hexadecimal digits, as `sha256sum` prints them."""
    return sha256(text.encode()).hexdigest()


def read_number(number: str) -> int:
    """Read the public number: three digits, 000 to 999. Raises `ValueError` for anything else."""
    if len(number) != DIGITS or not (number.isascii() and number.isdigit()):
        raise ValueError("The public number is three digits, from 000 to 999.")
    return int(number)


def verify(text: str, published_sha256: str, number: str) -> Panel:
    """Check a published list against its hash and say which panel (ids) a number chooses.

    Raises `ValueError` with what is wrong: another hash, a list that is not 1,000 numbered panels
    of one size, somebody twice on a panel, or a number that is not three digits.
    """
    at = read_number(number)
    if sha256_of(text) != published_sha256.strip().lower():
        raise ValueError("This is not the list that was published: its SHA-256 is another.")
    return read_panels(text)[at]


def read_panels(text: str) -> tuple[Panel, ...]:
    """Read the canonical text. Raises `ValueError` with the line that is wrong."""
    lines = text.split("\n")
    if len(lines) != PANELS + 1 or lines.pop():
        raise ValueError(f"A public list has {PANELS:,} lines, each ended by a line feed.")
    panels = []
    for at, line in enumerate(lines):
        number, *ids = line.split("\t")
        if number != f"{at:0{DIGITS}}":
            raise ValueError(f"Line {at + 1} does not begin with {at:0{DIGITS}}.")
        if not ids or not all(ids) or ids != sorted(set(ids)):
            raise ValueError(f"Line {at + 1} does not hold ids in order, each once.")
        panels.append(tuple(ids))
    if len({len(panel) for panel in panels}) != 1:
        raise ValueError("The panels of the list are not all of one size.")
    return tuple(panels)


def count_appearances(panels: Sequence[Panel]) -> Counter[str]:
    """Count on how many of the panels each id is: by 1,000 that is its probability."""
    return Counter(chain.from_iterable(panels))


def _largest_remainders(shares: Numbers) -> NDArray[np.int64]:
    """Round shares (P, summing to 1,000) to whole numbers of the same sum."""
    counts = np.floor(shares).astype(np.int64)
    order = np.argsort(counts - shares, kind="stable")
    counts[order[: PANELS - int(counts.sum())]] += 1
    return counts


def _lower_squares(counts: NDArray[np.int64], sits: Numbers, wanted: Numbers) -> NDArray[np.int64]:
    """Move thousandths between panels while that lowers the sum of squared deviations.

    `sits` is N by P, `wanted` N in thousandths. Each move lowers the sum, so this ends.
    """
    counts = counts.copy()
    overlap = sits.T @ sits
    sizes = np.diag(overlap)
    apart = sizes[:, np.newaxis] + sizes - 2 * overlap
    while True:
        pull = 2 * (sits.T @ (sits @ counts - wanted))
        change = pull[np.newaxis, :] - pull[:, np.newaxis] + apart
        change[counts == 0, :] = np.inf
        giver, taker = np.unravel_index(int(change.argmin()), change.shape)
        if change[giver, taker] > -1e-6:
            return counts
        counts[giver] -= 1
        counts[taker] += 1


def _lower_largest(counts: NDArray[np.int64], sits: Numbers, wanted: Numbers) -> NDArray[np.int64]:
    """Move thousandths so that whoever is farthest off comes nearer.

    Each move lowers the sum of eighth powers of the deviations, which the largest rule; so this
    ends.
    """
    counts = counts.copy()
    while True:
        off = sits @ counts - wanted
        worst = int(np.abs(off).argmax())
        on, out = np.flatnonzero(sits[worst] > 0), np.flatnonzero(sits[worst] == 0)
        givers, takers = (on, out) if off[worst] > 0 else (out, on)
        givers = givers[counts[givers] > 0]
        best, move = float((off**8).sum()) - 1e-6, None
        for giver in givers:
            moved = off[:, np.newaxis] - sits[:, [giver]] + sits[:, takers]
            sums = (moved**8).sum(axis=0)
            if sums.size and sums.min() < best:
                best, move = float(sums.min()), (giver, takers[int(sums.argmin())])
        if move is None:
            return counts
        counts[move[0]] -= 1
        counts[move[1]] += 1
