"""Numbers as people type them: “1,200”, “£2.50”, “12 minutes”."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

WRITTEN = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
MOST_DIGITS, DECIMALS = 10, 2
SYMBOLS = ("£", "€", "$")


class Unfit(ValueError):
    """What was typed cannot be the answer; the words say what to type instead."""


@dataclass(frozen=True)
class Numbers:
    """Which numbers a question takes, and how they are read and said."""

    lowest: Decimal | None = None
    highest: Decimal | None = None
    has_decimals: bool = False
    unit: str = ""

    def read(self, typed: str) -> Decimal:
        """Read what somebody typed, with or without commas and the unit; raise Unfit."""
        text = self._without_unit(" ".join(typed.split()))
        if text.startswith(("-", "−")) and WRITTEN.fullmatch(text[1:].strip()):
            raise Unfit(self._outside())
        if not WRITTEN.fullmatch(text):
            raise Unfit(_("Enter a number in figures, like 12"))
        whole, _point, decimals = text.replace(",", "").partition(".")
        whole, decimals = whole.lstrip("0") or "0", decimals.rstrip("0")
        if decimals and not self.has_decimals:
            raise Unfit(_("Enter a whole number, like 12"))
        if len(decimals) > DECIMALS:
            raise Unfit(_("Enter a number with at most two decimals, like 2.50"))
        if len(whole) > MOST_DIGITS:
            raise Unfit(_("Enter a shorter number: it has too many figures"))
        number = Decimal(f"{whole}.{decimals or 0}")
        if number < (self.lowest or 0) or (self.highest is not None and number > self.highest):
            raise Unfit(self._outside())
        return number

    def _without_unit(self, text: str) -> str:
        unit = self.unit.strip().casefold()
        if unit.isdecimal():
            return text
        if unit and text.casefold().startswith(unit):
            return text[len(unit) :].strip()
        if unit and text.casefold().endswith(unit):
            return text[: -len(unit)].strip()
        return text

    def _outside(self) -> str:
        lowest = self.lowest or Decimal(0)
        if self.highest is None:
            return _("Enter a number that is %(lowest)s or more") % {"lowest": self.say(lowest)}
        return _("Enter a number from %(lowest)s to %(highest)s") % self._ends()

    def _ends(self) -> dict[str, str]:
        """Say both ends, with the unit once where it stands behind: “0”, “24 hours”."""
        lowest, highest = self.lowest or Decimal(0), self.highest or Decimal(0)
        is_before = self.unit.strip() in SYMBOLS
        return {
            "lowest": self.say(lowest) if is_before else replace(self, unit="").say(lowest),
            "highest": self.say(highest),
        }

    @property
    def limits(self) -> str:
        """Say in a sentence from where to where, if the officer set anything."""
        if self.highest is not None:
            return _("From %(lowest)s to %(highest)s.") % self._ends()
        return _("%(lowest)s or more.") % {"lowest": self.say(self.lowest)} if self.lowest else ""

    def say(self, number: Decimal | float) -> str:
        """Return a number with commas and its unit: “£1,200”, “£2.50”, “2.5 hours”."""
        text = f"{Decimal(str(number)):,.2f}".removesuffix(".00")
        unit = self.unit.strip()
        if unit in SYMBOLS:
            return f"{unit}{text}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return f"{text}{'' if unit == '%' else ' '}{unit}".strip()


def plain(number: Decimal) -> str:
    """Return a number as drafts keep it: “12”, “2.5”."""
    text = f"{number:.2f}"
    return text.rstrip("0").rstrip(".")
