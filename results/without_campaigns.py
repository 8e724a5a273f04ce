"""Closed questions with and without answers in the same words, side by side, as far as may be.

Three reports stand behind each comparison: of all, of those in no group, and of those in a group.
The last is never shown, but the difference of the other two is it: so a figure without the group is
given only where all three would publish it. What can be worked out of a comparison is then no more
than each of the three would publish alone. That holds for counts, and for averages and points,
whose difference weighed by people is the group's own; of medians and quartiles nothing follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from analysis.disclosure import SUPPRESSED
from polls.models import Item
from results.gaps import GapResult
from results.grids import share_of
from results.other_answers import OTHER_DATES, Measure
from results.protection import Hidden

CHOICES = (Item.Kind.SINGLE, Item.Kind.MULTIPLE, Item.Kind.SCALE, Item.Kind.FEELING)
# Places stay out: of wards few people each, other wards would be folded together in each part.
COMPARED = (
    *CHOICES,
    *(Item.Kind.NUMBER, Item.Kind.DATE, Item.Kind.RANKING, Item.Kind.MATRIX, Item.Kind.GAP),
)


@dataclass(frozen=True)
class Beside:
    """One closed question, or row of a grid, of all and of those in no group.

    Each answer has its label, how many gave it of both, and their shares; each measure (an average,
    a median, the points of an order) its label and both values.
    """

    code: str
    kind: str
    wording: str
    n: int | Hidden
    n_without: int | Hidden
    answers: tuple[tuple[str, int | Hidden, int | Hidden, float | Hidden, float | Hidden], ...]
    measures: tuple[tuple[str, float | Hidden, float | Hidden], ...] = ()


def beside_without(everybody, outside, inside) -> tuple[int | Hidden, tuple[Beside, ...]]:
    """Put reports of all and of those in no group side by side, as far as they tell of nobody."""
    if SUPPRESSED in (everybody.n, outside.n, inside.n):
        return SUPPRESSED, ()
    parts = [{one.code: one for one in part.questions} for part in (outside, inside)]
    compared: list[Beside] = []
    for question in everybody.questions:
        others = [part.get(question.code) for part in parts]
        if question.kind in COMPARED and None not in others:
            compared += _of_question(question, others)
    return outside.n, tuple(compared)


def _of_question(question, others: Sequence[Any]) -> Iterator[Beside]:
    if not question.rows and not question.gaps:
        yield _beside((question.code, question.kind, question.wording), [question, *others])
    for name in ("rows", "gaps"):
        for row in getattr(question, name):
            alike = [
                next((one for one in getattr(other, name) if one.code == row.code), None)
                for other in others
            ]
            if None not in alike:
                about = f"{question.code}_{row.code}", question.kind
                yield _beside((*about, f"{question.wording} – {row.label}"), [row, *alike])


def _beside(about: tuple[str, str, str], results: Sequence[Any]) -> Beside:
    """Compare one result of all, of those outside and of those inside, in this order."""
    hides_all = SUPPRESSED in [one.n for one in results]
    everybody, outside, _inside = results
    n_without: int | Hidden = SUPPRESSED if hides_all else outside.n
    by_label = [{one.label: one for one in getattr(part, "answers", ())} for part in results]
    answers = []
    for label, of_all in by_label[0].items():
        # A part whose few people's dates stand in one line has not the same line as another.
        found = [part.get(label) if label != OTHER_DATES else None for part in by_label]
        hides = hides_all or any(one is None or one.count == SUPPRESSED for one in found)
        count: int | Hidden = SUPPRESSED if hides else by_label[1][label].count
        answers.append((label, of_all.count, count, of_all.share, share_of(count, n_without)))
    return Beside(
        *about, everybody.n, n_without, tuple(answers), tuple(_measures(results, hides_all))
    )


def _measures(results: Sequence[Any], hides_all: bool) -> Iterator[tuple[str, Any, Any]]:
    by_label = [{one.label: one.value for one in measures_of(part)} for part in results]
    for label, of_all in by_label[0].items():
        found = [part.get(label, SUPPRESSED) for part in by_label]
        hides = hides_all or SUPPRESSED in found
        yield label, of_all, SUPPRESSED if hides else found[1]


def measures_of(result: Any) -> Sequence[Measure]:
    """Return the figures of a question, or of a row that is rated twice, that are no counts."""
    if not isinstance(result, GapResult):
        return getattr(result, "measures", ())
    return (
        Measure(_("Expected"), result.expected),
        Measure(_("Experienced"), result.found),
        Measure(_("Gap: experienced less expected"), result.gap),
    )
