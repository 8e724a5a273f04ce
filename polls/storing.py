"""Answers as rows: how each kind of question is stored, checked, and read back as a draft."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from core.forms import DONT_KNOW
from core.refusals import Refused
from polls.branching import path_through
from polls.models import Answer, Item, Option, QuestionnairePage, Response
from polls.models.responses import Missing

LONGEST_TEXT = 4000
LONGEST_WORDS = 200


class Unanswered(Refused):
    """A refusal because one item is not answered, or not in a way that it allows."""

    def __init__(self, item: Item) -> None:
        super().__init__(_("“%(question)s” still needs an answer.") % {"question": item.wording})
        self.item = item


def name_of_words(item: Item) -> str:
    """Return where a draft keeps the own words that go with an item's "Other"."""
    return f"{item.pk}-words"


def rows_of(asked: list[tuple[Item, dict[int, Option]]], given: dict[str, Any]) -> list[Answer]:
    """Return the rows that store all answers; what this person was not asked is stored as that."""
    codes = {
        item.pk: {pk: option.code for pk, option in options.items()} for item, options in asked
    }
    on_path = {item.pk for item in path_through([item for item, _codes in asked], given, codes)}
    return [
        row
        for item, options in asked
        for row in (
            rows_for(item, options, given.get(str(item.pk)), given.get(name_of_words(item)))
            if item.pk in on_path
            else [Answer(item=item, missing=Missing.NOT_ASKED)]
        )
    ]


def asked_items(page: QuestionnairePage, wave: str) -> list[tuple[Item, dict[int, Option]]]:
    """Return the items of a wave in order, each with its options by pk, in one query."""
    asked: dict[int, tuple[Item, dict[int, Option]]] = {}
    joined = (
        Item.objects.filter(page_id=page.pk)
        .annotate(
            option_pk=F("options__pk"),
            option_code=F("options__code"),
            option_is_exclusive=F("options__is_exclusive"),
            option_takes_words=F("options__takes_words"),
        )
        .order_by("sort_order", "pk")
    )
    for item in joined:
        if item.asked_in(wave):
            _item, options = asked.setdefault(item.pk, (item, {}))
            if item.option_pk:
                options[item.option_pk] = Option(
                    pk=item.option_pk,
                    code=item.option_code,
                    is_exclusive=item.option_is_exclusive,
                    takes_words=item.option_takes_words,
                )
    return list(asked.values())


def rows_for(
    item: Item, options: dict[int, Option], answer: Any, words: Any = None
) -> list[Answer]:
    """Return the rows that store an answer; raise Unanswered if the item does not allow it."""
    if item.kind != Item.Kind.TEXT and answer in (DONT_KNOW, [DONT_KNOW]):
        if not item.has_dont_know:
            raise Unanswered(item)
        return [Answer(item=item, missing=Missing.DONT_KNOW)]
    if answer in (None, "", []):
        if item.is_required:
            raise Unanswered(item)
        return [Answer(item=item, missing=Missing.SKIPPED)]
    if item.kind == Item.Kind.TEXT:
        return [text_row(item, answer)]
    try:
        if item.kind == Item.Kind.SCALE:
            number = int(answer)
            if not 0 <= number <= 10:
                raise Unanswered(item)
            return [Answer(item=item, number=number)]
        is_list = isinstance(answer, list)
        chosen = {int(option) for option in (answer if is_list else [answer])}
    except (TypeError, ValueError):
        raise Unanswered(item) from None
    if not chosen <= options.keys() or (item.kind == Item.Kind.SINGLE and len(chosen) != 1):
        raise Unanswered(item)
    if len(chosen) > 1 and any(options[pk].is_exclusive for pk in chosen):
        raise Unanswered(item)
    text = str(words or "").strip()[:LONGEST_WORDS]
    return [
        Answer(item=item, option_id=pk, text=text if options[pk].takes_words else "")
        for pk in sorted(chosen)
    ]


def text_row(item: Item, answer: Any) -> Answer:
    text = str(answer).strip()[:LONGEST_TEXT]
    if text:
        return Answer(item=item, text=text)
    if item.is_required:
        raise Unanswered(item)
    return Answer(item=item, missing=Missing.SKIPPED)


# ---- back again ------------------------------------------------------------------------------


def answers_of(response: Response) -> dict[str, Any]:
    """Return stored answers in the shape of a draft."""
    kept: dict[str, Any] = {}
    for answer in response.answers.select_related("item").order_by("pk"):
        name = str(answer.item_id)
        if answer.missing == Missing.NOT_ASKED:
            continue
        if answer.missing:
            kept[name] = DONT_KNOW if answer.missing == Missing.DONT_KNOW else ""
        elif answer.number is not None:
            kept[name] = answer.number
        elif answer.option_id and answer.item.kind == Item.Kind.MULTIPLE:
            kept.setdefault(name, []).append(str(answer.option_id))
        else:
            kept[name] = str(answer.option_id) if answer.option_id else answer.text
        if answer.option_id and answer.text:
            kept[name_of_words(answer.item)] = answer.text
    return kept
