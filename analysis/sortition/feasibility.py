"""Whether any panel keeps every rule, what speaks against it, and the least that must give."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy
from scipy.sparse import block_array, csr_array, eye_array

from .programme import Programme
from .quotas import Quota, Selection, count_values

Rule = Literal[
    "seats",
    "pool",
    "household",
    "same id",
    "same quota",
    "limits",
    "flex",
    "no value",
    "unknown value",
    "minimum",
    "minima",
    "maxima",
    "supply",
    "together",
]

# With any of these the quotas cannot even be put to the solver.
_UNREADABLE = {"seats", "pool", "household", "same id", "same quota", "limits", "no value"}


@dataclass(frozen=True)
class Contradiction:
    """One reason why no panel can be drawn, in words, and in figures where it has them."""

    rule: Rule
    words: str
    feature: str = ""
    value: str = ""
    needed: int | None = None
    available: int | None = None

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True)
class Change:
    """One limit of a quota that gives way. `is_beyond_flex` if further than its flex allows."""

    feature: str
    value: str
    limit: Literal["minimum", "maximum"]
    now: int
    then: int
    is_beyond_flex: bool = False

    def __str__(self) -> str:
        verb = "Lower" if self.then < self.now else "Raise"
        beyond = ", which is more than its flex allows" if self.is_beyond_flex else ""
        return (
            f"{verb} the {self.limit} of {self.feature}: {self.value} "
            f"from {self.now} to {self.then}{beyond}."
        )


@dataclass(frozen=True)
class Findings:
    """All that speaks against a draw, and the smallest set of changes that would allow it.

    There are no changes when the draw is possible, and none when no change of quotas would do.
    """

    contradictions: tuple[Contradiction, ...]
    changes: tuple[Change, ...]

    @property
    def is_feasible(self) -> bool:
        return not self.contradictions

    def __str__(self) -> str:
        return " ".join(map(str, (*self.contradictions, *self.changes)))


class Infeasible(ValueError):
    """No panel keeps every rule; `findings` says why."""

    def __init__(self, findings: Findings) -> None:
        super().__init__(str(findings))
        self.findings = findings


def examine(selection: Selection) -> Findings:
    """List every contradiction, then test all quotas together in whole numbers.

    Raises `ArithmeticError` if the solver fails.
    """
    found = [
        *_faults_of_pool(selection),
        *_faults_of_quotas(selection),
        *_shortages(selection),
    ]
    if any(fault.rule in _UNREADABLE for fault in found):
        return Findings(tuple(found), ())
    changes = smallest_changes(selection)
    if changes and not any(fault.rule != "unknown value" for fault in found):
        found.append(
            Contradiction(
                "together",
                f"Each quota can be kept, but no panel of {selection.seats} keeps them all.",
            )
        )
    return Findings(tuple(found), changes or ())


def smallest_changes(selection: Selection, with_kind: int | None = None) -> tuple[Change, ...]:
    """Find the changes of quotas that sum to least, and of these the fewest, that allow a panel.

    With `with_kind` (a place in the programme's kinds) the panel must hold somebody of that kind.
    Changes stay within the flex of the quotas if they can. No changes if none are needed; the
    seats and the household rule do not give way, and must leave room for a panel.
    Raises `ArithmeticError` if the solver fails.
    """
    programme = Programme(selection)
    changes = _solve(selection, programme, with_kind, keep_flex=True)
    if changes is None:
        changes = _solve(selection, programme, with_kind, keep_flex=False)
    if changes is None:
        raise ArithmeticError("No change of quotas makes a panel possible.")
    return changes


def _solve(
    selection: Selection, programme: Programme, with_kind: int | None, *, keep_flex: bool
) -> tuple[Change, ...] | None:
    """Solve it in whole numbers: kinds (K), then lowered and raised (2Q), then whether at all (2Q).

    Two limits of Q quotas change by whole numbers, so a change of 1 outweighs all 2Q flags together
    when a flag weighs 1 / (2Q + 1).
    """
    quotas, kinds, rules = selection.quotas, len(programme.kinds), len(programme.matrix)
    limits = 2 * len(quotas)
    gives = np.zeros((rules, limits))
    for at in range(len(quotas)):
        gives[at + 1, at], gives[at + 1, len(quotas) + at] = 1, -1
    # Flags are 1 where a limit changes: change - most * flag is never above 0.
    most = np.array(
        [_most(quota, selection, "minimum", keep_flex) for quota in quotas]
        + [_most(quota, selection, "maximum", keep_flex) for quota in quotas]
    )
    matrix = (
        block_array(
            [
                [csr_array(programme.matrix.astype(float)), csr_array(gives), None],
                [None, eye_array(limits), csr_array(-np.diag(most.astype(float)))],
            ],
            format="csr",
        )
        if limits
        else csr_array(programme.matrix.astype(float))
    )
    floor = np.zeros(kinds)
    if with_kind is not None:
        floor[with_kind] = 1
    answer = scipy.optimize.milp(
        np.concatenate([np.zeros(kinds), np.ones(limits), np.full(limits, 1 / (limits + 1))]),
        integrality=np.ones(kinds + 2 * limits),
        bounds=scipy.optimize.Bounds(
            np.concatenate([floor, np.zeros(2 * limits)]),
            np.concatenate([programme.sizes, most, np.ones(limits)]),
        ),
        constraints=scipy.optimize.LinearConstraint(
            matrix,
            np.concatenate([programme.lower, np.full(limits, -np.inf)]),
            np.concatenate([_uncapped(selection, programme), np.zeros(limits)]),
        ),
        options={"mip_rel_gap": 0},
    )
    if answer.status == 2:
        return None
    if answer.x is None or answer.status != 0:
        raise ArithmeticError(f"The solver did not finish: {answer.message}")
    steps = np.rint(answer.x[kinds : kinds + limits]).astype(int).tolist()
    return tuple(_changes(quotas, steps))


def _uncapped(selection: Selection, programme: Programme) -> np.ndarray:
    """Give the upper limits (R) with the maxima of quotas as they were written."""
    upper = programme.upper.copy()
    upper[1 : len(selection.quotas) + 1] = [quota.maximum for quota in selection.quotas]
    return upper


def _most(quota: Quota, selection: Selection, limit: str, keep_flex: bool) -> int:
    """Say how far a limit may move: the minimum down, the maximum up."""
    if limit == "minimum":
        lowest = quota.flex[0] if quota.flex and keep_flex else 0
        return max(quota.minimum - lowest, 0)
    highest = quota.flex[1] if quota.flex and keep_flex else selection.seats
    return max(highest - quota.maximum, 0)


def _changes(quotas: tuple[Quota, ...], steps: list[int]) -> Iterator[Change]:
    """Name the changes: the steps are by how much minima fall, then by how much maxima rise."""
    for quota, down, up in zip(quotas, steps, steps[len(quotas) :], strict=False):
        if down:
            then = quota.minimum - down
            beyond = quota.flex is not None and then < quota.flex[0]
            yield Change(*quota.key, "minimum", quota.minimum, then, beyond)
        if up:
            then = quota.maximum + up
            beyond = quota.flex is not None and then > quota.flex[1]
            yield Change(*quota.key, "maximum", quota.maximum, then, beyond)


def _faults_of_pool(selection: Selection) -> Iterator[Contradiction]:
    seats, people = selection.seats, selection.people
    if seats < 1:
        yield Contradiction("seats", f"A panel has at least 1 seat, not {seats}.")
    if len(people) < seats:
        yield Contradiction(
            "pool",
            f"A panel of {seats} cannot be drawn from a pool of {len(people)}.",
            needed=seats,
            available=len(people),
        )
    homes = len({selection.home_of(person) for person in people})
    if homes < seats <= len(people):
        yield Contradiction(
            "household",
            f"With one person per household, a panel of {seats} cannot be drawn from "
            f"{_count(homes, 'household')}.",
            needed=seats,
            available=homes,
        )
    for name, times in Counter(person.id for person in people).items():
        if times > 1:
            yield Contradiction("same id", f"The id {name} is in the pool {times} times.")
    known = {quota.key for quota in selection.quotas}
    for feature in selection.features:
        lacking = [person.id for person in people if not person.values.get(feature)]
        if lacking:
            words = f"{feature} is not known of {_named(lacking)}."
            yield Contradiction("no value", words, feature, available=len(lacking))
    strangers: dict[tuple[str, str], list[str]] = defaultdict(list)
    for person in people:
        for feature in selection.features:
            value = person.values.get(feature)
            if value and (feature, value) not in known:
                strangers[feature, value].append(person.id)
    for (feature, value), ids in strangers.items():
        words = f"{feature}: {value} has no quota, and is the value of {_named(ids)}."
        yield Contradiction("unknown value", words, feature, value, available=len(ids))


def _faults_of_quotas(selection: Selection) -> Iterator[Contradiction]:
    for (feature, value), times in Counter(quota.key for quota in selection.quotas).items():
        if times > 1:
            words = f"{feature}: {value} has {times} quotas, and can have one."
            yield Contradiction("same quota", words, feature, value)
    for quota in selection.quotas:
        if not 0 <= quota.minimum <= quota.maximum:
            words = (
                f"{quota.name} is asked to have at least {quota.minimum} and "
                f"at most {quota.maximum} people."
            )
            yield Contradiction("limits", words, *quota.key)
        elif (
            quota.flex and not 0 <= quota.flex[0] <= quota.minimum <= quota.maximum <= quota.flex[1]
        ):
            words = (
                f"{quota.name} may be loosened to {quota.flex[0]} to {quota.flex[1]}, "
                f"which does not hold {quota.minimum} to {quota.maximum}."
            )
            yield Contradiction("flex", words, *quota.key)


def _shortages(selection: Selection) -> Iterator[Contradiction]:
    available = available_people(selection)
    for quota in selection.quotas:
        if quota.minimum > available[quota.key]:
            has = str(available[quota.key])
            if selection.one_per_household:
                has = f"them in {_count(available[quota.key], 'household')}"
            words = (
                f"At least {_count(quota.minimum, 'person', 'people')} with {quota.name} "
                f"{'is' if quota.minimum == 1 else 'are'} needed and the pool has {has}."
            )
            yield Contradiction("minimum", words, *quota.key, quota.minimum, available[quota.key])
    seats = selection.seats
    for feature in selection.features:
        quotas = [quota for quota in selection.quotas if quota.feature == feature]
        minima, maxima = sum(q.minimum for q in quotas), sum(q.maximum for q in quotas)
        supply = sum(min(q.maximum, available[q.key]) for q in quotas)
        if minima > seats:
            words = f"The minima of {feature} sum to {minima} and the panel has {seats} seats."
            yield Contradiction("minima", words, feature, needed=minima, available=seats)
        if maxima < seats:
            words = f"The maxima of {feature} sum to {maxima} and the panel has {seats} seats."
            yield Contradiction("maxima", words, feature, needed=seats, available=maxima)
        elif supply < seats:
            words = (
                f"Within the maxima of {feature} the pool can fill {supply} seats and "
                f"the panel has {seats}."
            )
            yield Contradiction("supply", words, feature, needed=seats, available=supply)


def available_people(selection: Selection) -> Counter[tuple[str, str]]:
    """Count, by (feature, value), how many people could sit together: one of each household."""
    if not selection.one_per_household:
        return count_values(selection.people, selection.features)
    homes: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for person in selection.people:
        for key in count_values([person], selection.features):
            homes[key].add(selection.home_of(person))
    return Counter({key: len(of_key) for key, of_key in homes.items()})


def _count(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def _named(ids: list[str]) -> str:
    """Name at most five people of a list: "3 people (p1, p2, p3)"."""
    more = ", …" if len(ids) > 5 else ""
    return f"{_count(len(ids), 'person', 'people')} ({', '.join(ids[:5])}{more})"
