"""What people said before and after, person by person, for those who work out results."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from polls.models import Answer, DeliberativePollPage, Item, Response, Wave
from polls.models.responses import Missing


@dataclass(frozen=True)
class Paired:
    """One person's answers to one item: a number, or None for "I do not know" or no answer."""

    ward: int | None
    age_band: str
    before: int | None
    after: int | None
    missing_before: str = ""
    missing_after: str = ""

    @property
    def is_complete(self) -> bool:
        return self.before is not None and self.after is not None


@dataclass
class Pairs:
    """Everybody's answers to one item in both waves; rows in no order that tells who or when."""

    people: list[Paired] = field(default_factory=list)

    @property
    def before(self) -> list[int]:
        """Return the first numbers of those who gave one both times, in step with `after`."""
        return [p.before for p in self.people if p.before is not None and p.after is not None]

    @property
    def after(self) -> list[int]:
        return [p.after for p in self.people if p.before is not None and p.after is not None]

    @property
    def values(self) -> dict[str, list[int]]:
        """Return all numbers given in each wave, paired or not."""
        return {
            Wave.BEFORE.value: [p.before for p in self.people if p.before is not None],
            Wave.AFTER.value: [p.after for p in self.people if p.after is not None],
        }

    @property
    def dont_know(self) -> dict[str, int]:
        """Count the "I do not know" of each wave."""
        return {
            Wave.BEFORE.value: sum(p.missing_before == Missing.DONT_KNOW for p in self.people),
            Wave.AFTER.value: sum(p.missing_after == Missing.DONT_KNOW for p in self.people),
        }

    def by_ward(self) -> dict[int | None, Pairs]:
        """Divide by the pk of the ward that people lived in when they first answered."""
        return self._divided(lambda person: person.ward)

    def by_age_band(self) -> dict[str, Pairs]:
        return self._divided(lambda person: person.age_band)

    def _divided(self, group_of: Callable[[Paired], Any]) -> dict[Any, Pairs]:
        groups: dict[Any, Pairs] = {}
        for person in self.people:
            groups.setdefault(group_of(person), Pairs()).people.append(person)
        return groups


def paired_table(poll: DeliberativePollPage) -> dict[Item, Pairs]:
    """Return everybody's numbers for every paired item of a poll, in two queries."""
    items = {
        item.pk: item
        for item in Item.objects.filter(page_id=poll.pk, is_paired=True, kind=Item.Kind.SCALE)
    }
    people: dict[tuple[int, str], dict[str, tuple]] = {}
    answers = Answer.objects.filter(
        response__page_id=poll.pk, response__withdrawn_at=None, item__in=items
    ).values_list(
        "item_id",
        "response__key",
        "response__wave",
        "number",
        "missing",
        "response__ward_id",
        "response__age_band",
    )
    for item, key, wave, number, missing, ward, age_band in answers.iterator(chunk_size=5000):
        people.setdefault((item, key), {})[wave] = (number, missing, ward, age_band)
    table = {item: Pairs() for item in items.values()}
    # Keys are as good as random, so their order says nothing about people or time.
    for item, key in sorted(people):
        table[items[item]].people.append(paired(people[item, key]))
    return table


def paired(waves: dict[str, tuple]) -> Paired:
    """Join what one person said in two waves."""
    nothing = (None, Missing.NOT_YET, None, "")
    before, after = waves.get(Wave.BEFORE, nothing), waves.get(Wave.AFTER, nothing)
    _number, _missing, ward, age_band = waves.get(Wave.BEFORE) or after
    return Paired(
        ward=ward,
        age_band=age_band,
        before=before[0],
        after=after[0],
        missing_before=before[1],
        missing_after=after[1],
    )


def paired_answers(poll: DeliberativePollPage, item: Item) -> list[tuple[int, int]]:
    """Return the numbers before and after of those who gave both, for one item."""
    pairs = paired_table(poll)[item]
    return list(zip(pairs.before, pairs.after, strict=True))


def own_change(
    poll: DeliberativePollPage, user: Any
) -> dict[Item, tuple[int | None, int | None]] | None:
    """Return somebody's own numbers before and after; None until their second answers are in."""
    if not user.is_authenticated:
        return None
    responses = Response.objects.filter(
        page_id=poll.pk, key=user.key_for(poll.subject), withdrawn_at=None
    )
    waves = {response.wave: response.pk for response in responses}
    if not {Wave.BEFORE, Wave.AFTER} <= waves.keys():
        return None
    numbers = {
        (item, response): number
        for item, response, number in Answer.objects.filter(
            response__in=waves.values()
        ).values_list("item_id", "response_id", "number")
    }
    items = Item.objects.filter(page_id=poll.pk, is_paired=True, kind=Item.Kind.SCALE)
    return {
        item: (
            numbers.get((item.pk, waves[Wave.BEFORE])),
            numbers.get((item.pk, waves[Wave.AFTER])),
        )
        for item in items
    }
