"""Who talks with whom: people dealt at random into groups alike in size and make-up.

Sizes differ by at most one. For each value of each variable (such as a ward or an age band) the
count per group differs by at most one where arithmetic allows, and no two members of a household
share a group. A random deal is mended by swaps that make it less unlike; what no swap can mend is
dealt again, and the best deal of several is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from random import Random

TARGET, FEWEST, MOST = 12, 8, 15
DEALS = 20
SHARED_HOUSEHOLD = 1000


@dataclass(frozen=True)
class Participant:
    """One person: their value of each variable, and a key of their household if it is known."""

    id: str
    values: tuple[Hashable, ...] = ()
    household: str = ""


@dataclass(frozen=True)
class Deal:
    """The groups, as ids, and how far they are from alike: 0 is all that was asked for."""

    groups: list[list[str]]
    unevenness: int


def group_sizes(people: int, target: int = TARGET, fewest: int = FEWEST) -> list[int]:
    """Return the sizes of the groups: as few groups as keep to the target, larger ones first.

    Where that would make groups of under `fewest`, one group fewer; so 13 people stay together.
    """
    if people < 1:
        return []
    groups = -(-people // target)
    if groups > 1 and people // groups < fewest:
        groups -= 1
    small, larger = divmod(people, groups)
    return [small + 1] * larger + [small] * (groups - larger)


def deal(people: Sequence[Participant], randomness: Random, target: int = TARGET) -> Deal:
    """Deal people into groups.

    The same people in any order and the same state of `randomness` give the same groups; a real
    assignment takes `random.SystemRandom()`.
    """
    if len({person.id for person in people}) < len(people):
        raise ValueError("Two people have the same id.")
    in_order = sorted(people, key=lambda person: person.id)
    sizes = group_sizes(len(in_order), target)
    best: _Table | None = None
    for _again in range(DEALS):
        table = _Table(in_order, sizes, randomness)
        table.mend(randomness)
        if best is None or table.unevenness < best.unevenness:
            best = table
        if not best.unevenness:
            break
    if best is None:
        return Deal([], 0)
    groups = [
        sorted(in_order[place].id for place in range(len(in_order)) if best.group[place] == number)
        for number in range(len(sizes))
    ]
    return Deal(groups, best.unevenness)


@dataclass
class _Table:
    """Everybody's group, and how many of each value and household sit in each."""

    people: Sequence[Participant]
    sizes: list[int]
    randomness: Random
    group: list[int] = field(init=False)
    unevenness: int = field(init=False)

    def __post_init__(self) -> None:
        self.group = [number for number, size in enumerate(self.sizes) for _seat in range(size)]
        self.randomness.shuffle(self.group)
        self.marks = [_marks_of(person) for person in self.people]
        totals = Counter(mark for marks in self.marks for mark in marks)
        # How many of one value a group may have: the even share, rounded down or up.
        self.limits = {
            mark: (0, 1)
            if mark[0] == "household"
            else (total // len(self.sizes), -(-total // len(self.sizes)))
            for mark, total in totals.items()
        }
        self.counts: list[Counter] = [Counter() for _size in self.sizes]
        for number, marks in zip(self.group, self.marks, strict=True):
            self.counts[number].update(marks)
        self.unevenness = sum(
            self._beyond(mark, counts[mark]) for counts in self.counts for mark in totals
        )

    def mend(self, randomness: Random) -> None:
        """Swap pairs from two groups, in random order, as long as that makes them more alike."""
        places = list(range(len(self.people)))
        improved = True
        while improved and self.unevenness:
            improved = False
            randomness.shuffle(places)
            for one in places:
                if not self._is_out_of_place(one):
                    continue
                for other in places:
                    if self.group[one] != self.group[other] and self._gain(one, other) > 0:
                        self._swap(one, other)
                        improved = True

    def _is_out_of_place(self, one: int) -> bool:
        """Say whether a swap of this person could mend anything: too many like them where they
        are, or too few elsewhere. Of every pair worth swapping, one is."""
        here = self.counts[self.group[one]]
        return any(
            here[mark] > self.limits[mark][1]
            or any(counts[mark] < self.limits[mark][0] for counts in self.counts)
            for mark in self.marks[one]
        )

    def _gain(self, one: int, other: int) -> int:
        """Return by how much less uneven the groups would be, were these two to change places."""
        leaves, comes = self.marks[one] - self.marks[other], self.marks[other] - self.marks[one]
        here, there = self.counts[self.group[one]], self.counts[self.group[other]]
        return sum(
            self._beyond(mark, here[mark])
            - self._beyond(mark, here[mark] - 1)
            + self._beyond(mark, there[mark])
            - self._beyond(mark, there[mark] + 1)
            for mark in leaves
        ) + sum(
            self._beyond(mark, here[mark])
            - self._beyond(mark, here[mark] + 1)
            + self._beyond(mark, there[mark])
            - self._beyond(mark, there[mark] - 1)
            for mark in comes
        )

    def _swap(self, one: int, other: int) -> None:
        self.unevenness -= self._gain(one, other)
        here, there = self.group[one], self.group[other]
        for place, old, new in ((one, here, there), (other, there, here)):
            self.counts[old].subtract(self.marks[place])
            self.counts[new].update(self.marks[place])
            self.group[place] = new

    def _beyond(self, mark: tuple, count: int) -> int:
        low, high = self.limits[mark]
        by = max(low - count, count - high, 0)
        return by * SHARED_HOUSEHOLD if mark[0] == "household" else by


def _marks_of(person: Participant) -> set[tuple]:
    marks = {("value", place, value) for place, value in enumerate(person.values)}
    return marks | {("household", person.household)} if person.household else marks
