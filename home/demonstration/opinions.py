"""How the invented members answer, and how hearing the arguments moves them."""

from dataclasses import dataclass, field
from random import Random

from panel.models import AgeBand, Membership

MIDDLE = 5
YOUNG = {AgeBand.FROM_16, AgeBand.FROM_25}
INNER_CITY = {
    "Easton",
    "Ashley",
    "Bedminster",
    "Redland",
    "Windmill Hill",
    "Southville",
    "Lawrence Hill",
    "Cotham",
    "Bishopston and Ashley Down",
    "Clifton Down",
}
EDGE = {
    "Stockwood",
    "Stoke Bishop",
    "Frome Vale",
    "Henbury and Brentry",
    "Hengrove and Whitchurch Park",
    "Bishopsworth",
    "Hartcliffe and Withywood",
    "Avonmouth and Lawrence Weston",
}


@dataclass(frozen=True)
class Attitude:
    """What the panel thinks of one proposal, on 0 to 10.

    start: mean before. shift: how far the arguments move people. spread: standard deviation.
    city: how many points higher the inner city starts; the edge starts as many lower.
    young: how many points higher the under-35s start.
    """

    start: float
    shift: float
    spread: float = 2.9
    city: float = 0.0
    young: float = 0.0
    unsure_before: float = 0.05
    unsure_after: float = 0.02


@dataclass
class Person:
    """One invented member's fixed leaning, which all of their answers share."""

    membership: Membership
    random: Random
    leaning: float = field(init=False)

    def __post_init__(self):
        self.leaning = self.random.gauss(0, 0.8)

    def place(self) -> int:
        name = self.membership.ward.name
        return (name in INNER_CITY) - (name in EDGE)


def answers(person: Person, attitude: Attitude) -> tuple[int | None, int | None]:
    """Return this person's answer before and after, each 0 to 10, or None for "I do not know"."""
    random = person.random
    mean = attitude.start + attitude.city * person.place() + person.leaning
    mean += attitude.young if person.membership.age_band in YOUNG else 0
    before = random.gauss(mean, attitude.spread)
    # People keep most of what they thought, drift towards the middle a little, and move together.
    after = MIDDLE + 0.85 * (before - MIDDLE) + attitude.shift + random.gauss(0, 1.2)
    return (
        None if random.random() < attitude.unsure_before else on_scale(before),
        None if random.random() < attitude.unsure_after else on_scale(after),
    )


def on_scale(value: float) -> int:
    return max(0, min(10, round(value)))
