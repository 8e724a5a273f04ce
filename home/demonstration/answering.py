"""Write many invented responses at once, in the shape that the real ones have."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from panel.models import Membership, Ward
from polls.models import Answer, Item, QuestionnairePage, Response
from polls.models.responses import Missing

# What one person answered to one item: a number on a scale, one that was typed, a date, a ward, option codes
# (of an order from the first place on; by row of a grid), words, or None for "I do not know".
Given = (
    int | Decimal | date | Ward | list[str] | dict[str, str | tuple[int, int] | None] | str | None
)


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
    items = {item.code: item for item in page.items.all()}
    options = {
        (item.code, option.code): option for item in items.values() for option in item.options.all()
    }
    statements = {(item.code, row.code): row for item in items.values() for row in item.rows.all()}
    given = list(given)
    seconds = max(1, int((closed - opened).total_seconds()))
    responses = Response.objects.bulk_create(
        [
            Response(
                page=page,
                wave=wave,
                key=membership.user.key_for(page.subject),
                ward=membership.ward,
                age_band=membership.age_band,
                design_weight=(weights or {}).get(membership.pk),
                is_at_random=membership.source == membership.Source.INVITATION,
                submitted_at=opened + timedelta(seconds=random.randrange(seconds)),
                public_id=f"{page.pk}{wave[0].upper()}{number:05}",
                receipt_hash=hashlib.sha256(f"{page.pk}|{wave}|{number}".encode()).hexdigest(),
            )
            for number, (membership, _answers) in enumerate(given, 1)
        ]
    )
    Answer.objects.bulk_create(
        [
            answer
            for response, (_membership, answers) in zip(responses, given, strict=True)
            for code, value in answers.items()
            for answer in (
                by_statement(response, items[code], value, options, statements)
                if isinstance(value, dict)
                else rows(response, items[code], value, options)
            )
        ],
        batch_size=2_000,
    )
    return len(responses)


def rows(response: Response, item: Item, value: Given, options) -> list[Answer]:
    """Return the rows that hold one answer: one for each option chosen, else one."""
    if not isinstance(value, list):
        return [Answer(response=response, item=item, **stored_as(value))]
    is_order = item.kind == Item.Kind.RANKING
    return [
        Answer(
            response=response,
            item=item,
            option=options[item.code, code],
            number=place if is_order else None,
        )
        for place, code in enumerate(value, 1)
    ]


def by_statement(response: Response, item: Item, value, options, statements) -> list[Answer]:
    """Return the rows that hold the answers by row: option codes, or two numbers."""
    return [
        Answer(
            response=response,
            item=item,
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
        return {"missing": Missing.DONT_KNOW}
    if value == "":
        return {"missing": Missing.SKIPPED}
    if isinstance(value, date):
        return {"day": value}
    if isinstance(value, Ward):
        return {"ward": value}
    if isinstance(value, Decimal):
        return {"amount": value}
    return {"number": value} if isinstance(value, int) else {"text": value}
