"""Answers counted as they are, with nothing kept back: for officers, and of organisations.

Never of people for anybody else. Questions on special categories of data, and what was typed, are
left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polls.models import Item, Wave
from results.answers import NOT_ASKED, UNSURE, Sheet

TYPED = (Item.Kind.NUMBER, Item.Kind.DATE, Item.Kind.GAP)


@dataclass(frozen=True)
class Said:
    """One question: how many of the `n` that answered it gave which answer."""

    code: str
    wording: str
    n: int
    counts: tuple[tuple[str, int], ...]


def counted_exactly(sheet: Sheet) -> tuple[Said, ...]:
    """Count every answer of a questionnaire that is answered once; a row of a grid by itself."""
    return tuple(
        one
        for item in sheet.items
        if item.has_figures
        and item.kind not in TYPED
        and not item.is_place
        and item.sensitivity != Item.Sensitivity.SENSITIVE
        for one in _said(item, sheet)
    )


def _said(item: Item, sheet: Sheet) -> Iterable[Said]:
    labels = {option.pk: option.label for option in item.options.all()}
    numbers, people = sheet.numbers[item.pk, Wave.ONLY], range(len(sheet.keys))
    if item.has_rows:
        for row in item.rows.all():
            given = [sheet.grids.get((item.pk, Wave.ONLY, at), {}).get(row.pk) for at in people]
            counts = {label: given.count(pk) for pk, label in labels.items()}
            about = (f"{item.code}_{row.code}", f"{item.wording} – {row.label}")
            yield _one_of(item, about, counts, unsure=given.count(UNSURE))
    elif item.kind == Item.Kind.MULTIPLE:
        asked = int((numbers != NOT_ASKED).sum())
        yield Said(item.code, item.wording, asked, tuple(_chosen(item, labels, sheet).items()))
    else:
        is_scale = item.kind == Item.Kind.SCALE
        counts = _on_scale(numbers) if is_scale else _chosen(item, labels, sheet)
        unsure = int((numbers == UNSURE).sum())
        yield _one_of(item, (item.code, item.wording), counts, unsure=unsure)


def _one_of(item: Item, about: tuple[str, str], counts: dict[str, int], *, unsure: int) -> Said:
    if item.has_dont_know:
        counts = {**counts, "unsure": unsure}
    return Said(*about, sum(counts.values()), tuple(counts.items()))


def _on_scale(numbers: NDArray[np.int64]) -> dict[str, int]:
    return {
        "against": int(((numbers >= 0) & (numbers < 5)).sum()),
        "middle": int((numbers == 5).sum()),
        "for": int((numbers > 5).sum()),
    }


def _chosen(item: Item, labels: dict[int, str], sheet: Sheet) -> dict[str, int]:
    """Count how many chose each answer; of an order how many put it first."""
    counts = dict.fromkeys(labels.values(), 0)
    for at in range(len(sheet.keys)):
        place = (item.pk, Wave.ONLY, at)
        first = {pk for pk, rank in sheet.places.get(place, {}).items() if rank == 1}
        for pk in first or sheet.choices.get(place, frozenset()):
            counts[labels[pk]] += 1
    return counts
