"""Answers to the rows of a grid: the same few answers to several statements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DONT_KNOW
from polls.entries import Entry, EntryField
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
    """The same answers under each statement, as chips."""

    kind = "matrix"

    def __init__(self, rows: Mapping[str, str], choices: list[tuple[str, Any]]):
        super().__init__(rows)
        self.choices = choices
        self.parts = tuple(rows)

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
