"""Dates as people give them: a day, a month and a year in three boxes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.dates import short_day
from polls.numbers import Unfit

FIRST_YEAR, LAST_YEAR = 1900, 2200


@dataclass(frozen=True)
class Days:
    """Which dates a question takes."""

    earliest: dt.date | None = None
    latest: dt.date | None = None

    def read(self, parts: Mapping[str, str]) -> dt.date:
        """Read the parts “day”, “month” and “year”; raise Unfit with what is wrong of them."""
        names = {"day": _("a day"), "month": _("a month"), "year": _("a year")}
        missing = [words for part, words in names.items() if not parts.get(part, "").strip()]
        if missing:
            raise Unfit(_("The date needs %(parts)s too") % {"parts": _(" and ").join(missing)})
        typed = [parts[part].strip() for part in names]
        if not all(part.isascii() and part.isdecimal() and len(part) <= 4 for part in typed):
            raise Unfit(_("Enter the date in figures, like 27 3 2026"))
        day, month, year = map(int, typed)
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise Unfit(_("Enter the year with four figures, like 2026"))
        try:
            given = dt.date(year, month, day)
        except ValueError:
            raise Unfit(_("Enter a real date: there is no such day in the calendar")) from None
        if refusal := self.refusal_of(given):
            raise Unfit(refusal)
        return given

    def refusal_of(self, day: dt.date) -> str:
        """Say why a date is too early or too late; empty if it is neither."""
        if self.earliest and day < self.earliest:
            return _("Enter a date that is %(day)s or later") % {"day": said(self.earliest)}
        if self.latest and day > self.latest:
            return _("Enter a date that is %(day)s or earlier") % {"day": said(self.latest)}
        return ""

    @property
    def limits(self) -> str:
        """Say in a sentence from when to when, if the officer set anything."""
        if self.earliest and self.latest:
            between = {"earliest": said(self.earliest), "latest": said(self.latest)}
            return _("From %(earliest)s to %(latest)s.") % between
        if self.earliest:
            return _("%(day)s or later.") % {"day": said(self.earliest)}
        return _("%(day)s or earlier.") % {"day": said(self.latest)} if self.latest else ""


def said(day: dt.date) -> str:
    return short_day(day, year=True)
