"""Answers to a plain questionnaire as the database counts them: no person is read.

All is counted of an index that holds what was answered by question, however many answered. Who is
left out of the figures is counted by itself and taken off: they are few.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Max, Q, QuerySet

from polls.models import Answer, Item, Response
from results.answers import NOT_ASKED, Recruited

COLUMNS = ("item_id", "row_id", "option_id", "number", "expected", "day", "ward_id", "missing")
LEFT_OUT = Q(design_weight=0)  # who was added to a sample by hand


class Said(NamedTuple):
    """One way to answer a question, or a row of it; `missing` is the code of why there is none."""

    row: int | None = None
    option: int | None = None
    number: int | None = None
    expected: int | None = None
    day: dt.date | None = None
    ward: int | None = None
    missing: str = ""


@dataclass(frozen=True)
class Counts:
    """How many of `n` people gave each answer to each question."""

    items: tuple[Item, ...]
    n: int
    recruited: Recruited
    added_by_hand: str  # "left out", "counted", or nobody was
    said: Mapping[int, Counter[Said]]  # by item
    amounts: Mapping[int, Counter[Decimal]] = field(default_factory=dict)
    # Of the questions that together say who is disabled: the options that one person chose.
    together: Mapping[tuple[int | None, ...], int] = field(default_factory=dict)

    @property
    def is_all_drawn(self) -> bool:
        return self.recruited == Recruited.DRAWN

    def missing(self, item: Item, code: int) -> int:
        """Count the people of whom a code says why they gave no answer."""
        return self._of(item)[Said(missing=str(code))]

    def asked(self, item: Item) -> int:
        """Count the people who saw a question."""
        return self.n - self.missing(item, NOT_ASKED)

    def options(self, item: Item) -> Counter[int]:
        """Count the people who chose each option."""
        return self._by(item, "option", lambda said: said.row is None and said.number is None)

    def numbers(self, item: Item) -> Counter[int]:
        """Count the people who gave each number of a scale."""
        return self._by(item, "number", lambda said: said.row is None and said.option is None)

    def places(self, item: Item) -> dict[int, Counter[int]]:
        """Count, by option, the people who gave it each place in an order."""
        found: dict[int, Counter[int]] = defaultdict(Counter)
        for said, people in self._of(item).items():
            if said.row is None and said.option is not None and said.number is not None:
                found[said.option][said.number] += people
        return found

    def days(self, item: Item) -> Counter[dt.date]:
        return self._by(item, "day")

    def wards(self, item: Item) -> Counter[int]:
        return self._by(item, "ward")

    def of_row(self, item: Item, row: int) -> Counter[int]:
        """Count what was chosen in a row of a grid: options by key, missing answers by code."""
        found: Counter[int] = Counter()
        for said, people in self._of(item).items():
            if said.row == row and said.expected is None:
                chosen = int(said.missing) if said.missing else said.option
                if chosen is not None:
                    found[chosen] += people
        return found

    def ratings(self, item: Item, row: int) -> list[tuple[int, int]]:
        """List what was expected and experienced in a row, a pair a person."""
        return [
            (said.expected, said.number)
            for said, people in self._of(item).items()
            if said.row == row and said.expected is not None and said.number is not None
            for _person in range(people)
        ]

    def _of(self, item: Item) -> Counter[Said]:
        return self.said.get(item.pk, Counter())

    def _by(self, item: Item, name: str, holds=lambda said: True) -> Counter:
        found: Counter = Counter()
        for said, people in self._of(item).items():
            value = getattr(said, name)
            if value is not None and holds(said):
                found[value] += people
        return found


def count_answers(poll) -> Counts:
    """Count the answers to a questionnaire that is answered once, in three to seven queries."""
    items = tuple(poll.items.prefetch_related("options", "rows").order_by("sort_order", "pk"))
    responses = Response.objects.filter(page_id=poll.pk, withdrawn_at=None)
    found = responses.aggregate(
        n=Count("pk"),
        drawn=Count("pk", filter=Q(design_weight__gt=0)),
        by_hand=Count("pk", filter=LEFT_OUT),
    )
    leaves_out = found["by_hand"] and not poll.counts_added_by_hand
    n = found["n"] - found["by_hand"] if leaves_out else found["n"]
    out = [responses.filter(LEFT_OUT)] if leaves_out else []
    return Counts(
        items=items,
        n=n,
        recruited=_recruited(found["drawn"], n),
        added_by_hand="left out" if leaves_out else "counted" if found["by_hand"] else "",
        said=_less(_said, items, out),
        amounts=_less(_amounts, [one for one in items if one.kind == Item.Kind.NUMBER], out),
        together=_together(
            [one for one in items if one.has_prefer_not],
            Answer.objects.exclude(response__in=out[0]) if out else Answer.objects.all(),
        ),
    )


def _recruited(drawn: int, n: int) -> Recruited:
    if not drawn:
        return Recruited.SELF_SELECTED
    return Recruited.DRAWN if drawn == n else Recruited.SOME_DRAWN


def _less(count, items, out: list[QuerySet[Response]]) -> dict[int, Counter]:
    """Count the answers of all, less those of the responses that are left out."""
    if not items:
        return {}
    answers = Answer.objects.filter(item__in=[item.pk for item in items]).order_by()
    found: dict[int, Counter] = count(answers)
    for responses in out:
        for item, counted in count(answers.filter(response__in=responses)).items():
            found[item] -= counted
    return found


def _said(answers: QuerySet[Answer]) -> dict[int, Counter[Said]]:
    found: dict[int, Counter[Said]] = defaultdict(Counter)
    for item, *said, people in answers.values_list(*COLUMNS).annotate(people=Count("*")):
        found[item][Said(*said)] = people
    return found


def _amounts(answers: QuerySet[Answer]) -> dict[int, Counter[Decimal]]:
    """Count what was typed, which the index does not hold."""
    found: dict[int, Counter[Decimal]] = defaultdict(Counter)
    typed = answers.exclude(amount=None).values_list("item_id", "amount")
    for item, amount, people in typed.annotate(people=Count("*")):
        found[item][amount] = people
    return found


def _together(items: list[Item], answers: QuerySet[Answer]) -> Counter[tuple[int | None, ...]]:
    """Count the people by what they chose in several questions of one answer each."""
    if len(items) < 2:
        return Counter()
    pks = [item.pk for item in items]
    chosen = answers.filter(item__in=pks, option__isnull=False).order_by()
    return Counter(
        chosen.values("response_id")
        .annotate(**{f"of_{pk}": Max("option_id", filter=Q(item=pk)) for pk in pks})
        .values_list(*(f"of_{pk}" for pk in pks))
    )
