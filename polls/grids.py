"""Answers by row: the same few answers to several statements, or what was expected and found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DONT_KNOW
from polls.entries import UNKNOWN, Entry, EntryField
from polls.numbers import Unfit


class RowsEntry(Entry):
    """Controls for each row, one row under the other at every width.

    The first control of the first row that lacks an answer has the field's own id, where errors
    lead; while nothing is wrong that is the first row.
    """

    def __init__(self, rows: Mapping[str, str]):
        super().__init__()
        self.rows = rows

    def of_draft(self, answer: Any) -> dict[str, str]:
        return {}  # kept before the question was changed: a draft of a grid is as it was sent

    def is_answered(self, row: str, values: Mapping[str, str]) -> bool:
        return bool(values.get(row))

    def parts_of(self, field: forms.BoundField) -> list[dict]:
        values = self.as_sent(field.value())
        lacking = [row for row in self.rows if not self.is_answered(row, values)]
        first = lacking[0] if lacking and field.errors else next(iter(self.rows), "")
        return [
            {
                "id": field.auto_id if row == first else f"{field.auto_id}-{row}",
                "name": f"{field.html_name}-{row}",
                "label": label,
                "is_lacking": bool(field.errors) and field.field.required and row in lacking,
                **self.row_of(row, values),
            }
            for row, label in self.rows.items()
        ]

    def row_of(self, row: str, values: Mapping[str, str]) -> dict:
        raise NotImplementedError


class RowsField(EntryField):
    """Answers by row; each row has its own “I do not know”, so the whole has none."""

    def __init__(self, rows: Mapping[str, str], *, has_dont_know: bool, **kwargs):
        self.rows, self.offers_dont_know = rows, has_dont_know
        super().__init__(has_dont_know=False, **kwargs)

    def read(self, sent: Mapping[str, str]) -> dict[str, str]:
        """Return the answers that were given; raise Unfit, or say which rows lack one."""
        given = self.given(sent)
        lacking = [label for row, label in self.rows.items() if not self.has(row, given)]
        if self.required and lacking:
            raise Unfit(_("Answer each row. Still empty: %(row)s") % {"row": "; ".join(lacking)})
        return given

    def given(self, sent: Mapping[str, str]) -> dict[str, str]:
        raise NotImplementedError

    def has(self, row: str, given: Mapping[str, str]) -> bool:
        return row in given


class MatrixEntry(RowsEntry):
    """The same answers under each statement: a few as chips, a long scale in one line."""

    kind = "matrix"
    MOST_CHIPS = 5

    def __init__(self, rows: Mapping[str, str], choices: list[tuple[str, Any]]):
        super().__init__(rows)
        self.choices = choices
        self.parts = tuple(rows)

    @property
    def is_long(self) -> bool:
        return sum(value != DONT_KNOW for value, _label in self.choices) > self.MOST_CHIPS

    def row_of(self, row: str, values: Mapping[str, str]) -> dict:
        return {
            "choices": [
                {"value": value, "label": label, "checked": values.get(row) == value}
                for value, label in self.choices
            ]
        }


class MatrixField(RowsField):
    """One answer a row, cleaned to the pk of an option, or "dk", by the pk of the row."""

    default_error_messages = {"required": _("Choose an answer in each row")}

    def __init__(self, rows: Mapping[str, str], options: Mapping[str, str], **kwargs):
        choices: list[tuple[str, Any]] = list(options.items())
        if kwargs["has_dont_know"]:
            choices.append((DONT_KNOW, _("I do not know")))
        self.possible = {value for value, _label in choices}
        super().__init__(rows, widget=MatrixEntry(rows, choices), **kwargs)

    def given(self, sent: Mapping[str, str]) -> dict[str, str]:
        if not set(sent.values()) <= self.possible:
            raise Unfit(_("Choose one of the answers in each row"))
        return dict(sent)


SIDES = {"expected": _("What I expect"), "found": _("What I experience")}
TEN = [str(number) for number in range(11)]


def side_of(row: str, side: str) -> str:
    """Return where a draft keeps one side of a row: "expected", "found" or "unknown"."""
    return f"{row}-{side}"


class GapEntry(RowsEntry):
    """Two scales from 0 to 10 for each row, and "I do not know" for both at once."""

    kind = "gap"

    def __init__(self, rows: Mapping[str, str], *, low: str, middle: str, high: str):
        super().__init__(rows)
        self.low, self.middle, self.high = low, middle, high
        self.parts = tuple(side_of(row, side) for row in rows for side in (*SIDES, UNKNOWN))

    def is_answered(self, row: str, values: Mapping[str, str]) -> bool:
        both = all(values.get(side_of(row, side)) for side in SIDES)
        return both or bool(values.get(side_of(row, UNKNOWN)))

    def row_of(self, row: str, values: Mapping[str, str]) -> dict:
        return {
            "is_unknown": bool(values.get(side_of(row, UNKNOWN))),
            "given": {side: values.get(side_of(row, side), "") for side in SIDES},
        }

    def parts_of(self, field: forms.BoundField) -> list[dict]:
        parts = super().parts_of(field)
        for part in parts:
            sides = [
                {
                    "id": f"{part['name']}-{side}-0",
                    "name": f"{part['name']}-{side}",
                    "label": label,
                    "choices": [
                        {"value": number, "checked": part["given"][side] == number}
                        for number in TEN
                    ],
                }
                for side, label in SIDES.items()
            ]
            if part["id"] == field.auto_id:
                lacking = [at for at, side in enumerate(SIDES) if not part["given"][side]]
                sides[lacking[0] if lacking else 0]["id"] = field.auto_id
            part["sides"] = sides
        return parts


class GapField(RowsField):
    """Both numbers of each row, or that they are not known, as the page sends them."""

    default_error_messages = {"required": _("Choose both numbers in each row")}

    def __init__(self, rows: Mapping[str, str], *, ends: Mapping[str, str], **kwargs):
        super().__init__(rows, widget=GapEntry(rows, **ends), **kwargs)

    def given(self, sent: Mapping[str, str]) -> dict[str, str]:
        for row, label in self.rows.items():
            numbers = [sent[name] for side in SIDES if (name := side_of(row, side)) in sent]
            is_unknown = side_of(row, UNKNOWN) in sent
            if not set(numbers) <= set(TEN):
                raise Unfit(_("Choose numbers from 0 to 10"))
            if is_unknown and not self.offers_dont_know:
                raise Unfit(_("Choose both numbers in each row"))
            if is_unknown and numbers:
                raise Unfit(
                    _("Choose numbers, or “I do not know”, not both: %(row)s") % {"row": label}
                )
            if len(numbers) == 1:
                raise Unfit(_("Choose both numbers: %(row)s") % {"row": label})
        return {
            name: DONT_KNOW if name.endswith(UNKNOWN) else value for name, value in sent.items()
        }

    def has(self, row: str, given: Mapping[str, str]) -> bool:
        return any(side_of(row, side) in given for side in (*SIDES, UNKNOWN))
