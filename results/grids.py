"""What a report says of the rows of a grid: each is a question of its own, with its own base."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from analysis.disclosure import SUPPRESSED, Figure, Sensitivity, suppress_list
from polls.models import Item, Row
from results.answers import UNSURE
from results.counts import Counts
from results.protection import Hidden


@dataclass(frozen=True)
class AnswerShare:
    """One answer to one question: how many chose it, and their share of those who answered."""

    label: str
    count: int | Hidden
    share: float | Hidden


@dataclass(frozen=True)
class RowResult:
    """One row with its answers in order; `n` is the base of every share."""

    code: str
    label: str
    n: int | Hidden
    answers: tuple[AnswerShare, ...]

    @property
    def hides(self) -> bool:
        return SUPPRESSED in [one.count for one in self.answers]


def share_of(count: Figure, n: Figure | None) -> float | Hidden:
    if isinstance(count, str) or isinstance(n, str) or not n:
        return SUPPRESSED
    return count / n


def rows_counted(item: Item, counts: Counts, threshold: int) -> tuple[RowResult, ...]:
    """Count the answers to every row of a grid; “I do not know” is one of them."""
    labels = {option.pk: option.label for option in item.options.all()}
    return tuple(_row(item, row, labels, counts, threshold) for row in item.rows.all())


def _row(item: Item, row: Row, labels: dict[int, str], counts: Counts, threshold: int) -> RowResult:
    given = counts.of_row(item, row.pk)
    by_label = {label: given[pk] for pk, label in labels.items()}
    if item.has_dont_know:
        by_label["unsure"] = given[UNSURE]
    published = suppress_list(
        by_label, threshold, sensitivity=Sensitivity(item.sensitivity), are_answers=True
    )
    n = cast(Figure, published.total)
    answers = (
        AnswerShare(label, count, share_of(count, n)) for label, count in published.counts.items()
    )
    return RowResult(row.code, row.label, n, tuple(answers))


def rows_hidden(item: Item) -> tuple[RowResult, ...]:
    """Name the rows of a grid of which nothing may be shown."""
    labels = [option.label for option in item.options.all()]
    labels += ["unsure"] if item.has_dont_know else []
    answers = tuple(AnswerShare(label, SUPPRESSED, SUPPRESSED) for label in labels)
    return tuple(RowResult(row.code, row.label, SUPPRESSED, answers) for row in item.rows.all())
