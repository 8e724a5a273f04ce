"""Answers to a plain questionnaire as the database counts them: no person is read.

All is counted of an index that holds what was answered by question, however many answered. What is
left out of the figures is counted by itself and taken off, being little: who was added by hand,
what came late, what an officer excluded, organisations, and what papers answer off their route.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Max, Q, QuerySet

from polls.models import Answer, Item, Response
from polls.models.keying import KEYED_MODES
from polls.models.respondents import ORGANISATIONS
from results.answers import ALL, NOT_ASKED, Recruited

COLUMNS = ("item_id", "row_id", "option_id", "number", "expected", "day", "ward_id", "missing")
# As `Sheet.that_count` and `Sheet.of_individuals` have it.
STANDS, IN_TIME, BY_HAND = Q(excluded_at=None), Q(is_counted=True), Q(design_weight=0)


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
    late_answers: str = ""  # "left out", "counted", or there are none
    modes: Mapping[str, int] = field(default_factory=dict)  # how the answers of the `n` came
    formats: Mapping[str, int] = field(default_factory=dict)  # in which they read the questions

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


@dataclass(frozen=True)
class Came:
    """How many people count, by how their answers came, and what became of the others."""

    modes: Mapping[str, int]
    formats: Mapping[str, int]
    drawn: int
    left_out: int
    added_by_hand: str
    late_answers: str

    @property
    def n(self) -> int:
        return sum(self.modes.values())

    @property
    def on_paper(self) -> bool:
        """Say whether an officer entered any, so that it may answer what it was not asked."""
        return any(mode in KEYED_MODES for mode in self.modes)

    def recruited(self, poll) -> Recruited:
        if poll.is_open_to_all:
            return Recruited.ANYBODY
        if not self.drawn:
            return Recruited.SELF_SELECTED
        return Recruited.DRAWN if self.drawn == self.n else Recruited.SOME_DRAWN


def count_answers(poll, among: Q = ALL) -> Counts:
    """Count what individuals say in a questionnaire that is answered once, in 4 to 12 queries.

    `among` tells of which responses, where it is not all.
    """
    items = tuple(poll.items.prefetch_related("options", "rows").order_by("sort_order", "pk"))
    responses = Response.objects.filter(page_id=poll.pk, withdrawn_at=None)
    counted = who_counts(poll) & among
    came = _came(responses, counted, leaves_out_by_hand=not poll.counts_added_by_hand)
    answers = Answer.objects.filter(item__page_id=poll.pk).order_by()
    on_route, off = answers.filter(is_off_route=False), answers.filter(is_off_route=True)
    left_out = []
    if came.left_out:
        out = responses.exclude(counted)
        left_out.append(answers.filter(response__in=out))
        on_route, off = on_route.exclude(response__in=out), off.exclude(response__in=out)
    if came.on_paper:
        left_out.append(off)
    said = _less(_said, items, left_out)
    if came.on_paper:
        _add_not_asked(said, off)
    return Counts(
        items=items,
        n=came.n,
        recruited=came.recruited(poll),
        added_by_hand=came.added_by_hand,
        said=said,
        amounts=_less(_amounts, [one for one in items if one.kind == Item.Kind.NUMBER], left_out),
        together=_together([one for one in items if one.has_prefer_not], on_route),
        late_answers=came.late_answers,
        modes=came.modes,
        formats=came.formats,
    )


def who_counts(poll) -> Q:
    """Return which of the responses that were not taken back are in the figures of individuals."""
    counted = STANDS & IN_TIME & ~Q(respondent_type__in=ORGANISATIONS)
    return counted if poll.counts_added_by_hand else counted & ~BY_HAND


def _came(responses: QuerySet[Response], counted: Q, *, leaves_out_by_hand: bool) -> Came:
    numbers = {
        "counted": counted,
        "left_out": ~counted,
        "drawn": counted & Q(design_weight__gt=0),
        "late": counted & Q(is_late=True),
        "late_out": STANDS & ~IN_TIME,
        "by_hand": counted & BY_HAND,
        "by_hand_out": STANDS & IN_TIME & BY_HAND,
    }
    found: Counter[str] = Counter()
    modes: Counter[str] = Counter()
    formats: Counter[str] = Counter()
    counting = {name: Count("pk", filter=which) for name, which in numbers.items()}
    by_way = responses.order_by().values_list("mode", "format").annotate(**counting)
    for mode, format, *people in by_way:
        of_way = dict(zip(counting, people, strict=True))
        found.update(of_way)
        if of_way["counted"]:
            modes[mode] += of_way["counted"]
            formats[format] += of_way["counted"]
    by_hand_out = leaves_out_by_hand and found["by_hand_out"]
    return Came(
        modes,
        formats,
        drawn=found["drawn"],
        left_out=found["left_out"],
        added_by_hand=_became(by_hand_out, found["by_hand"]),
        late_answers=_became(found["late_out"], found["late"]),
    )


def _became(left_out: int, counted: int) -> str:
    return "left out" if left_out else "counted" if counted else ""


def _less(count, items, left_out: Sequence[QuerySet[Answer]]) -> dict[int, Counter]:
    """Count all answers, less those that are left out."""
    if not items:
        return {}
    of_items = Q(item__in=[item.pk for item in items])
    found: dict[int, Counter] = count(Answer.objects.filter(of_items).order_by())
    for answers in left_out:
        for item, counted in count(answers.filter(of_items)).items():
            found[item] -= counted
    return found


def _add_not_asked(said: dict[int, Counter[Said]], off: QuerySet[Answer]) -> None:
    """Count who answered a question off the route among those who were not asked it."""
    by_item = off.values_list("item_id").annotate(people=Count("response", distinct=True))
    for item, people in by_item:
        said[item][Said(missing=str(NOT_ASKED))] += people


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
    chosen = answers.filter(item__in=pks, option__isnull=False)
    return Counter(
        chosen.values("response_id")
        .annotate(**{f"of_{pk}": Max("option_id", filter=Q(item=pk)) for pk in pks})
        .values_list(*(f"of_{pk}" for pk in pks))
    )
