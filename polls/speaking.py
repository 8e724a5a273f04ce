"""Questions in the language of whoever reads them: English, or Welsh once every text has its own.

The rows themselves keep both; codes are the same in both, so answers are too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext, override

from core.language import reads
from polls.completeness import FIXED
from polls.models.items import TRANSLATED, WELSH

if TYPE_CHECKING:
    from polls.models import Item, QuestionnairePage

CYMRAEG = "cy"


def texts_of(item: Item) -> Iterator[tuple[Any, str]]:
    """Go through the texts of a question that an officer wrote: a row and the name of its field."""
    if item.page_heading:
        yield item, "page_heading"
    if item.kind == "standard":
        return
    yield from ((item, name) for name in TRANSLATED if getattr(item, name))
    if item.unit_cy:  # “£” and “km” are the same in both
        yield item, "unit"
    if item.kind not in FIXED:
        yield from ((option, "label") for option in item.options.all())
    yield from ((row, "label") for row in item.rows.all())


def is_in_welsh(items: Iterable[Item]) -> bool:
    """Say whether every text has its Welsh one; of what its source words nothing is asked."""
    texts = [text for item in items for text in texts_of(item)]
    return bool(texts) and all(getattr(row, name + WELSH) for row, name in texts)


def language_of(page: QuestionnairePage) -> str:
    """Return the language in which a questionnaire speaks to whoever reads now."""
    return CYMRAEG if page.speaks_welsh and reads() == CYMRAEG else settings.LANGUAGE_CODE


@contextmanager
def in_language_of(page: QuestionnairePage, item: Item | None = None) -> Iterator[None]:
    """Let the site's own words inside a question be in its language: answers, hints, errors.

    A standard question is worded by its source, and what stands around it stays as it is.
    """
    if language_of(page) != CYMRAEG or (item and item.kind == "standard"):
        yield
        return
    with override(CYMRAEG):
        yield


def translate(page: QuestionnairePage, items: Iterable[Item]) -> None:
    """Give questions the words of their reader's language. They are to be shown, never to be saved.

    Their options and rows must be with them already, or they are read anew in English.
    """
    if language_of(page) == CYMRAEG:
        put_in_welsh(items)


def put_in_welsh(items: Iterable[Item]) -> None:
    """Give questions their Welsh words, likewise, whatever their reader reads."""
    for item in items:
        for row, name in list(texts_of(item)):
            setattr(row, name, getattr(row, name + WELSH))
        if item.kind in FIXED and item.kind != "standard":
            with override(CYMRAEG):
                for option in item.options.all():
                    option.label = gettext(option.label)
