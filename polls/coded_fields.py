"""A box for each question of a paper: what can be typed there, in the words that stand on it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from polls.coding import Code, codes_of, read
from polls.entries import Entry
from polls.models import Item
from polls.models.items import LONGEST_TEXT
from polls.numbers import Unfit


def in_tongue(text: str, tongue: str) -> str:
    """Return words that stand in another language on a page that is in English otherwise."""
    return format_html('<span lang="{}">{}</span>', tongue, text) if tongue else text


def together(*parts: str, by: str = " ") -> str:
    return format_html_join(by, "{}", ((part,) for part in parts if part))


def codes_in_words(codes: Sequence[Code], tongue: str = "") -> str:
    """List codes with what they stand for; only answers of an officer's own are in a tongue."""
    return format_html_join(
        " · ",
        "{}: {}",
        (
            (code.typed, in_tongue(code.label, tongue if code.typed.isdecimal() else ""))
            for code in codes
        ),
    )


def hint_of(item: Item, codes: list[Code], tongue: str = "") -> str:
    """Say what can be typed, in as few words as the eye needs after the tenth paper."""
    listed = codes_in_words(codes, tongue)
    unsure = codes_in_words([code for code in codes if not code.typed.isdecimal()])
    hints = {
        Item.Kind.SCALE: _("0 to 10"),
        Item.Kind.GAP: _("Two numbers from 0 to 10: expected, then experienced"),
        Item.Kind.MULTIPLE: _("Several, like 1 3."),
        Item.Kind.RANKING: _("In order, the first place first."),
        Item.Kind.POSTCODE: _("A postcode, or the beginning of a ward’s name"),
        Item.Kind.PLACE: _("A postcode, or the beginning of a ward’s name"),
        Item.Kind.DATE: _("Like 27 3 2026"),
    }
    hint = hints.get(Item.Kind(item.kind))
    if hint is None:
        return listed
    if item.kind in (Item.Kind.MULTIPLE, Item.Kind.RANKING):
        return together(hint, listed)
    return together(hint, unsure, by=" · ")


def box(codes: Sequence[Code], tongue: str = "", **attrs: Any) -> dict[str, Any]:
    """Return the attributes of a small box; scripts say beside it what a code means."""
    known: dict[str, Any] = {}
    if codes:
        known["data-codes"] = json.dumps({code.typed: code.label for code in codes})
        if tongue:
            known["data-tongue"] = tongue
    return {"autocomplete": "off", "spellcheck": "false", **known, **attrs}


class RowBoxes(Entry):
    """A box for each row of a grid."""

    kind = "coded"

    def __init__(self, rows: Mapping[str, str], codes: list[Code], tongue: str = ""):
        super().__init__()
        self.rows, self.codes, self.tongue = rows, codes, tongue
        self.parts = tuple(rows)

    def look_of(self, part: str) -> dict:
        return {
            "label": in_tongue(self.rows[part], self.tongue),
            "codes": box(self.codes).get("data-codes", ""),
            "tongue": self.tongue,
        }

    def parts_of(self, field: forms.BoundField) -> list[dict]:
        """Return the boxes; the first has the field's own id, where errors lead."""
        parts = super().parts_of(field)
        for part in parts[:1]:
            part["id"] = field.auto_id
        return parts


class CodedField(forms.Field):
    """Reads what was typed for one item as a draft keeps it; an empty box is no answer.

    `rule` says in English who is asked it, whatever the tongue of the paper.
    """

    def __init__(self, item: Item, number: int, *, rule: str, tongue: str = ""):
        self.item = item
        codes = codes_of(item)
        super().__init__(
            label=format_html("{}. {}", number, in_tongue(item.wording, tongue)),
            help_text=together(rule, hint_of(item, codes, tongue)),
            required=False,
            widget=self.widget_of(item, codes, tongue),
        )

    @staticmethod
    def widget_of(item: Item, codes: list[Code], tongue: str) -> forms.Widget:
        if item.has_rows:
            return RowBoxes({str(row.pk): row.label for row in item.rows.all()}, codes, tongue)
        if item.kind == Item.Kind.TEXT:
            return forms.Textarea(attrs={"rows": 3})
        return forms.TextInput(attrs=box(codes, tongue, **{"class": "govuk-input--width-10"}))

    def clean(self, value: Any) -> Any:
        typed = value if isinstance(value, Mapping) else {"": str(value or "")[: LONGEST_TEXT + 1]}
        try:
            return read(self.item, typed)
        except Unfit as unfit:
            raise forms.ValidationError(str(unfit), code="unfit") from None
