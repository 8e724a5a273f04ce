"""Write many invented responses at once, in the shape that the real ones have."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple

from home.demonstration.inserting import for_database, insert
from panel.models import Membership, Ward
from polls.models import Answer, Item, QuestionnairePage, Response
from polls.models.responses import Missing

# What one person answered to one item: a number on a scale, one that was typed, a date, a ward, option codes
# (of an order from the first place on; by row of a grid), words, or None for "I do not know".
Given = (
    int | Decimal | date | Ward | list[str] | dict[str, str | tuple[int, int] | None] | str | None
)

Codes = tuple[str, str]  # of an item, and of an answer or row of it


def write_responses(
    page: QuestionnairePage,
    wave: str,
    given: Iterable[tuple[Membership, dict[str, Given]]],
    *,
    opened: datetime,
    closed: datetime,
    random: Random,
    weights: Mapping[int, float] | None = None,
) -> int:
    """Store one response a member, with answers by item code; return how many there were.

    `weights` are those of the members who were drawn, by membership.
    """
    given = list(given)
    seconds = max(1, int((closed - opened).total_seconds()))
    responses = [
        Response(
            page=page,
            wave=wave,
            key=membership.user.key_for(page.subject),
            ward=membership.ward,
            age_band=membership.age_band,
            design_weight=(weights or {}).get(membership.pk),
            is_at_random=membership.source == membership.Source.INVITATION,
            submitted_at=opened + timedelta(seconds=random.randrange(seconds)),
            **numbers_of(page, wave, number),
        )
        for number, (membership, _answers) in enumerate(given, 1)
    ]
    store(page, responses, [answers for _membership, answers in given])
    return len(responses)


def numbers_of(page: QuestionnairePage, wave: str, number: int) -> dict[str, str]:
    """Return what a response is known by: numbers that are the same whenever this is loaded."""
    of_response = f"{page.pk}|{wave}|{number}"
    return {
        "public_id": hashlib.sha256(f"public|{of_response}".encode()).hexdigest()[:12],
        "receipt_hash": hashlib.sha256(of_response.encode()).hexdigest(),
    }


def store(
    page: QuestionnairePage, responses: list[Response], given: list[dict[str, Given]]
) -> None:
    """Store responses with their answers by item code."""
    items = {item.code: item for item in page.items.all()}
    options = {
        (item.code, option.code): option.pk
        for item in items.values()
        for option in item.options.all()
    }
    statements = {
        (item.code, row.code): row.pk for item in items.values() for row in item.rows.all()
    }
    Response.objects.bulk_create(responses)
    insert(
        Answer,
        Row._fields,
        (
            row
            for response, answers in zip(responses, given, strict=True)
            for code, value in answers.items()
            for row in (
                by_statement(response.pk, items[code], value, options, statements)
                if isinstance(value, dict)
                else rows(response.pk, items[code], value, options)
            )
        ),
    )


class Row(NamedTuple):
    """One row of an answer, as the table of answers has it."""

    response: int
    item: int
    option: int | None = None
    row: int | None = None
    ward: int | None = None
    number: int | None = None
    expected: int | None = None
    amount: Any = None
    day: Any = None
    text: str = ""
    missing: str = ""
    is_off_route: bool = False


def rows(response: int, item: Item, value: Given, options: dict[Codes, int]) -> list[Row]:
    """Return the rows that hold one answer: one for each option chosen, else one."""
    if not isinstance(value, list):
        return [Row(response, item.pk, **stored_as(value))]
    is_order = item.kind == Item.Kind.RANKING
    return [
        Row(
            response,
            item.pk,
            option=options[item.code, code],
            number=place if is_order else None,
        )
        for place, code in enumerate(value, 1)
    ]


def by_statement(
    response: int,
    item: Item,
    value: dict[str, str | tuple[int, int] | None],
    options: dict[Codes, int],
    statements: dict[Codes, int],
) -> list[Row]:
    """Return the rows that hold the answers by row: option codes, or two numbers."""
    return [
        Row(
            response,
            item.pk,
            row=statements[item.code, row],
            **(
                {"expected": said[0], "number": said[1]}
                if isinstance(said, tuple)
                else {"option": options[item.code, said]}
                if said
                else stored_as(None)
            ),
        )
        for row, said in value.items()
    ]


def stored_as(value: int | Decimal | date | Ward | str | None) -> dict[str, Any]:
    """Return the fields of the one row that holds an answer, or why there is none."""
    if value is None:
        return {"missing": Missing.DONT_KNOW.value}
    if value == "":
        return {"missing": Missing.SKIPPED.value}
    if isinstance(value, date):
        return {"day": for_database(Answer, "day", value)}
    if isinstance(value, Ward):
        return {"ward": value.pk}
    if isinstance(value, Decimal):
        return {"amount": for_database(Answer, "amount", value)}
    return {"number": value} if isinstance(value, int) else {"text": value}
