"""What it costs to prove a draw fair: LEXIMIN beside one of each programme that it solves.

The pool is invented: 150 people, 22 seats, and quotas by gender, age, education and region that
follow the population, of which the pool is a lopsided part. The floor is one integer programme (the
best panel for given weights) and one linear programme (the fairest lottery over all compositions
found), so the ratio says how many such steps the proof takes.
"""

import random
import statistics
import time

from analysis.sortition.fairness import Mixture, Search, leximin
from analysis.sortition.lottery import find_lottery
from analysis.sortition.programme import Programme
from analysis.sortition.quotas import Person, Quota, Selection
from benchmarks.table import Row

PEOPLE, SEATS, FLOOR_TURNS = 150, 22, 5
# Shares of the population, and how much readier than others people of that value are to come.
FEATURES = {
    "gender": {"woman": (0.51, 1.1), "man": (0.49, 0.9)},
    "age": {"16-29": (0.24, 0.6), "30-44": (0.27, 0.8), "45-64": (0.29, 1.1), "65+": (0.2, 1.6)},
    "education": {"none": (0.2, 0.5), "1": (0.2, 0.8), "2-3": (0.28, 1.0), "4+": (0.32, 1.5)},
    "region": {f"region {n}": (0.125, 0.6 + 0.12 * n) for n in range(8)},
}


def rows() -> list[Row]:
    """Draw up one lottery; the floor is the median of some turns, all in processor time."""
    selection = make_selection()
    started = time.perf_counter()
    find_lottery(selection)
    waited = time.perf_counter() - started
    programme = Programme(selection)
    started = time.process_time()
    mixture = leximin(programme)
    ours = time.process_time() - started
    turns = [one_of_each(programme, mixture) for _turn in range(FLOOR_TURNS)]
    floor, least = map(statistics.median, zip(*turns, strict=True))
    name = f"Fair draw, {PEOPLE} people, {SEATS} seats"
    return [
        Row(f"{name}: LEXIMIN, CPU", ours * 1000, floor * 1000, "ms", at_most=300),
        Row(f"{name}: whole lottery, waited", waited, least, "s", at_most=1000),
    ]


def one_of_each(programme: Programme, mixture: Mixture) -> tuple[float, float]:
    """Solve one linear and one integer programme of the draw; return processor time and wait."""
    search = Search(programme)
    for composition in mixture.compositions:
        search.add(composition)
    started, began = time.process_time(), time.perf_counter()
    _chances, _lowest, weights, _value = search.solve()
    programme.best(weights)
    return time.process_time() - started, time.perf_counter() - began


def make_selection() -> Selection:
    """Invent the pool, the same each time."""
    chance = random.Random(22)
    people = tuple(
        Person(
            f"p{number:03}",
            {
                feature: chance.choices(
                    list(values), [share * ready for share, ready in values.values()]
                )[0]
                for feature, values in FEATURES.items()
            },
        )
        for number in range(PEOPLE)
    )
    quotas = tuple(
        Quota(feature, value, int(SEATS * share), int(SEATS * share) + 2)
        for feature, values in FEATURES.items()
        for value, (share, _ready) in values.items()
    )
    return Selection(people, quotas, SEATS)
