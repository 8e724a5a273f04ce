"""What is known of a person beside their answers: how these came, what is in their words, lots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, prefetch_related_objects

from analysis.campaigns import FEWEST, fold
from panel.models import CouncilSettings
from polls.models import Answer, AssignedPlace, Assignment, CodedAnswer, Item, Response
from polls.models.words import STANDS
from polls.theming import CODABLE, is_codable

Place = tuple[int, str, int]


@dataclass(frozen=True)
class Came:
    """How one response came, when, whether it counts, and in which words; of none, nothing."""

    mode: str = ""
    format: str = ""
    is_late: bool = False
    is_counted: bool = True
    language: str = ""


NOTHING_CAME = Came()


def how_they_came(
    responses: list[tuple], row_of: dict[str, int], waves: Iterable[str]
) -> dict[str, tuple[Came, ...]]:
    """Return by round and person how their answers came."""
    came = {wave: [NOTHING_CAME] * len(row_of) for wave in waves}
    for _pk, key, wave, *about in responses:
        came[wave][row_of[key]] = Came(*about[-5:])
    return {wave: tuple(people) for wave, people in came.items()}


@dataclass(frozen=True)
class Written:
    """What was written in answer to a questionnaire, without the other answers; as in a `Sheet`.

    `folds` and `themes` are by item, wave and row, the place of a person in `keys`.
    """

    items: tuple[Item, ...]
    keys: tuple[str, ...]
    folds: dict[Place, str]
    themes: dict[Place, frozenset[int]]
    same_words_from: int


def read_written(poll, counted: Q) -> Written:
    """Read the words of those whose responses count, in one query where nothing asks for words."""
    items = tuple(poll.items.order_by("sort_order", "pk"))
    if not any(is_codable(item) for item in items):
        return Written(items, (), {}, {}, FEWEST)
    rows = Response.objects.filter(counted, page_id=poll.pk, withdrawn_at=None)
    responses = list(rows.order_by("key").values_list("pk", "key", "wave"))
    rows_at = {pk: (wave, row) for row, (pk, _key, wave) in enumerate(responses)}
    keys = tuple(key for _pk, key, _wave in responses)
    read = words_read(poll, items, rows_at)
    return Written(items, keys, **read)


def words_read(poll, items: Iterable[Item], rows_at: dict[int, tuple[str, int]]) -> dict[str, Any]:
    """Read what was written in answer to questions in own words, as written, and its themes.

    The themes of a question go with its item; nothing is read where no question asks for words.
    """
    codable = [item for item in items if is_codable(item)]
    if not codable:
        return {}
    prefetch_related_objects(codable, "themes")
    stored = Answer.objects.filter(STANDS, CODABLE, response__page_id=poll.pk).exclude(text="")
    about: dict[int, set[int]] = defaultdict(set)
    through = CodedAnswer.themes.through.objects
    marks = through.filter(codedanswer__answer__response__page_id=poll.pk)
    for coded, theme in marks.values_list("codedanswer_id", "theme_id"):
        about[coded].add(theme)
    folds: dict[tuple[int, str, int], str] = {}
    themes: dict[tuple[int, str, int], frozenset[int]] = {}
    for response, item, text, coded in stored.values_list(
        "response_id", "item_id", "text", "coded__pk"
    ):
        if response in rows_at:
            wave, row = rows_at[response]
            folds[item, wave, row] = fold(text)
            if coded is not None:
                themes[item, wave, row] = frozenset(about[coded])
    fewest = CouncilSettings.load().same_words_from
    return {"folds": folds, "themes": themes, "same_words_from": fewest}


def drawn_places(poll, keys: tuple[str, ...]) -> dict[str, Any]:
    """Read the number of the arm and of the group into which each was drawn."""
    found: dict[str, dict[str, int]] = {kind: {} for kind in Assignment.Kind.values}
    if getattr(poll, "draws", {}):
        rows = AssignedPlace.objects.filter(assignment__poll=poll.pk)
        for kind, key, number in rows.values_list("assignment__kind", "key", "number"):
            found[kind][key] = number
    return {kind: tuple(map(numbers.get, keys)) for kind, numbers in found.items() if numbers}
