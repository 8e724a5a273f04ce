"""Answers that are typed or put together: a number, a date, an order; or "I do not know"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DATE_PARTS, DONT_KNOW
from polls.choosing import HowMany, in_place
from polls.days import Days
from polls.numbers import SYMBOLS, Numbers, Unfit, plain

UNKNOWN = "unknown"


class Entry(forms.Widget):
    """One control or several, named `<name>` and `<name>-<part>`, and a box "I do not know".

    Its value is a dict of what was sent by part; a draft's answer is turned into the same.
    """

    kind = ""
    parts: tuple[str, ...] = ()

    @staticmethod
    def ending(part: str) -> str:
        return f"-{part}" if part else ""

    def value_from_datadict(self, data, files, name) -> dict[str, str]:
        sent = {part: data.get(name + self.ending(part), "") for part in (*self.parts, UNKNOWN)}
        return {part: value for part, value in sent.items() if value.strip()}

    def as_sent(self, value: Any) -> dict[str, str]:
        """Return a value as if it had been sent."""
        if isinstance(value, Mapping):
            return dict(value)
        if value == DONT_KNOW:
            return {UNKNOWN: DONT_KNOW}
        return self.of_draft(value) if value else {}

    def of_draft(self, answer: Any) -> dict[str, str]:
        return {"": str(answer)}

    def parts_of(self, field: forms.BoundField) -> list[dict]:
        """Return the controls with ids, names and values, as the template draws them."""
        values = self.as_sent(field.value())
        return [
            {
                "id": field.auto_id + self.ending(part),
                "name": field.html_name + self.ending(part),
                "value": values.get(part, ""),
                **self.look_of(part),
            }
            for part in self.parts
        ]

    def look_of(self, part: str) -> dict:
        return {}

    def is_unknown(self, field: forms.BoundField) -> bool:
        return UNKNOWN in self.as_sent(field.value())


class EntryField(forms.Field):
    """Reads what was sent as an answer that a draft can keep."""

    default_error_messages = {"both": _("Answer, or choose “I do not know”, not both")}

    def __init__(self, *, has_dont_know: bool, **kwargs):
        self.has_dont_know = has_dont_know
        super().__init__(**kwargs)

    def clean(self, value: Mapping[str, str]) -> Any:
        sent = {part: typed for part, typed in value.items() if part != UNKNOWN}
        is_unknown = self.has_dont_know and UNKNOWN in value
        if is_unknown and sent:
            raise forms.ValidationError(self.error_messages["both"], code="both")
        if is_unknown:
            return DONT_KNOW
        if not sent:
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return ""
        try:
            return self.read(sent)
        except Unfit as unfit:
            raise forms.ValidationError(str(unfit), code="unfit") from None

    def read(self, sent: Mapping[str, str]) -> Any:
        raise NotImplementedError


class NumberEntry(Entry):
    """One box, with the unit before or behind it."""

    kind = "number"
    parts = ("",)

    def __init__(self, numbers: Numbers):
        super().__init__()
        self.numbers = numbers

    def look_of(self, part: str) -> dict:
        unit, is_before = self.numbers.unit.strip(), self.numbers.unit.strip() in SYMBOLS
        return {
            "label": _("Your answer, in %(unit)s") % {"unit": unit} if unit else _("Your answer"),
            "prefix": unit if is_before else "",
            "suffix": "" if is_before else unit,
            "inputmode": "decimal" if self.numbers.has_decimals else "numeric",
        }


class NumberField(EntryField):
    """A number, cleaned to its figures: "12", "2.5"."""

    default_error_messages = {
        "required": _("Enter a number"),
        "both": _("Enter a number, or choose “I do not know”, not both"),
    }

    def __init__(self, numbers: Numbers, **kwargs):
        self.numbers = numbers
        super().__init__(widget=NumberEntry(numbers), **kwargs)
        if self.has_dont_know:
            self.error_messages["required"] = _("Enter a number, or choose “I do not know”")

    def read(self, sent: Mapping[str, str]) -> str:
        return plain(self.numbers.read(sent[""]))


class DayEntry(Entry):
    """Day, month and year in three boxes."""

    kind = "date"
    parts = tuple(DATE_PARTS)

    def of_draft(self, answer: Any) -> dict[str, str]:
        try:
            day = dt.date.fromisoformat(str(answer))
        except ValueError:
            return {}
        return {"day": str(day.day), "month": str(day.month), "year": str(day.year)}

    def look_of(self, part: str) -> dict:
        label, width = DATE_PARTS[part]
        return {"label": label, "width": width}


class DayField(EntryField):
    """A date, cleaned to its ISO form."""

    default_error_messages = {
        "required": _("Enter a date"),
        "both": _("Enter a date, or choose “I do not know”, not both"),
    }

    def __init__(self, days: Days, **kwargs):
        self.days = days
        super().__init__(widget=DayEntry(), **kwargs)
        if self.has_dont_know:
            self.error_messages["required"] = _("Enter a date, or choose “I do not know”")

    def read(self, sent: Mapping[str, str]) -> str:
        return self.days.read(sent).isoformat()


class RankingEntry(Entry):
    """A place to choose beside each answer."""

    kind = "ranking"

    def __init__(self, options: Mapping[str, str], count: HowMany):
        super().__init__()
        self.options, self.count = options, count
        self.parts = tuple(options)

    def of_draft(self, answer: Any) -> dict[str, str]:
        ranked = answer if isinstance(answer, list) else [answer]
        return {str(one): str(place) for place, one in enumerate(ranked, 1)}

    def parts_of(self, field: forms.BoundField) -> list[dict]:
        """Return the selects; the first has the field's own id, where errors lead."""
        parts = super().parts_of(field)
        for part in parts[:1]:
            part["id"] = field.auto_id
        return parts

    def look_of(self, part: str) -> dict:
        places = [(str(n), in_place(n)) for n in range(1, self.count.most + 1)]
        return {"label": self.options[part], "places": places}


class RankingField(EntryField):
    """An order, cleaned to the pks of options from the first place on."""

    default_error_messages = {
        "required": _("Give at least one answer a place"),
        "both": _("Give places, or choose “I do not know”, not both"),
    }

    def __init__(self, options: Mapping[str, str], count: HowMany, **kwargs):
        self.options, self.count = options, count
        super().__init__(widget=RankingEntry(options, count), **kwargs)
        if count.fewest == len(options):
            self.error_messages["required"] = _("Give every answer a place")

    def read(self, sent: Mapping[str, str]) -> list[str]:
        return self.count.order_of(sent, list(self.options))
