"""Columns of numbers, dates, orders and grids in the file for analysts."""

from __future__ import annotations

from typing import Literal

from panel.models import Ward
from polls.choosing import in_place
from polls.models import Item
from results.answers import NOT_ASKED, NOT_YET
from results.exports.tables import Cell, Column

MISSING_CODES = (-9, -8, NOT_ASKED, -6, NOT_YET)


def number_column(item: Item, name: str, wave: str, sheet, shared):
    """Give the number that was typed; missing codes are below 0, and no number is."""
    numbers, unit = sheet.numbers[item.pk, wave], item.unit.strip()

    def read(at: int) -> Cell:
        amount = sheet.amounts.get((item.pk, wave, at))
        if amount is None:
            return int(numbers[at])
        return float(amount) if amount % 1 else int(amount)

    label = f"Number that was typed, in {unit}" if unit else "Number that was typed"
    yield (
        Column(
            name,
            label,
            "number",
            measure="scale",
            missing=MISSING_CODES,
            derived=item.numbers.limits,
            **shared,
        ),
        read,
    )


def date_column(item: Item, name: str, wave: str, sheet, shared):
    """Give the date, year first, as text."""
    numbers = sheet.numbers[item.pk, wave]

    def read(at: int) -> Cell:
        day = sheet.days.get((item.pk, wave, at))
        return day.isoformat() if day else int(numbers[at])

    yield (
        Column(
            name,
            "Date that was given, as YYYY-MM-DD",
            "text",
            measure="scale",
            missing=MISSING_CODES,
            derived=item.days.limits,
            **shared,
        ),
        read,
    )


def ward_column(item: Item, name: str, wave: str, sheet, shared):
    """Give the code of the ward; where exactly is kept nowhere."""
    numbers = sheet.numbers[item.pk, wave]
    codes = dict(
        Ward.objects.filter(pk__in=set(sheet.wards_said.values())).values_list("pk", "code")
    )

    def read(at: int) -> Cell:
        ward = sheet.wards_said.get((item.pk, wave, at))
        return codes[ward] if ward else int(numbers[at])

    yield (
        Column(
            name,
            "GSS code of the ward that was named",
            "text",
            measure="nominal",
            missing=MISSING_CODES,
            derived="from a postcode, a point on the map or the list; only the ward is kept",
            **shared,
        ),
        read,
    )


def option_code(option) -> int | str:
    return int(option.code) if option.code.isdecimal() else option.code


def row_columns(item: Item, names, wave: str, sheet, shared):
    """Give a column a row of a grid: the code of the answer that was chosen."""
    numbers, options = sheet.numbers[item.pk, wave], list(item.options.all())
    codes: dict[int, Cell] = {option.pk: option_code(option) for option in options}
    kind: Literal["text", "number"] = (
        "number" if all(isinstance(code, int) for code in codes.values()) else "text"
    )

    def reader(pk: int):
        def read(at: int) -> Cell:
            given = sheet.grids.get((item.pk, wave, at), {}).get(pk, int(numbers[at]))
            if given not in codes:
                return given
            return codes[given] if kind == "number" else str(codes[given])

        return read

    for row in item.rows.all():
        yield (
            Column(
                names[row.pk],
                row.label,
                kind,
                measure="ordinal",
                codes=tuple((str(option_code(option)), option.label) for option in options),
                missing=MISSING_CODES,
                **shared,
            ),
            reader(row.pk),
        )


def rating_columns(item: Item, names, wave: str, sheet, shared):
    """Give two columns a row: what was expected (`__x`) and what was experienced (`__y`)."""
    numbers = sheet.numbers[item.pk, wave]
    ends = (("0", item.low_label), ("5", item.middle_label), ("10", item.high_label))

    def reader(pk: int, side: int):
        def read(at: int) -> Cell:
            place = (item.pk, wave, at)
            rated = sheet.ratings.get(place, {}).get(pk)
            return rated[side] if rated else sheet.grids.get(place, {}).get(pk, int(numbers[at]))

        return read

    for row in item.rows.all():
        for side, (letter, label) in enumerate((("x", "Expected"), ("y", "Experienced"))):
            yield (
                Column(
                    f"{names[row.pk]}__{letter}",
                    f"{label}: {row.label}",
                    "number",
                    measure="scale",
                    codes=tuple(end for end in ends if end[1]),
                    missing=MISSING_CODES,
                    **shared,
                ),
                reader(row.pk, side),
            )


def place_columns(item: Item, names, wave: str, sheet, shared):
    """Give a column an option: the place it was given, or 0 for none."""
    numbers, options = sheet.numbers[item.pk, wave], list(item.options.all())
    most = item.how_many(len(options)).most

    def reader(pk: int):
        def read(at: int) -> Cell:
            places = sheet.places.get((item.pk, wave, at))
            return places.get(pk, 0) if places else int(numbers[at])

        return read

    for option in options:
        yield (
            Column(
                names[option.pk],
                option.label,
                "number",
                measure="ordinal",
                codes=(
                    ("0", "no place"),
                    *((str(place), in_place(place)) for place in range(1, most + 1)),
                ),
                missing=MISSING_CODES,
                **shared,
            ),
            reader(option.pk),
        )
