"""Columns for what people's own words are about, and for those who wrote the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from polls.models import Item
from results.answers import NOT_ASKED, NOT_YET, SKIPPED, Sheet
from results.exports.tables import Cell, Column, variable_names
from results.own_words import find_alike

Reader = Callable[[int], Cell]


def theme_columns(
    item: Item, wave: str, ending: str, sheet: Sheet, shared: dict[str, Any]
) -> Iterator[tuple[Column, Reader]]:
    """Give one 0/1 column a theme, empty where nobody has read the answer yet, and the group."""
    stem = variable_names([one.code for one in sheet.items], longest=20)[item.code]
    numbers = sheet.numbers[item.pk, wave]

    def missing(at: int) -> Cell:
        number = int(numbers[at])
        wrote = (item.pk, wave, at) in sheet.folds
        return None if wrote or number >= 0 else number

    def reader(theme: int) -> Reader:
        def read(at: int) -> Cell:
            marks = sheet.themes.get((item.pk, wave, at))
            return missing(at) if marks is None else int(theme in marks)

        return read

    for theme in item.themes.all():
        yield (
            Column(
                f"{stem}__t{theme.number}{ending}",
                f"Theme: {theme.label}",
                "number",
                measure="nominal",
                codes=(("0", "not raised"), ("1", "raised")),
                missing=(NOT_ASKED, SKIPPED, NOT_YET),
                derived="marked by somebody who read the answer; several may be; empty if unread",
                **shared,
            ),
            reader(theme.pk),
        )
    if groups := find_alike(sheet, wave).groups.get(item.pk):
        group_of = {row: number for number, rows in enumerate(groups, 1) for row in rows}
        yield (
            Column(
                f"{stem}__g{ending}",
                "Group of answers in the same words, the largest is 1",
                "number",
                measure="nominal",
                derived="same after folding case, spaces and punctuation, in "
                f"{sheet.same_words_from} or more answers; empty if in no group",
                **shared,
            ),
            group_of.get,
        )
