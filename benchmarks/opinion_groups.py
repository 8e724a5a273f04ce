"""How near our opinion groups come to those that Pol.is published, of six conversations.

The figure is the adjusted Rand index over the people whom both place: 1 is the same division, 0
what chance would give. The floor is the most that our places allow: each published group keeps its
centre, and everybody goes to the nearest.

There are two rows of each. The first is what a page shows: people with seven votes, in the number
of groups that fits best. The second divides the people whom Pol.is placed into the number of groups
that it published, for it counted votes otherwise at times, and Scoop's groups are of everybody.
London has two more, without the statements in which people say their age, sex, language and
ethnicity (decision 0036). Without the shared files the row says that it was not run.
"""

from collections.abc import Collection, Iterator
from pathlib import Path

import numpy as np

from analysis.opinion_groups import find_groups
from benchmarks.table import NotRun, Row
from tests.polis import Conversation

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "polis"
NAME = "Opinion groups beside the published ones"
APART = "{}, who people are set aside"
# What was reached, rounded down: these guard against getting worse, and come from no source.
# As a page draws them nothing is promised of the two whose published groups are made of other
# people or other statements.
GOALS = {
    "15-per-hour-seattle": 0.95,
    "brexit-consensus": 0.95,
    "canadian-electoral-reform": 0.99,
    "vtaiwan.uberx": 0.75,
}
GOALS_ALIKE = {
    **GOALS,
    "scoop-hivemind.affordable-housing": 0.9,
    APART.format("london.youth.policing"): 0.99,
}


def rows() -> Iterator[Row | NotRun]:
    folders = sorted(folder for folder in SHARED.glob("*") if folder.is_dir())
    if not folders:
        yield NotRun(NAME, f"needs {SHARED}")
    for folder in folders:
        said = Conversation(folder)
        yield from rows_of(said, said.rejected, said.name)
        if said.about_people:
            aside = [*said.rejected, *said.about_people]
            yield from rows_of(said, aside, APART.format(said.name))


def rows_of(said: Conversation, aside: Collection[int], name: str) -> Iterator[Row]:
    found = find_groups(said.votes, rejected=aside)
    best = said.likeness(nearest_published(found.places, said.published_groups))
    page, alike = said.likeness(found.groups), said.likeness(said.divided_alike(found.places))
    title = f"{NAME}, {name}"
    yield Row(f"{title}: as a page draws them", page, best, "ARI", GOALS.get(name))
    yield Row(f"{title}: same people and number", alike, best, "ARI", GOALS_ALIKE.get(name))


def nearest_published(places: np.ndarray, published: np.ndarray) -> np.ndarray:
    """Return for each person the published group whose centre is nearest."""
    centres = [places[published == group].mean(axis=0) for group in range(published.max() + 1)]
    return np.linalg.norm(places[:, None] - np.array(centres), axis=2).argmin(axis=1)
