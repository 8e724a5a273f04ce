"""The end of a day, as officers write it."""

from datetime import date, datetime, time

from django import forms
from django.db import models
from django.utils.dateparse import parse_date
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.widgets import AdminDateTimeInput

from core.dates import closing_instant, in_london


class ClosingFormField(forms.DateTimeField):
    """Takes a date with or without a time; without one it means the end of that day."""

    def to_python(self, value):
        if isinstance(value, str) and (day := _date_alone(value.strip())):
            return closing_instant(day)
        moment = super().to_python(value)
        # The picker shows minutes only: the last minute of a day stands for its last second. And it
        # writes midnight where somebody chose a day alone, who did not mean to lose that day.
        if moment and in_london(moment).time() in (time(0), time(23, 59)):
            return closing_instant(in_london(moment).date())
        return moment


def _date_alone(words: str) -> date | None:
    try:
        return parse_date(words) or datetime.strptime(words, "%d %B %Y").date()  # noqa: DTZ007
    except ValueError:
        return None


class ClosingField(models.DateTimeField):
    """An instant at which something closes, entered as a day or as a day and a time."""

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": ClosingFormField, **kwargs})


class ClosingInput(AdminDateTimeInput):
    """The CMS's picker, which begins with the last minute of a day."""

    def get_config(self):
        return {**super().get_config(), "defaultTime": "23:59"}


register_form_field_override(ClosingField, override={"widget": ClosingInput})
