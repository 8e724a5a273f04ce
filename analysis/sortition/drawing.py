"""The draw itself, and the draw that fills a seat again.

Randomness is an argument. A draw that counts passes `secrets.SystemRandom()`, the operating
system's source, which nobody can foresee or repeat; a rehearsal may pass a seeded `random.Random`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection
from dataclasses import replace
from itertools import accumulate
from random import Random

from .lottery import Lottery
from .panels import Panel
from .public import DIGITS, PANELS
from .quotas import Selection, count_unknown, count_values


def draw_panel(lottery: Lottery, randomness: Random) -> Panel:
    """Draw one panel (ids), each as likely as the lottery says."""
    panels = list(lottery.panels)
    heights = list(accumulate(lottery.panels.values()))
    # The last height is 1 but for rounding, and a number drawn may lie in between.
    at = bisect_right(heights, randomness.random() * heights[-1])
    return panels[min(at, len(panels) - 1)]


def draw_number(randomness: Random) -> str:
    """Draw three digits, 000 to 999, where no public source of them is at hand."""
    return f"{randomness.randrange(PANELS):0{DIGITS}}"


def fill_seats(
    selection: Selection, *, seated: Collection[str], gone: Collection[str]
) -> Selection:
    """Ask for a lottery over the rest of the pool, with those who keep their seats fixed.

    `seated` are the ids on the panel, from every round so far, who stay; `gone` those who dropped
    out or cannot come. What the seated fill is taken off both limits of each quota. With one person
    per household, nobody who lives with a seated person stays in the pool. A seated person without
    a value of a feature (it is not known any more) may fill any minimum and fills no maximum.

    Raises `ValueError` for ids that are not in the pool, seated and gone at once, or no free seat.
    """
    seated, gone = set(seated), set(gone)
    pool = {person.id: person for person in selection.people}
    if strangers := sorted((seated | gone) - pool.keys()):
        raise ValueError(f"Not in the pool: {', '.join(strangers)}.")
    if both := sorted(seated & gone):
        raise ValueError(f"Seated and gone at once: {', '.join(both)}.")
    free = selection.seats - len(seated)
    if free < 1:
        raise ValueError("Every seat is taken.")
    staying = [pool[person] for person in seated]
    filled = count_values(staying, selection.features)
    unknown = count_unknown(staying, selection.features)
    homes = {selection.home_of(person) for person in staying}
    quotas = []
    for quota in selection.quotas:
        taken = filled[quota.key]
        most = taken + unknown[quota.feature]
        flex = quota.flex and (max(quota.flex[0] - most, 0), max(quota.flex[1] - taken, 0))
        minimum, maximum = max(quota.minimum - most, 0), max(quota.maximum - taken, 0)
        quotas.append(replace(quota, minimum=minimum, maximum=maximum, flex=flex))
    people = tuple(
        person
        for person in selection.people
        if person.id not in gone and selection.home_of(person) not in homes
    )
    return replace(selection, people=people, quotas=tuple(quotas), seats=free)
