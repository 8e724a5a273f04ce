"""Answers as rows: how each kind of question is stored, checked, and read back as a draft."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import F, prefetch_related_objects
from django.utils.translation import gettext as _

from core.forms import DONT_KNOW
from core.refusals import Refused
from panel.outlines import mapped_wards
from polls.branching import path_through
from polls.models import Answer, Item, Option, QuestionnairePage, Response
from polls.models.responses import Missing
from polls.numbers import plain
from polls.younger import may_be_asked

LONGEST_WORDS = 200
LONGEST_COMMENT = 1000
SIDES = ("expected", "found", "unknown")  # of a row that people rate twice
SEVERAL = (Item.Kind.MULTIPLE, Item.Kind.RANKING)  # more than one row may hold an answer


class Unanswered(Refused):
    """A refusal because one item is not answered, or not in a way that it allows."""

    def __init__(self, item: Item) -> None:
        super().__init__(_("“%(question)s” still needs an answer.") % {"question": item.wording})
        self.item = item


def name_of_words(item: Item) -> str:
    """Return where a draft keeps the own words that go with an item's "Other"."""
    return f"{item.pk}-words"


def rows_of(
    asked: list[tuple[Item, dict[int, Option]]], given: dict[str, Any], *, is_younger: bool = False
) -> list[Answer]:
    """Return the rows that store all answers; what this person was not asked is stored as that.

    Who is under the lowest age is not asked everything (`polls.younger`).
    """
    codes = {
        item.pk: {pk: option.code for pk, option in options.items()} for item, options in asked
    }
    on_path = {item.pk for item in path_through([item for item, _codes in asked], given, codes)}
    return [
        row
        for item, options in asked
        for row in (
            rows_for(item, options, given.get(str(item.pk)), given.get(name_of_words(item)))
            if item.pk in on_path and (may_be_asked(item) or not is_younger)
            else [Answer(item=item, missing=Missing.NOT_ASKED)]
        )
    ]


def rows_of_paper(
    asked: list[tuple[Item, dict[int, Option]]], given: dict[str, Any]
) -> list[Answer]:
    """Return the rows that store a paper: nothing on it is required, and nothing on it is lost.

    Where the earlier answers led past a question it was not asked; what stands there all the same
    is stored and marked, so that figures can leave it out.
    """
    codes = {
        item.pk: {pk: option.code for pk, option in options.items()} for item, options in asked
    }
    # Empty boxes decide too: who left the earlier question empty was not led to the next.
    on_paper = {str(item.pk): given.get(str(item.pk), "") for item, _options in asked}
    on_path = {item.pk for item in path_through([item for item, _o in asked], on_paper, codes)}
    rows = []
    for item, options in asked:
        item.is_required = False
        of_item = rows_for(item, options, on_paper[str(item.pk)], given.get(name_of_words(item)))
        if item.pk not in on_path:
            written = [row for row in of_item if row.missing != Missing.SKIPPED]
            for row in written:
                row.is_off_route = True
            of_item = written or [Answer(item=item, missing=Missing.NOT_ASKED)]
        rows += of_item
    return rows


def asked_items(page: QuestionnairePage, wave: str) -> list[tuple[Item, dict[int, Option]]]:
    """Return the items of a wave in order, each with its options by pk, in a query or two."""
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
    with_rows = [item for item, _options in asked.values() if item.has_rows]
    if with_rows:
        prefetch_related_objects(with_rows, "rows")
    return list(asked.values())


def rows_for(
    item: Item, options: dict[int, Option], answer: Any, words: Any = None
) -> list[Answer]:
    """Return the rows that store an answer; raise Unanswered if the item does not allow it."""
    if answer in (DONT_KNOW, [DONT_KNOW]) and not item.is_text and not item.has_rows:
        if not item.has_dont_know:
            raise Unanswered(item)
        return [Answer(item=item, missing=Missing.DONT_KNOW)]
    if item.has_prefer_not and answer == Missing.PREFER_NOT:
        return [Answer(item=item, missing=Missing.PREFER_NOT)]
    if answer in (None, "", [], {}):
        if item.is_required:
            raise Unanswered(item)
        return [Answer(item=item, missing=Missing.SKIPPED)]
    try:
        return list(STORED[item.kind](item, options, answer, words))
    except (TypeError, ValueError, KeyError):
        raise Unanswered(item) from None


def text_rows(item: Item, options: dict[int, Option], answer: Any, words: Any) -> Iterator[Answer]:
    text = str(answer).strip()[: item.most_characters]
    if not text and item.is_required:
        raise Unanswered(item)
    yield Answer(item=item, text=text) if text else Answer(item=item, missing=Missing.SKIPPED)


def file_rows(item: Item, options: dict[int, Option], answer: Any, words: Any) -> Iterator[Answer]:
    """Store that a file came, under its name; the file itself goes from draft to response."""
    yield Answer(item=item, text=dict(answer)["name"])


def scale_rows(item: Item, options: dict[int, Option], answer: Any, words: Any) -> Iterator[Answer]:
    number = int(answer)
    if not 0 <= number <= 10:
        raise Unanswered(item)
    yield Answer(item=item, number=number)


def number_rows(
    item: Item, options: dict[int, Option], answer: Any, words: Any
) -> Iterator[Answer]:
    yield Answer(item=item, amount=item.numbers.read(str(answer)))


def date_rows(item: Item, options: dict[int, Option], answer: Any, words: Any) -> Iterator[Answer]:
    day = dt.date.fromisoformat(str(answer))
    if item.days.refusal_of(day):
        raise Unanswered(item)
    yield Answer(item=item, day=day)


def chosen_rows(
    item: Item, options: dict[int, Option], answer: Any, words: Any
) -> Iterator[Answer]:
    chosen = {int(option) for option in (answer if isinstance(answer, list) else [answer])}
    if not chosen <= options.keys() or (item.is_one_of and len(chosen) != 1):
        raise Unanswered(item)
    is_alone = any(options[pk].is_exclusive for pk in chosen)
    if is_alone and len(chosen) > 1:
        raise Unanswered(item)
    if (
        item.kind == Item.Kind.MULTIPLE
        and not is_alone
        and item.how_many(len(options)).refusal_of(len(chosen))
    ):
        raise Unanswered(item)
    text = str(words or "").strip()[: LONGEST_COMMENT if item.has_comment else LONGEST_WORDS]
    for pk in sorted(chosen):
        has_words = item.has_comment or options[pk].takes_words
        yield Answer(item=item, option_id=pk, text=text if has_words else "")


def ranked_rows(
    item: Item, options: dict[int, Option], answer: Any, words: Any
) -> Iterator[Answer]:
    """Store each option that has a place, from the first on."""
    ranked = [int(option) for option in answer]
    known = set(ranked) <= options.keys() and len(set(ranked)) == len(ranked)
    if not known or item.how_many(len(options)).refusal_of(len(ranked)):
        raise Unanswered(item)
    for place, pk in enumerate(ranked, 1):
        yield Answer(item=item, option_id=pk, number=place)


def matrix_rows(
    item: Item, options: dict[int, Option], answer: Any, words: Any
) -> Iterator[Answer]:
    """Store a record for each row of a grid, of those that were left empty too."""
    given = {int(row): chosen for row, chosen in dict(answer).items() if chosen}
    rows = [row.pk for row in item.rows.all()]
    if not given.keys() <= set(rows) or (item.is_required and given.keys() != set(rows)):
        raise Unanswered(item)
    for row in rows:
        chosen = given.get(row)
        if chosen is None:
            yield Answer(item=item, row_id=row, missing=Missing.SKIPPED)
        elif chosen == DONT_KNOW and item.has_dont_know:
            yield Answer(item=item, row_id=row, missing=Missing.DONT_KNOW)
        elif int(chosen) in options:
            yield Answer(item=item, row_id=row, option_id=int(chosen))
        else:
            raise Unanswered(item)


def gap_rows(item: Item, options: dict[int, Option], answer: Any, words: Any) -> Iterator[Answer]:
    """Store a record for each row: what was expected and what was experienced, both or neither."""
    given = dict(answer)
    for row in item.rows.all():
        expected, found, unknown = (given.pop(f"{row.pk}-{side}", None) for side in SIDES)
        if unknown and item.has_dont_know and expected is None and found is None:
            yield Answer(item=item, row=row, missing=Missing.DONT_KNOW)
        elif unknown or (expected is None) != (found is None):
            raise Unanswered(item)
        elif expected is not None:
            numbers = int(expected), int(found)
            if not set(numbers) <= set(range(11)):
                raise Unanswered(item)
            yield Answer(item=item, row=row, expected=numbers[0], number=numbers[1])
        elif item.is_required:
            raise Unanswered(item)
        else:
            yield Answer(item=item, row=row, missing=Missing.SKIPPED)
    if given:
        raise Unanswered(item)


def place_rows(item: Item, options: dict[int, Option], answer: Any, words: Any) -> Iterator[Answer]:
    wards = [ward for ward in mapped_wards() if ward.code == answer]
    if not wards:
        raise Unanswered(item)
    yield Answer(item=item, ward=wards[0])


STORED: dict[str, Any] = {
    Item.Kind.TEXT: text_rows,
    Item.Kind.SHORT: text_rows,
    Item.Kind.FILE: file_rows,
    Item.Kind.SCALE: scale_rows,
    Item.Kind.NUMBER: number_rows,
    Item.Kind.DATE: date_rows,
    Item.Kind.SINGLE: chosen_rows,
    Item.Kind.STANDARD: chosen_rows,
    Item.Kind.FEELING: chosen_rows,
    Item.Kind.MULTIPLE: chosen_rows,
    Item.Kind.RANKING: ranked_rows,
    Item.Kind.MATRIX: matrix_rows,
    Item.Kind.GAP: gap_rows,
    Item.Kind.POSTCODE: place_rows,
    Item.Kind.PLACE: place_rows,
}


DRAFTS_OF_MISSING: dict[str, str] = {
    Missing.DONT_KNOW: DONT_KNOW,
    Missing.PREFER_NOT: Missing.PREFER_NOT.value,
}

# ---- back again ------------------------------------------------------------------------------


def answers_of(response: Response) -> dict[str, Any]:
    """Return stored answers in the shape of a draft."""
    kept: dict[str, Any] = {}
    for answer in response.answers.select_related("item", "ward").order_by("number", "pk"):
        name = str(answer.item_id)
        if answer.missing == Missing.NOT_ASKED:
            continue
        if answer.row_id:
            kept.setdefault(name, {}).update(draft_of_row(answer))
        elif answer.missing:
            kept[name] = DRAFTS_OF_MISSING.get(answer.missing, "")
        elif answer.amount is not None:
            kept[name] = plain(answer.amount)
        elif answer.ward:
            kept[name] = answer.ward.code
        elif answer.day is not None:
            kept[name] = answer.day.isoformat()
        elif answer.option_id and answer.item.kind in SEVERAL:
            kept.setdefault(name, []).append(str(answer.option_id))
        elif answer.number is not None:
            kept[name] = answer.number
        else:
            kept[name] = str(answer.option_id) if answer.option_id else answer.text
        if answer.option_id and answer.text:
            kept[name_of_words(answer.item)] = answer.text
    return kept


def draft_of_row(answer: Answer) -> dict[str, str]:
    """Return one row of a grid as a draft keeps it; nothing where it was left empty."""
    row = str(answer.row_id)
    if answer.item.kind == Item.Kind.GAP:
        if answer.missing:
            return {f"{row}-unknown": DONT_KNOW} if answer.missing == Missing.DONT_KNOW else {}
        return {f"{row}-expected": str(answer.expected), f"{row}-found": str(answer.number)}
    if answer.missing == Missing.DONT_KNOW:
        return {row: DONT_KNOW}
    return {row: str(answer.option_id)} if answer.option_id else {}
