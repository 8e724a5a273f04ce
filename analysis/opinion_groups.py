"""Opinion groups: people who agree with each other about many short statements.

The method of Pol.is (Small, Bjorkegren, Erkkilä, Shaw and Megill 2021, *Polis: Scaling deliberation
by mapping high dimensional opinion spaces*, Recerca 26/2; `polismath`, The Computational Democracy
Project): people are placed by the two directions in which they differ most, and gathered into
groups of neighbours. `votes` is an array of people by statements: 1 agrees, -1 disagrees, 0 passes,
NaN has not seen it. The same votes give the same groups; nothing is drawn at random.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
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
STARTS = 10  # of k-means, beside one from people far apart
MEASURED = 400  # people whose silhouette chooses between divisions
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
    compass: Compass

    @property
    def count(self) -> int:
        return _count(self.groups)

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


@dataclass(frozen=True)
class Compass:
    """What places people: the mean of each statement, two axes over them, and groups' centres.

    `means` has a number a statement, `axes` two, `centres` two a group, the largest group first.
    `rejected` marks the statements that a moderator took away after people had voted on them.
    """

    means: NDArray[np.float64]
    axes: NDArray[np.float64]
    rejected: NDArray[np.bool_]
    centres: NDArray[np.float64]

    def place(self, votes: Votes) -> NDArray[np.float64]:
        """Return two coordinates a person.

        What somebody has not seen counts as the mean of those who have. Who saw little would stand
        in the middle for that alone, so each is moved out by the square root of all over seen, as
        Pol.is does. A rejected statement counts as one that everybody passed.
        """
        votes = np.where(self.rejected, 0.0, votes)
        seen = ~np.isnan(votes)
        moved = np.where(seen, votes - self.means, 0.0)
        outwards = np.sqrt(votes.shape[1] / np.maximum(seen.sum(axis=1), 1))
        return (moved @ self.axes) * outwards[:, None]

    def nearest(self, votes: Votes) -> Whole:
        """Return the group whose centre is nearest to each person."""
        return _nearest(self.place(votes), self.centres)


def find_groups(
    votes: Votes, *, rejected: Collection[int] = (), fewest_people: int = 1
) -> OpinionGroups:
    """Place people and gather them, without the statements that were `rejected`, by column.

    Who gave fewer than `FEWEST_VOTES` is in no group; no group has fewer than `fewest_people`.
    """
    compass = point_compass(votes, rejected)
    places = compass.place(votes)
    given = (~np.isnan(votes[:, ~compass.rejected])).sum(axis=1)
    most = int((~compass.rejected).sum())
    counted = np.flatnonzero((given > 0) & (given >= min(FEWEST_VOTES, most)))
    groups = np.full(len(votes), IN_NO_GROUP, dtype=np.int64)
    silhouette = None
    if len(counted):
        groups[counted], silhouette = gather(places[counted], fewest_people=fewest_people)
    count = _count(groups)
    centres = [places[groups == group].mean(axis=0) for group in range(count)]
    pointed = replace(compass, centres=np.array(centres).reshape(count, 2))
    return OpinionGroups(places, groups, silhouette, pointed)


def point_compass(votes: Votes, rejected: Collection[int] = ()) -> Compass:
    """Find the means, and the axes: the first two principal components of the votes.

    The sign of an axis means nothing; it is fixed so that the largest weight is above 0.
    """
    people, statements = votes.shape
    away = np.isin(np.arange(statements), list(rejected))
    votes = np.where(away, 0.0, votes)
    seen = ~np.isnan(votes)
    counts = seen.sum(axis=0)
    means = np.where(counts > 0, np.nansum(votes, axis=0) / np.maximum(counts, 1), 0.0)
    axes = np.zeros((statements, 2))
    if people and statements:
        moved = np.where(seen, votes - means, 0.0)
        _values, vectors = np.linalg.eigh(moved.T @ moved)
        found = vectors[:, ::-1][:, :2]
        turned = np.sign(found[np.abs(found).argmax(axis=0), range(found.shape[1])])
        axes[:, : found.shape[1]] = found * turned
    return Compass(means, axes, away, np.zeros((0, 2)))


# ---- who stands together


def gather(places: NDArray[np.float64], *, fewest_people: int = 1) -> tuple[Whole, float | None]:
    """Return each person's group, the largest first, by the number of groups that fits best.

    Two to five are tried, fewer for few people (2 + people / 12, as Pol.is); the best has the
    highest mean silhouette, and more groups have to be clearly better than fewer, which are easier
    to understand. People who all stand in one spot are one group.
    """
    most = min(MOST_GROUPS, 2 + len(places) // 12, len(np.unique(places, axis=0)))
    best, found = None, np.zeros(len(places), dtype=np.int64)
    for count in range(2, most + 1):
        for groups, mean in divide(places, count):
            if np.bincount(groups, minlength=count).min() < fewest_people:
                continue
            if best is None or mean >= best + CLEARLY_BETTER:
                best, found = mean, groups
            break
    order = np.argsort(-np.bincount(found), kind="stable")
    return np.argsort(order, kind="stable")[found], best


def divide(places: NDArray[np.float64], count: int) -> Iterator[tuple[Whole, float]]:
    """Yield divisions into so many groups, each with its mean silhouette, the highest first.

    A group of a poor division may be empty. Of many people the silhouettes of some are measured.
    """
    ordered = places[np.lexsort(places.T)]
    some = ordered[:: -(-len(places) // MEASURED)]
    far = np.sqrt(_distances(some, some))
    ends = [k_means(ordered, start) for start in starts(ordered, count)]
    means = [_mean_silhouette(far, _nearest(some, points)) for points in ends]
    for mean, points in sorted(zip(means, ends, strict=True), key=lambda one: -one[0]):
        yield _nearest(places, points), mean


def starts(places: NDArray[np.float64], count: int) -> Iterator[NDArray[np.float64]]:
    """Yield where k-means may begin, for from one beginning alone it can end in a poor division.

    First people far from each other: the one furthest from the middle, then each time the furthest
    from those so far. Then some drawn with a fixed seed; `places` are in order, so that the same
    people are always divided alike.
    """
    centres = [places[np.argmax(((places - places.mean(axis=0)) ** 2).sum(axis=1))]]
    while len(centres) < count:
        centres.append(places[np.argmax(_distances(places, np.array(centres)).min(axis=1))])
    yield np.array(centres)
    chance = np.random.default_rng(0)
    for _start in range(STARTS):
        yield places[chance.choice(len(places), count, replace=False)]


def k_means(places: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the centres to which Lloyd's algorithm comes from `points`."""
    groups = np.full(len(places), IN_NO_GROUP, dtype=np.int64)
    for _step in range(LAST_STEP):
        nearest = _nearest(places, points)
        if np.array_equal(nearest, groups):
            break
        groups = nearest
        sizes = np.bincount(groups, minlength=len(points))[:, None]
        sums = [np.bincount(groups, axis, minlength=len(points)) for axis in places.T]
        points = np.where(sizes > 0, np.stack(sums, axis=1) / np.maximum(sizes, 1), points)
    return points


def _mean_silhouette(far: NDArray[np.float64], groups: Whole) -> float:
    return float(silhouettes(far, groups).mean())


def _nearest(places: NDArray[np.float64], points: NDArray[np.float64]) -> Whole:
    return _distances(places, points).argmin(axis=1).astype(np.int64)


def silhouettes(far: NDArray[np.float64], groups: Whole) -> NDArray[np.float64]:
    """Return each person's silhouette (Rousseeuw 1987): 0 for who is alone in a group.

    `far` is how far each person stands from each.
    """
    count = int(groups.max()) + 1
    sizes = np.bincount(groups, minlength=count)
    sums = np.stack([far[:, groups == group].sum(axis=1) for group in range(count)], axis=1)
    rows = np.arange(len(groups))
    own = sums[rows, groups] / np.maximum(sizes[groups] - 1, 1)
    others = sums / np.maximum(sizes, 1)
    others[rows, groups] = np.inf
    others[:, sizes == 0] = np.inf
    next_one = others.min(axis=1)
    widest = np.maximum(own, next_one)
    found = np.divide(next_one - own, widest, out=np.zeros(len(groups)), where=widest > 0)
    found[sizes[groups] == 1] = 0
    return found


def _distances(places: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the squares of the distances of every place from every point."""
    across = places[:, :1] - points[:, 0]
    along = places[:, 1:] - points[:, 1]
    return across**2 + along**2


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
    count = _count(groups)
    by_group = [tallies(votes[groups == group]) for group in range(count)]
    found = []
    for statement in range(votes.shape[1]):
        for vote in (AGREE, DISAGREE):
            lowest = min((one[statement].share(vote) for one in by_group), default=0.0)
            if lowest >= least:
                found.append((lowest, statement, vote))
    ordered = sorted(found, key=lambda one: (-one[0], one[1]))
    return [(statement, vote) for _lowest, statement, vote in ordered]


def consensus(votes: Votes, groups: Whole) -> dict[int, NDArray[np.float64]]:
    """Return by side and statement how far all groups are of one mind, from 0 to 1.

    Group-aware consensus (Small and others 2021): the product over groups of the share on that
    side, so that one group that is not of that mind cannot be outvoted by a larger one.
    """
    by_group = [tallies(votes[groups == group]) for group in range(_count(groups))]
    return {
        side: np.array([[one.share(side) for one in group] for group in by_group]).prod(axis=0)
        for side in (AGREE, DISAGREE)
    }


def divisions(votes: Votes, groups: Whole) -> list[int]:
    """List the statements on which groups differ clearly, the widest difference first.

    Between the group that agrees most and the one that agrees least, by a test for two proportions
    at 90 %; of the one more than half agree, of the other fewer.
    """
    count = _count(groups)
    by_group = [tallies(votes[groups == group]) for group in range(count)]
    found = []
    for statement in range(votes.shape[1]):
        ordered = sorted((one[statement] for one in by_group), key=lambda one: one.share(AGREE))
        if count < 2:
            continue
        least, most = ordered[0], ordered[-1]
        low, high = least.share(AGREE), most.share(AGREE)
        if low < 0.5 < high and _above(high, most.seen, low, least.seen) > NEARLY_SURE:
            found.append((low - high, statement))
    return [statement for _difference, statement in sorted(found)]


def _count(groups: Whole) -> int:
    return int(groups.max(initial=IN_NO_GROUP)) + 1


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
