"""What happened within small groups: did they grow apart or alike, was one side listened to more?

After Luskin, Sood, Fishkin and Hahn, "Deliberative Distortions?" (British Journal of Political
Science, 2022). Numbers are on the scale of the question (0 to 10, middle 5); a group is the list
of its members' (before, after), and only members with both count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

import scipy

MIDDLE = 5.0
Member = tuple[float, float]


@dataclass(frozen=True)
class Dynamics:
    """One group and one question.

    `polarisation` is how far the mean moved away from the middle on its own side, below 0 towards
    it; 0 where it began in the middle. `homogenisation` is how much narrower opinions became.
    `domination` is how far the mean moved towards where the advantaged members had begun; None if
    none, or all, are advantaged. A group of one has no spread.
    """

    n: int
    polarisation: float
    homogenisation: float | None
    domination: float | None


def dynamics_of(members: Sequence[Member], advantaged: Iterable[int] = ()) -> Dynamics:
    """Measure a group; `advantaged` are the places of some members in it (such as by schooling)."""
    if not members:
        raise ValueError("A group without members has no dynamics.")
    before, after = [m[0] for m in members], [m[1] for m in members]
    moved = fmean(after) - fmean(before)
    some = sorted(set(advantaged))
    domination = None
    if 0 < len(some) < len(members):
        domination = sign(fmean(before[place] for place in some) - fmean(before)) * moved
    return Dynamics(
        n=len(members),
        polarisation=sign(fmean(before) - MIDDLE) * moved,
        homogenisation=stdev(before) - stdev(after) if len(members) > 1 else None,
        domination=domination,
    )


@dataclass(frozen=True)
class Overall:
    """One measure over all groups and questions: how often above 0, its mean, and a t-test on it.

    `t` and `p` (two-sided, of a mean of 0) are None where fewer than two were measured or all
    measured alike.
    """

    n: int
    above_zero: float | None  # share, from 0 to 1
    mean: float | None
    t: float | None = None
    p: float | None = None


def overall(measures: Iterable[float | None]) -> Overall:
    """Sum up one measure over groups and questions; None is left out."""
    known = [measure for measure in measures if measure is not None]
    if not known:
        return Overall(0, None, None)
    share, mean = sum(measure > 0 for measure in known) / len(known), fmean(known)
    if len(known) < 2 or stdev(known) < 1e-12:
        return Overall(len(known), share, mean)
    test = scipy.stats.ttest_1samp(known, 0.0)
    return Overall(len(known), share, mean, float(test.statistic), float(test.pvalue))


def gini(amounts: Sequence[float]) -> float:
    """Say how unequally words, posts or minutes are spread: 0 alike, towards 1 all by one person.

    The mean absolute difference over twice the mean (Gini 1912), over everybody, silent members
    included. Nobody, or nothing said, is 0.
    """
    if any(amount < 0 for amount in amounts):
        raise ValueError("Nobody says less than nothing.")
    total, n = sum(amounts), len(amounts)
    if not total:
        return 0.0
    ranked = sum(rank * amount for rank, amount in enumerate(sorted(amounts), start=1))
    return 2 * ranked / (n * total) - (n + 1) / n


@dataclass(frozen=True)
class Participation:
    """How evenly a group took part: Gini of words and of posts, shares by category, the silent."""

    gini_words: float
    gini_posts: float
    silent: int
    share_of_words: dict[str, float]  # by category of the members, from 0 to 1


def participation_of(
    words: Mapping[str, int], posts: Mapping[str, int], category: Mapping[str, str]
) -> Participation:
    """Measure a group whose members, by id, said so many words in so many posts.

    `category` has an entry for every member, such as their age band; who has no words is silent.
    """
    said = {member: words.get(member, 0) for member in category}
    total = sum(said.values())
    by_category: dict[str, float] = dict.fromkeys(sorted(set(category.values())), 0.0)
    for member, count in said.items():
        by_category[category[member]] += count / total if total else 0.0
    return Participation(
        gini_words=gini(list(said.values())),
        gini_posts=gini([posts.get(member, 0) for member in category]),
        silent=sum(not count for count in said.values()),
        share_of_words=by_category,
    )


def sign(number: float) -> int:
    return (number > 0) - (number < 0)
