"""Trying a questionnaire out: as people will meet it, with answers that are kept nowhere.

What an officer enters stays in their own session until they end the test or sign out, one test at a
time. It never reaches a draft or a response, so there is nothing to leave out of any figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from django.utils.translation import gettext as _

from core.forms import DONT_KNOW
from polls.branching import faults_in
from polls.codes import fill_codes
from polls.completeness import is_complete
from polls.models import Item, QuestionnairePage
from polls.neighbours import in_pages, missing_in_pages
from polls.paths import Path, Paths, paths_through

DRAFT, PUBLISHED = "draft", "published"
UNSAVED = 2_000_000_000  # numbers of rows that a draft has added begin here


def version_to_try(page: QuestionnairePage, which: str) -> QuestionnairePage:
    """Return the questionnaire as it is published, or as the editor saved it last."""
    if which == PUBLISHED:
        return page
    draft = page.get_latest_revision_as_object()
    fill_codes(draft)
    return draft


def pages_to_try(page: QuestionnairePage, wave: str) -> list[list[Item]]:
    """Return the questions of a wave in their pages, those of a draft with numbers of their own."""
    every = sorted(page.items.all(), key=lambda item: item.sort_order or 0)
    numbers = count(UNSAVED)
    for item in every:
        for row in (item, *item.options.all(), *item.rows.all()):
            if row.pk is None:
                row.pk = next(numbers)
    return in_pages(every, wave)


def faults_to_mend(page: QuestionnairePage, items: Sequence[Item]) -> list[str]:
    """Say what stands against trying these questions: what is incomplete, and rules that fail."""
    incomplete = [
        _("“%(question)s” is not complete.") % {"question": item.wording or item.code}
        for item in items
        if not is_complete(item)
    ]
    rules = faults_in([page.asked_of(item) for item in items])
    pages = missing_in_pages(page.items.all())
    return [
        *([] if items else [_("There are no questions yet.")]),
        *incomplete,
        *pages,
        *(f"{items[place].code}: {fault}" for place, fault in rules.items()),
    ]


def paths_of(page: QuestionnairePage, items: Iterable[Item]) -> Paths:
    return paths_through([page.asked_of(item) for item in items])


def answers_along(path: Path, items: Iterable[Item]) -> dict[str, Any]:
    """Return the answers that lead along a path, in the shape of a draft."""
    by_code = {item.code: item for item in items}
    return {
        str(by_code[code].pk): as_draft(by_code[code], sorted(answers))
        for code, answers in path.answers
    }


def as_draft(item: Item, codes: list[str]) -> Any:
    pks = {option.code: str(option.pk) for option in item.options.all()}
    if item.kind == Item.Kind.MULTIPLE:
        return [pks.get(code, code) for code in codes]
    if item.kind == Item.Kind.SCALE and codes[0] != DONT_KNOW:
        return int(codes[0])
    return pks.get(codes[0], codes[0])
