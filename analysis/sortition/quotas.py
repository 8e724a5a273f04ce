"""What a draw is asked for: who is in the pool, how many seats, and how many of each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Quota:
    """How many seats may go to people with one value of one feature, such as gender: woman.

    `flex` says how far the limits may be loosened when they cannot be kept: (lowest minimum,
    highest maximum). Without it they may be loosened as far as need be.
    """

    feature: str
    value: str
    minimum: int
    maximum: int
    flex: tuple[int, int] | None = None

    @property
    def name(self) -> str:
        return f"{self.feature}: {self.value}"

    @property
    def key(self) -> tuple[str, str]:
        return self.feature, self.value


@dataclass(frozen=True)
class Person:
    """Somebody in the pool: an id, a value for each feature, and whom they live with.

    People with the same `household` share a home; an empty one means alone.
    """

    id: str
    values: Mapping[str, str] = field(hash=False)
    household: str = ""


@dataclass(frozen=True)
class Selection:
    """A draw to be made: seats for people of a pool, under quotas.

    With `one_per_household` no two people of one household sit on a panel.
    """

    people: tuple[Person, ...]
    quotas: tuple[Quota, ...]
    seats: int
    one_per_household: bool = False

    @property
    def features(self) -> tuple[str, ...]:
        """The features that have quotas, in the order of the quotas."""
        return tuple(dict.fromkeys(quota.feature for quota in self.quotas))

    def home_of(self, person: Person) -> tuple[str, str]:
        """Name what only one person may be drawn from: the household, or the person."""
        if self.one_per_household and person.household:
            return "household", person.household
        return "person", person.id


def faults_of(selection: Selection, panel: Collection[str]) -> list[str]:
    """Say in words which rules this panel (ids) breaks; a panel that may be drawn has no faults.

    Somebody without a value of a feature may be of any: a minimum is broken if even that is short.
    """
    people = {person.id: person for person in selection.people}
    faults = [f"{member} is not in the pool." for member in panel if member not in people]
    if len(set(panel)) != len(panel):
        faults.append("Somebody sits on the panel twice.")
    if len(panel) != selection.seats:
        faults.append(f"The panel has {len(panel)} people and {selection.seats} seats.")
    members = [people[member] for member in panel if member in people]
    seated = count_values(members, selection.features)
    unknown = count_unknown(members, selection.features)
    for quota in selection.quotas:
        least = quota.minimum - unknown[quota.feature]
        if not least <= seated[quota.key] <= quota.maximum:
            faults.append(
                f"{quota.name} has {seated[quota.key]} people, "
                f"not {quota.minimum} to {quota.maximum}."
            )
    homes = Counter(selection.home_of(member) for member in members)
    if any(count > 1 for (kind, _key), count in homes.items() if kind == "household"):
        faults.append("Two people of one household sit on the panel.")
    return faults


def count_values(people: Iterable[Person], features: Iterable[str]) -> Counter[tuple[str, str]]:
    """Count people by (feature, value)."""
    named = tuple(features)
    return Counter(
        (feature, person.values[feature])
        for person in people
        for feature in named
        if feature in person.values
    )


def count_unknown(people: Iterable[Person], features: Iterable[str]) -> Counter[str]:
    """Count, by feature, the people who have no value of it."""
    named = tuple(features)
    return Counter(
        feature for person in people for feature in named if feature not in person.values
    )
