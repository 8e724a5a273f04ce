"""Questions that share a page with the question before: which they are, and what cannot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from polls.standards import DISABILITY

MOST = 10
# A file cannot be shown again beside what is wrong with another answer, and a point sends the page.
ALONE = ("file", "place")
LOOKED_AT = ("kind", "standard", "on_same_page", "page_heading", "in_random_place")

Fault = tuple[int, str, str]  # the place of the question, the field, and the sentence


def in_pages(items: Iterable[Any], wave: str) -> list[list[Any]]:
    """Return the questions of a wave, page by page, in the officer's order.

    What is not asked in the wave leaves its page, and those beside it stay together.
    """
    pages: list[list[Any]] = []
    for item in items:
        if item.on_same_page and pages:
            pages[-1].append(item)
        else:
            pages.append([item])
    asked = ([item for item in page if item.asked_in(wave)] for page in pages)
    return [page for page in asked if page]


def number_pages(pages: Sequence[Sequence[Any]], *, seed: int | None) -> None:
    """Have each question know the number of its page, and with whose seed it is looked at."""
    for number, page in enumerate(pages, 1):
        for item in page:
            item.number, item.seed, item.shares_page = number, seed, len(page) > 1


def faults_of_pages(questions: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    """Say what is wrong with how questions share pages, by the place of each."""
    first = 0
    for place, question in enumerate(questions):
        if question["on_same_page"]:
            yield from faults_of_joining(questions, first, place)
        else:
            first = place
            yield from faults_of_heading(questions, place)


def faults_of_joining(
    questions: Sequence[Mapping[str, Any]], first: int, place: int
) -> Iterator[Fault]:
    question = questions[place]
    if place == 0:
        yield place, "on_same_page", _("There is no question before this one.")
        return
    if question["standard"] in DISABILITY:
        yield place, "on_same_page", _("Questions on disability have a page each, at the end.")
    elif question["kind"] in ALONE or questions[place - 1]["kind"] in ALONE:
        yield (
            place,
            "on_same_page",
            _("A file, and a place on the map, have a page of their own."),
        )
    if place - first >= MOST:
        yield place, "on_same_page", _("At most %(n)d questions fit on a page.") % {"n": MOST}
    if question["page_heading"]:
        yield place, "page_heading", _("The heading stands with the first question of the page.")
    if question["in_random_place"]:
        yield (
            place,
            "in_random_place",
            _("The first question of a page says whether the page moves. Untick this."),
        )


def faults_of_heading(questions: Sequence[Mapping[str, Any]], place: int) -> Iterator[Fault]:
    is_alone = place + 1 == len(questions) or not questions[place + 1]["on_same_page"]
    if questions[place]["page_heading"] and is_alone:
        yield place, "page_heading", _("Only a page with several questions has a heading.")


def missing_in_pages(items: Iterable[Any]) -> list[str]:
    """Say of stored questions what is wrong with how they share pages, each with its code."""
    items = sorted(items, key=lambda item: item.sort_order or 0)
    values = [{name: getattr(item, name) for name in LOOKED_AT} for item in items]
    return [f"{items[place].code}: {fault}" for place, _field, fault in faults_of_pages(values)]
