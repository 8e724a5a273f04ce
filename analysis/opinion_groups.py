"""Opinion groups: people who agree with each other about many short statements.

The method of Pol.is (Small, Bjorkegren, Erkkilä, Shaw and Megill 2021, *Polis: Scaling deliberation
by mapping high dimensional opinion spaces*, Recerca 26/2; `polismath`, The Computational Democracy
Project): people are placed by the two directions in which they differ most, and gathered into
groups of neighbours. `votes` is an array of people by statements: 1 agrees, -1 disagrees, 0 passes,
NaN has not seen it. The same votes give the same groups; nothing is drawn at random.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

Votes = NDArray[np.float64]
Whole = NDArray[np.int64]

AGREE: Final = 1
DISAGREE: Final = -1
PASS: Final = 0
IN_NO_GROUP: Final = -1
FEWEST_VOTES = 7  # or every statement, where there are fewer
MOST_GROUPS = 5
LAST_STEP = 100  # rounds of k-means; it has always settled long before
CLEARLY_BETTER = 0.05  # by how much another group must raise the mean silhouette
NEARLY_SURE = 1.2816  # the 90 % point of the normal distribution, as Pol.is asks


@dataclass(frozen=True)
class OpinionGroups:
    """Where people stand and in which group, by row of the votes.

    `places` is people by two; who gave too few votes has a place and is `IN_NO_GROUP`. `silhouette`
    is the mean over people, from -1 to 1, of how much nearer their own group is than the next;
    None where there is one group.
    """

    places: NDArray[np.float64]
    groups: Whole
    silhouette: float | None

    @property
    def count(self) -> int:
        return int(self.groups.max(initial=IN_NO_GROUP)) + 1

    @property
    def sizes(self) -> list[int]:
        return [int((self.groups == group).sum()) for group in range(self.count)]


@dataclass(frozen=True)
class Tally:
    """How many agree, disagree and pass, each person counted once."""

    agree: int
    disagree: int
    passed: int

    @property
    def seen(self) -> int:
        return self.agree + self.disagree + self.passed

    def share(self, vote: int) -> float:
        """Return (n + 1) / (seen + 2): few voters are drawn to the middle, nobody is one half."""
        return ((self.agree if vote == AGREE else self.disagree) + 1) / (self.seen + 2)


@dataclass(frozen=True)
class Leaning:
    """A statement that tells a group from the others, and on which side the group is.

    `share` is of the group, `times` is by how much that exceeds the share of all others, and
    `strength` orders statements: the product of both with the two test values.
    """

    statement: int
    vote: int
    tally: Tally
    share: float
    times: float
    strength: float


def last_votes(events: Sequence[tuple[int, int, int]], people: int, statements: int) -> Votes:
    """Return the votes that count, out of (person, statement, vote) in the order they were given.

    People may think again: the last vote on a statement is the one.
    """
    votes = np.full((people, statements), np.nan)
    for person, statement, vote in events:
        votes[person, statement] = vote
    return votes


def tallies(votes: Votes) -> list[Tally]:
    """Count every statement."""
    counts = [(votes == vote).sum(axis=0) for vote in (AGREE, DISAGREE, PASS)]
    return [
        Tally(int(agree), int(disagree), int(passed))
        for agree, disagree, passed in zip(*counts, strict=True)
    ]


# ---- where people stand


def find_groups(votes: Votes, *, fewest_votes: int = FEWEST_VOTES) -> OpinionGroups:
    """Place people and gather them; leave rejected statements out of `votes` beforehand."""
    places = place_people(votes)
    given = (~np.isnan(votes)).sum(axis=1)
    counted = np.flatnonzero((given > 0) & (given >= min(fewest_votes, votes.shape[1])))
    groups = np.full(len(votes), IN_NO_GROUP, dtype=np.int64)
    if not len(counted):
        return OpinionGroups(places, groups, None)
    groups[counted], silhouette = gather(places[counted])
    return OpinionGroups(places, groups, silhouette)


def place_people(votes: Votes) -> NDArray[np.float64]:
    """Return two coordinates a person: the first two principal components of the votes.

    What somebody has not seen counts as the mean of those who have. Who saw little would stand in
    the middle for that alone, so each is moved out by the square root of all over seen, as Pol.is
    does. The sign of an axis means nothing; it is fixed so that the largest weight is above 0.
    """
    people, statements = votes.shape
    seen = ~np.isnan(votes)
    counts = seen.sum(axis=0)
    means = np.where(counts > 0, np.nansum(votes, axis=0) / np.maximum(counts, 1), 0.0)
    moved = np.where(seen, votes - means, 0.0)
    if not people or not statements:
        return np.zeros((people, 2))
    _values, vectors = np.linalg.eigh(moved.T @ moved)
    axes = vectors[:, ::-1][:, :2]
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), range(axes.shape[1])])
    if axes.shape[1] < 2:
        axes = np.hstack([axes, np.zeros((statements, 1))])
    outwards = np.sqrt(statements / np.maximum(seen.sum(axis=1), 1))
    return (moved @ axes) * outwards[:, None]


# ---- who stands together


def gather(places: NDArray[np.float64]) -> tuple[Whole, float | None]:
    """Return each person's group, the largest first, by the number of groups that fits best.

    Two to five are tried, fewer for few people (2 + people / 12, as Pol.is); the best has the
    highest mean silhouette, and more groups have to be clearly better than fewer, which are easier
    to understand. People who all stand in one spot are one group.
    """
    spots = len(np.unique(places, axis=0))
    most = min(MOST_GROUPS, 2 + len(places) // 12, spots)
    best, found = None, np.zeros(len(places), dtype=np.int64)
    for count in range(2, most + 1):
        groups = k_means(places, count)
        if len(np.unique(groups)) < count:
            continue
        mean = float(silhouettes(places, groups).mean())
        if best is None or mean >= best + CLEARLY_BETTER:
            best, found = mean, groups
    order = np.argsort(-np.bincount(found), kind="stable")
    return np.argsort(order, kind="stable")[found], best


def k_means(places: NDArray[np.float64], count: int) -> Whole:
    """Divide people among `count` centres by Lloyd's algorithm.

    The first centre is the person furthest from the middle, each next one the furthest from all
    centres so far, so that the same people are always divided alike.
    """
    centres = [places[np.argmax(((places - places.mean(axis=0)) ** 2).sum(axis=1))]]
    while len(centres) < count:
        centres.append(places[np.argmax(_distances(places, np.array(centres)).min(axis=1))])
    points = np.array(centres)
    groups = np.full(len(places), IN_NO_GROUP, dtype=np.int64)
    for _step in range(LAST_STEP):
        nearest = _distances(places, points).argmin(axis=1).astype(np.int64)
        if np.array_equal(nearest, groups):
            break
        groups = nearest
        points = np.array(
            [
                places[groups == group].mean(axis=0) if (groups == group).any() else points[group]
                for group in range(count)
            ]
        )
    return groups


def silhouettes(places: NDArray[np.float64], groups: Whole) -> NDArray[np.float64]:
    """Return each person's silhouette (Rousseeuw 1987): 0 for who is alone in a group."""
    count = int(groups.max()) + 1
    sizes = np.bincount(groups, minlength=count)
    sums = np.zeros((len(places), count))
    for start in range(0, len(places), 500):  # a slice at a time, for memory's sake
        far = np.sqrt(_distances(places[start : start + 500], places))
        for group in range(count):
            sums[start : start + 500, group] = far[:, groups == group].sum(axis=1)
    rows = np.arange(len(places))
    own = sums[rows, groups] / np.maximum(sizes[groups] - 1, 1)
    others = sums / np.maximum(sizes, 1)
    others[rows, groups] = np.inf
    others[:, sizes == 0] = np.inf
    next_one = others.min(axis=1)
    widest = np.maximum(own, next_one)
    found = np.divide(next_one - own, widest, out=np.zeros(len(places)), where=widest > 0)
    found[sizes[groups] == 1] = 0
    return found


def _distances(places: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the squares of the distances of every place from every point."""
    return ((places[:, None, :] - points[None, :, :]) ** 2).sum(axis=2)


# ---- what divides them, what they share


def leanings(votes: Votes, groups: Whole, group: int, *, most: int = 5) -> list[Leaning]:
    """List the statements on which a group differs most from everybody else, strongest first.

    A side is taken where the group's own share is clearly above one half and clearly above the
    others' share, by two tests for proportions at 90 %.
    """
    inside, outside = tallies(votes[groups == group]), tallies(votes[groups != group])
    found = []
    for statement, (own, other) in enumerate(zip(inside, outside, strict=True)):
        for vote in (AGREE, DISAGREE):
            share, theirs = own.share(vote), other.share(vote)
            above_half = _above_half(share, own.seen)
            above_others = _above(share, own.seen, theirs, other.seen)
            if above_half > NEARLY_SURE and above_others > NEARLY_SURE:
                times = share / theirs
                strength = share * above_half * times * above_others
                found.append(Leaning(statement, vote, own, share, times, strength))
    return sorted(found, key=lambda one: (-one.strength, one.statement))[:most]


def shared_by_all(votes: Votes, groups: Whole, *, least: float = 0.6) -> list[tuple[int, int]]:
    """List (statement, vote) where in every group at least this share is on the same side.

    Ordered by the share in the group that is least of that mind, so that the first statement is the
    one which the most reluctant group supports most.
    """
    count = int(groups.max(initial=IN_NO_GROUP)) + 1
    by_group = [tallies(votes[groups == group]) for group in range(count)]
    found = []
    for statement in range(votes.shape[1]):
        for vote in (AGREE, DISAGREE):
            lowest = min((one[statement].share(vote) for one in by_group), default=0.0)
            if lowest >= least:
                found.append((lowest, statement, vote))
    ordered = sorted(found, key=lambda one: (-one[0], one[1]))
    return [(statement, vote) for _lowest, statement, vote in ordered]


def _above_half(share: float, seen: int) -> float:
    """Return the standard score of a share of so many people against one half."""
    return 2 * sqrt(seen + 1) * (share - 0.5)


def _above(share: float, seen: int, other: float, others_seen: int) -> float:
    """Return the standard score of the difference of two shares, with the pooled variance."""
    pooled = (share * (seen + 1) + other * (others_seen + 1)) / (seen + others_seen + 2)
    spread = sqrt(pooled * (1 - pooled) * (1 / (seen + 1) + 1 / (others_seen + 1)))
    return (share - other) / spread if spread else 0.0


def adjusted_rand_index(one: Whole, other: Whole) -> float:
    """Return how alike two divisions of the same people are (Hubert and Arabie 1985).

    1 is the same division, 0 what chance would give.
    """
    if len(one) != len(other):
        raise ValueError(f"{len(one)} and {len(other)} people are not the same people.")
    table = np.zeros((int(one.max(initial=0)) + 1, int(other.max(initial=0)) + 1))
    np.add.at(table, (one, other), 1)
    both, rows, columns = (
        float((x * (x - 1) / 2).sum()) for x in (table, table.sum(axis=1), table.sum(axis=0))
    )
    pairs = len(one) * (len(one) - 1) / 2
    expected = rows * columns / pairs if pairs else 0.0
    most = (rows + columns) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)
