"""Questions as their readers read them: in English, or in Welsh once every text has its own; in the
usual words, or in easy read where a text has easy words.

The rows themselves keep all of it; codes are the same in each, so answers are too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext, override

from core.language import reads
from polls.completeness import FIXED
from polls.models.easy_read import EASY
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


def easy_texts_of(item: Item, language: str = "") -> Iterator[tuple[Any, str, str]]:
    """Go through the easy words of a question: a row, the name of its field and the words.

    `language` ends the fields of a language: nothing, or `WELSH`.
    """
    names = ("page_heading",) if item.kind == "standard" else ("page_heading", *TRANSLATED)
    texts = [(item, name) for name in names]
    if item.kind not in FIXED:
        texts += [(option, "label") for option in item.options.all()]
    texts += [(row, "label") for row in item.rows.all()]
    for row, name in texts:
        if words := getattr(row, name + EASY + language):
            yield row, name, words


def easy_words_in_order(item: Item) -> list[str]:
    """Return the easy words of a question in every language, in the order in which they stand."""
    return [words for end in ("", WELSH) for _row, _name, words in easy_texts_of(item, end)]


def has_easy_words(items: Iterable[Item]) -> bool:
    """Say whether any text has easy words, in any language; of the rest people read the usual."""
    return any(easy_words_in_order(item) for item in items)


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
    """Give questions the words that their reader reads. They are to be shown, never to be saved.

    Their options and rows must be with them already, or they are read anew in English.
    """
    put_in_words(items, in_welsh=language_of(page) == CYMRAEG, in_easy_read=page.is_in_easy_read)


def put_in_words(items: Iterable[Item], *, in_welsh: bool, in_easy_read: bool) -> None:
    """Give questions their words in a language and a format, whatever their reader reads."""
    for item in items:
        easy = list(easy_texts_of(item, WELSH if in_welsh else "")) if in_easy_read else []
        item.lacks_easy_words = in_easy_read and not any(name == "wording" for _r, name, _w in easy)
        if in_welsh:
            put_in_welsh(item)
        for row, name, words in easy:
            setattr(row, name, words)


def put_in_welsh(item: Item) -> None:
    """Give a question its Welsh words."""
    for row, name in list(texts_of(item)):
        setattr(row, name, getattr(row, name + WELSH))
    if item.kind in FIXED and item.kind != "standard":
        with override(CYMRAEG):
            for option in item.options.all():
                option.label = gettext(option.label)
