"""Published conversations of Pol.is, as tests and benchmarks read them (tests/data/polis)."""

import csv
import gzip
from pathlib import Path

import numpy as np

from analysis.opinion_groups import IN_NO_GROUP, adjusted_rand_index, divide, last_votes

SHIPPED = Path(__file__).parent / "data" / "polis"
# Statements in which people say their age, sex, language and ethnicity. Pol.is calls such a
# statement meta and lets it place nobody; its files do not say which were (decision 0036).
ABOUT_PEOPLE = {"london.youth.policing": {"1", *map(str, range(4, 14))}}


class Conversation:
    def __init__(self, folder):
        self.name = folder.name
        self.statements = rows_of(folder / "comments.csv")
        self.people = rows_of(folder / "participants-votes.csv")
        self.events = rows_of(folder / "votes.csv")
        self.codes = [name for name in self.people[0] if name.isdigit()]

    @property
    def in_order(self):
        return sorted(self.events, key=lambda row: int(row["timestamp"]))

    @property
    def votes(self):
        """Replay the events in their order."""
        person = {row["participant"]: n for n, row in enumerate(self.people)}
        statement = {code: n for n, code in enumerate(self.codes)}
        given = [
            (person[row["voter-id"]], statement[row["comment-id"]], int(row["vote"]))
            for row in self.in_order
        ]
        return last_votes(given, len(person), len(statement))

    @property
    def final(self):
        return np.array([[float(row[code] or "nan") for code in self.codes] for row in self.people])

    @property
    def published_groups(self):
        return np.array([int(row["group-id"] or IN_NO_GROUP) for row in self.people])

    @property
    def rejected(self):
        """Return the columns of statements that a moderator rejected."""
        away = {r["comment-id"] for r in self.statements if r["moderated"] == "-1"}
        return [n for n, code in enumerate(self.codes) if code in away]

    @property
    def about_people(self):
        """Return the columns of statements in which people say who they are."""
        told = ABOUT_PEOPLE.get(self.name, ())
        return [n for n, code in enumerate(self.codes) if code in told]

    def likeness(self, groups):
        """Return how alike groups and the published ones are, of people whom both place."""
        published = self.published_groups
        both = (groups >= 0) & (published >= 0)
        return adjusted_rand_index(groups[both], published[both])

    def divided_alike(self, places):
        """Divide the people whom Pol.is placed, and nobody else, into as many groups as it did."""
        published = self.published_groups
        placed = published >= 0
        groups = np.full_like(published, IN_NO_GROUP)
        groups[placed], _silhouette = next(divide(places[placed], published.max() + 1))
        return groups


def rows_of(path):
    packed = path.with_name(f"{path.name}.gz")
    if packed.exists():
        with gzip.open(packed, "rt", encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
