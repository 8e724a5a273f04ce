"""Everybody's answers to one questionnaire, read at once: a row a person."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet
from numpy.typing import NDArray

from analysis.campaigns import FEWEST
from analysis.pairing import DO_NOT_KNOW, Answer
from polls.models import Answer as StoredAnswer
from polls.models import Item, Response
from polls.models.keying import KEYED_MODES
from polls.models.respondents import ORGANISATIONS
from results.beside_answers import Came, drawn_places, how_they_came, words_read

COLUMNS = (
    *("response_id", "item_id", "number", "option_id", "text", "missing", "amount", "day"),
    *("row_id", "expected", "ward_id", "judged__text"),
)
CAME = ("mode", "format", "is_late", "is_counted", "language")
ALL = Q()
# What a sheet holds by question, round and person.
BY_PLACE = (
    *("choices", "texts", "folds", "themes", "amounts", "days", "places", "grids", "ratings"),
    "wards_said",
)
NOT_YET, SKIPPED, NOT_ASKED, UNSURE, REMOVED = -1, -6, -7, -8, -5


class Recruited(StrEnum):
    """How those who answered came to be asked: by lot from the panel, in part, or not at all."""

    DRAWN = "drawn"
    SOME_DRAWN = "some_drawn"
    SELF_SELECTED = "self_selected"
    ANYBODY = "anybody"  # with or without an account


@dataclass(frozen=True)
class Sheet:
    """The answers in memory. Rows are in order of key, which says nothing about who or when.

    A number below zero is the code of a missing answer. What was chosen from a list, written, typed
    as a number, given as a date, put in order or said of the rows of a grid stands by (item, wave,
    row) in a place of its own.
    """

    items: tuple[Item, ...]
    waves: tuple[str, ...]
    keys: tuple[str, ...]
    wards: NDArray[np.int64]  # 0 where the ward is not known
    ages: tuple[str, ...]
    answered: dict[str, NDArray[np.bool_]]
    numbers: dict[tuple[int, str], NDArray[np.int64]]
    choices: dict[tuple[int, str, int], frozenset[int]]
    # Once a moderator has judged one, what they left of it: nothing, if they rejected it.
    texts: dict[tuple[int, str, int], str]
    # What was written, folded, and its themes once somebody has read it for them, maybe none.
    folds: dict[tuple[int, str, int], str] = field(default_factory=dict)
    themes: dict[tuple[int, str, int], frozenset[int]] = field(default_factory=dict)
    same_words_from: int = FEWEST  # so many answers in the same words are a group
    amounts: dict[tuple[int, str, int], Decimal] = field(default_factory=dict)
    days: dict[tuple[int, str, int], dt.date] = field(default_factory=dict)
    places: dict[tuple[int, str, int], dict[int, int]] = field(default_factory=dict)  # by option
    # By row of a grid: the option that was chosen, or the code of a missing answer.
    grids: dict[tuple[int, str, int], dict[int, int]] = field(default_factory=dict)
    # By row of a grid: what was expected, and what was experienced.
    ratings: dict[tuple[int, str, int], dict[int, tuple[int, int]]] = field(default_factory=dict)
    wards_said: dict[tuple[int, str, int], int] = field(default_factory=dict)
    weights: tuple[float | None, ...] = ()  # by the draw; none of who was not drawn
    seeds: tuple[int | None, ...] = ()  # of the orders in which they met answers and rows
    versions: dict[str, NDArray[np.int64]] = field(default_factory=dict)  # of the words, by wave
    proposals: dict[str, NDArray[np.int64]] = field(default_factory=dict)  # likewise, of what it is
    arms: tuple[int | None, ...] = ()  # the number drawn; none of who was not, or if none was
    groups: tuple[int | None, ...] = ()
    types: tuple[str, ...] = ()  # as what they answered; "" where it was not asked
    accounts: tuple[bool, ...] = ()  # whether they were signed in
    asks_type: bool = False  # so that organisations are counted apart
    is_open_to_all: bool = False
    leaves_out_by_hand: bool = False
    came: dict[str, tuple[Came, ...]] = field(default_factory=dict)  # by wave, how answers came
    # Codes of questions that a paper answers though its earlier answers led past them.
    off_route: dict[int, tuple[str, ...]] = field(default_factory=dict)
    leaves_out_late: bool = False

    @property
    def is_of_a_sample(self) -> bool:
        """Say whether members were drawn for it, and some of them answered."""
        return any(weight is not None for weight in self.weights)

    @property
    def is_all_drawn(self) -> bool:
        """Say whether everybody who answered had been drawn by lot."""
        return bool(self.weights) and all(self.weights)

    @property
    def recruited(self) -> Recruited:
        """Say how those who answered came to be asked."""
        if self.is_open_to_all:
            return Recruited.ANYBODY
        if self.is_all_drawn:
            return Recruited.DRAWN
        return Recruited.SOME_DRAWN if any(self.weights) else Recruited.SELF_SELECTED

    def that_count(self, poll) -> Sheet:
        """Leave out what came late and who was added by hand, unless an officer has them count."""
        in_time = self.in_time()
        if poll.counts_added_by_hand or 0 not in in_time.weights:
            return in_time
        kept = in_time.only(np.array([weight != 0 for weight in in_time.weights]))
        return replace(kept, leaves_out_by_hand=True)

    def in_time(self) -> Sheet:
        """Leave out the rounds that do not count, with those after them, and who has no other.

        Second answers say something only beside first ones.
        """
        left_out = {
            wave: np.array([not one.is_counted for one in people], dtype=bool)
            for wave, people in self.came.items()
        }
        if not any(marks.any() for marks in left_out.values()):
            return self
        is_out = np.zeros(len(self.keys), dtype=bool)
        sheet = self
        for wave in self.waves:
            is_out = is_out | left_out[wave]
            sheet = sheet.without(wave, is_out)
        has_any = np.logical_or.reduce([sheet.answered[wave] for wave in self.waves])
        return replace(sheet.only(has_any), leaves_out_late=True)

    def without(self, wave: str, who: NDArray[np.bool_]) -> Sheet:
        """Have the marked people not have answered in a round."""
        cleared: dict[str, Any] = {
            name: {
                (item, of_wave, row): value
                for (item, of_wave, row), value in getattr(self, name).items()
                if of_wave != wave or not who[row]
            }
            for name in BY_PLACE
        }
        numbers = {
            (item, of_wave): np.where(who, NOT_YET, given) if of_wave == wave else given
            for (item, of_wave), given in self.numbers.items()
        }
        answered = self.answered | {wave: self.answered[wave] & ~who}
        return replace(self, answered=answered, numbers=numbers, **cleared)

    @property
    def late_answers(self) -> str:
        """Say what became of answers that came late: "left out", "counted" or there are none."""
        if self.leaves_out_late:
            return "left out"
        late = any(one.is_late for people in self.came.values() for one in people)
        return "counted" if late else ""

    @property
    def added_by_hand(self) -> str:
        """Say what became of those who were added by hand: "left out", "counted" or there are none.

        How many they are is said nowhere: they may be few.
        """
        if self.leaves_out_by_hand:
            return "left out"
        return "counted" if 0 in self.weights else ""

    @property
    def has_arms(self) -> bool:
        return any(arm is not None for arm in self.arms)

    @property
    def has_groups(self) -> bool:
        return any(group is not None for group in self.groups)

    def in_arm(self, *arms: int) -> Sheet:
        """Keep the people of some arms; all of them where nobody was drawn."""
        if not self.has_arms:
            return self
        return self.only(np.isin([-1 if arm is None else arm for arm in self.arms], arms))

    def are_organisations(self) -> NDArray[np.bool_]:
        """Mark what was said for an organisation."""
        return np.isin(self.types or [""] * len(self.keys), ORGANISATIONS)

    def of_individuals(self) -> Sheet:
        """Leave out organisations, which are counted apart."""
        marked = self.are_organisations()
        return self.only(~marked) if marked.any() else self

    def only(self, who: NDArray[np.bool_]) -> Sheet:
        """Keep the marked people, in the same order, as if there were no others."""
        rows = np.flatnonzero(who)
        new_row = {old: new for new, old in enumerate(rows.tolist())}

        def moved(cells: dict[tuple[int, str, int], Any]) -> Any:
            return {
                (item, wave, new_row[row]): value
                for (item, wave, row), value in cells.items()
                if row in new_row
            }

        def moved_rows(by_row: dict[int, Any]) -> Iterator[tuple[int, Any]]:
            return ((new_row[row], value) for row, value in by_row.items() if row in new_row)

        def picked(values: tuple[Any, ...]) -> tuple[Any, ...]:
            return tuple(values[row] for row in rows.tolist()) if values else ()

        return replace(
            self,
            keys=picked(self.keys),
            wards=self.wards[rows],
            ages=picked(self.ages),
            answered={wave: marks[rows] for wave, marks in self.answered.items()},
            numbers={place: numbers[rows] for place, numbers in self.numbers.items()},
            **{name: moved(getattr(self, name)) for name in BY_PLACE},
            weights=picked(self.weights),
            seeds=picked(self.seeds),
            versions={wave: versions[rows] for wave, versions in self.versions.items()},
            proposals={wave: versions[rows] for wave, versions in self.proposals.items()},
            types=picked(self.types),
            accounts=picked(self.accounts),
            arms=picked(self.arms),
            groups=picked(self.groups),
            came={wave: picked(people) for wave, people in self.came.items()},
            off_route=dict(moved_rows(self.off_route)),
        )

    @property
    def compared(self) -> tuple[str, ...]:
        """Return the one wave, or the two whose change is reported: a follow-up is apart."""
        return self.waves[:2]

    def took_part(self) -> NDArray[np.bool_]:
        """Mark the people who answered in every wave that is compared."""
        return np.logical_and.reduce([self.answered[wave] for wave in self.compared])

    def pairs(self, item: Item) -> NDArray[np.bool_]:
        """Mark the people who gave a number to an item in every wave that is compared."""
        return self.gave_numbers(item, self.compared)

    def gave_numbers(self, item: Item, waves: Iterable[str]) -> NDArray[np.bool_]:
        """Mark the people who gave a number to an item in each of these waves."""
        return np.logical_and.reduce([self.numbers[item.pk, wave] >= 0 for wave in waves])

    def column(self, item: Item, wave: str) -> list[Answer]:
        """Give one item in one wave as `analysis` reads it."""
        return [
            number if number >= 0 else (DO_NOT_KNOW if number == UNSURE else None)
            for number in self.numbers[item.pk, wave].tolist()
        ]


def read_answers(poll, among: Q = ALL) -> Sheet:
    """Read what was neither taken back nor excluded, of all or some people, in a few queries."""
    items = tuple(poll.items.prefetch_related("options", "rows").order_by("sort_order", "pk"))
    standing = Response.objects.standing().filter(among, page_id=poll.pk)
    responses = list(
        standing.values_list(
            *("pk", "key", "wave", "ward_id", "age_band", "design_weight", "order_seed"),
            *("respondent_type", "has_account", "version", "proposal_version", *CAME),
        )
    )
    keys = tuple(sorted({key for _pk, key, *_rest in responses}))
    row_of = {key: row for row, key in enumerate(keys)}
    waves = tuple(poll.waves)
    wards, ages = np.zeros(len(keys), dtype=np.int64), [""] * len(keys)
    weights: list[float | None] = [None] * len(keys)
    seeds: list[int | None] = [None] * len(keys)
    types, accounts = [""] * len(keys), [True] * len(keys)
    answered = {wave: np.zeros(len(keys), dtype=bool) for wave in waves}
    rows_at: dict[int, tuple[str, int]] = {}
    # The first wave is written last: where people lived and how old they were when they began.
    for pk, key, wave, ward, age, weight, seed, kind, has_account, *_came in sorted(
        responses, key=lambda row: -waves.index(row[2])
    ):
        row = row_of[key]
        rows_at[pk], answered[wave][row] = (wave, row), True
        wards[row], ages[row] = ward or wards[row], age or ages[row]
        weights[row] = weights[row] if weight is None else weight
        seeds[row] = seeds[row] if seed is None else seed
        types[row], accounts[row] = kind, has_account
    numbers = {
        (item.pk, wave): np.where(answered[wave], SKIPPED, NOT_YET)
        for item in items
        for wave in waves
    }
    chosen: dict[tuple[int, str, int], set[int]] = defaultdict(set)
    texts: dict[tuple[int, str, int], str] = {}
    amounts: dict[tuple[int, str, int], Decimal] = {}
    days: dict[tuple[int, str, int], dt.date] = {}
    places: dict[tuple[int, str, int], dict[int, int]] = defaultdict(dict)
    grids: dict[tuple[int, str, int], dict[int, Any]] = defaultdict(dict)
    ratings: dict[tuple[int, str, int], dict[int, Any]] = defaultdict(dict)
    wards_said: dict[tuple[int, str, int], int] = {}
    for (
        response,
        item,
        number,
        option,
        text,
        missing,
        amount,
        day,
        grid_row,
        expected,
        place,
        left,
    ) in stored_answers(standing).iterator(chunk_size=5000):
        if response not in rows_at:
            continue  # it came in between the two queries
        wave, row = rows_at[response]
        if grid_row is not None:
            kept = ratings if expected is not None else grids
            kept[item, wave, row][grid_row] = said_of(option, expected, number, missing)
        elif missing:
            numbers[item, wave][row] = int(missing)
        elif option is not None and number is not None:
            places[item, wave, row][option] = number
        elif amount is not None:
            amounts[item, wave, row] = amount
        elif place is not None:
            wards_said[item, wave, row] = place
        elif day is not None:
            days[item, wave, row] = day
        elif number is not None:
            numbers[item, wave][row] = number
        elif option is not None:
            chosen[item, wave, row].add(option)
        if text:
            texts[item, wave, row] = text if left is None else left
    return Sheet(
        items=items,
        waves=waves,
        keys=keys,
        wards=wards,
        ages=tuple(ages),
        answered=answered,
        numbers=numbers,
        choices={place: frozenset(options) for place, options in chosen.items()},
        texts=texts,
        amounts=amounts,
        days=days,
        places=dict(places),
        grids=dict(grids),
        ratings=dict(ratings),
        wards_said=wards_said,
        weights=tuple(weights),
        seeds=tuple(seeds),
        **versions_of(responses, row_of, waves),
        off_route=read_off_route(poll, rows_at, responses, numbers),
        types=tuple(types),
        accounts=tuple(accounts),
        asks_type=poll.asks_respondent_type,
        is_open_to_all=poll.is_open_to_all,
        **words_read(poll, items, rows_at),
        came=how_they_came(responses, row_of, waves),
        **drawn_places(poll, keys),
    )


def stored_answers(responses: QuerySet[Response]) -> QuerySet:
    on_route = StoredAnswer.objects.filter(response__in=responses, is_off_route=False)
    return on_route.values_list(*COLUMNS)


def versions_of(responses: list[tuple], row_of: dict[str, int], waves: tuple[str, ...]):
    """Return by wave which version of the words each answered, and of the proposal."""
    versions = {wave: np.full(len(row_of), NOT_YET) for wave in waves}
    proposals = {wave: np.full(len(row_of), NOT_YET) for wave in waves}
    for _pk, key, wave, *about in responses:
        at = -len(CAME)
        versions[wave][row_of[key]], proposals[wave][row_of[key]] = about[at - 2 : at]
    return {"versions": versions, "proposals": proposals}


def read_off_route(
    poll,
    rows_at: dict[int, tuple[str, int]],
    responses: list[tuple],
    numbers: dict[tuple[int, str], NDArray[np.int64]],
) -> dict[int, tuple[str, ...]]:
    """Read at which questions a paper was answered though it led past them, if papers came.

    In `numbers` they become questions that were not asked.
    """
    if not any(about[-len(CAME)] in KEYED_MODES for about in responses):
        return {}
    marked = StoredAnswer.objects.filter(response__page_id=poll.pk, is_off_route=True)
    found: dict[int, tuple[str, ...]] = {}
    for answer in marked.select_related("item").order_by("item__sort_order", "item_id", "pk"):
        if answer.response_id in rows_at:
            wave, row = rows_at[answer.response_id]
            numbers[answer.item_id, wave][row] = NOT_ASKED
            if answer.item.code not in found.get(row, ()):
                found[row] = (*found.get(row, ()), answer.item.code)
    return found


def said_of(option: int | None, expected: int | None, number: int | None, missing: str) -> Any:
    """Return what somebody said of one row: two numbers, an option, or a missing code."""
    if expected is not None:
        return (expected, number)
    return int(missing) if missing else option
