"""How many answers a question takes, and the order that people put them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from polls.numbers import Unfit

PLACES = (
    gettext_lazy("1st"),
    gettext_lazy("2nd"),
    gettext_lazy("3rd"),
    gettext_lazy("4th"),
    gettext_lazy("5th"),
    gettext_lazy("6th"),
    gettext_lazy("7th"),
    gettext_lazy("8th"),
    gettext_lazy("9th"),
    gettext_lazy("10th"),
)


def in_place(number: int) -> str:
    """Return “1st” for 1, as far as a ranking goes."""
    return str(PLACES[number - 1])


@dataclass(frozen=True)
class HowMany:
    """The fewest and the most answers that a question takes."""

    fewest: int
    most: int

    @property
    def limits(self) -> str:
        """Say in a sentence how many can be chosen."""
        if self.fewest == self.most:
            return _("Choose %(n)d.") % {"n": self.most}
        if self.fewest > 1:
            return _("Choose %(a)d to %(b)d.") % {"a": self.fewest, "b": self.most}
        return _("Choose up to %(n)d.") % {"n": self.most}

    def ways_to_rank(self, options: int) -> str:
        """Say in a sentence how many of the options get a place."""
        if self.fewest == options:
            return _("Give every answer a place. 1st is what matters most to you.")
        if self.fewest == self.most:
            sentence = _("Give a place to %(n)d answers. 1st is what matters most to you.")
        else:
            sentence = _("Give a place to up to %(n)d answers. 1st is what matters most to you.")
        return sentence % {"n": self.most}

    def refusal_of(self, count: int) -> str:
        """Say what is wrong with so many answers chosen; empty if nothing is."""
        if count > self.most:
            return ngettext(
                "Choose at most %(n)d answer", "Choose at most %(n)d answers", self.most
            ) % {"n": self.most}
        if count < self.fewest:
            return ngettext(
                "Choose at least %(n)d answer", "Choose at least %(n)d answers", self.fewest
            ) % {"n": self.fewest}
        return ""

    def order_of(self, places: Mapping[str, str], of: Sequence[str]) -> list[str]:
        """Return answers in the order of the places they were given; raise Unfit.

        `places` holds “1” for the first, and nothing for what has no place; `of` are all answers.
        """
        given = {one: place for one in of if (place := places.get(one, "").strip())}
        possible = [str(place) for place in range(1, self.most + 1)]
        taken = list(given.values())
        if unknown := [place for place in taken if place not in possible]:
            raise Unfit(_("%(place)s is not one of the places") % {"place": unknown[0][:20]})
        for place in possible:
            if taken.count(place) > 1:
                raise Unfit(
                    _("Give %(place)s place to one answer only") % {"place": in_place(int(place))}
                )
        if self.fewest == len(of) > len(given):
            raise Unfit(_("Give every answer a place"))
        for place in possible[: max(len(given), self.fewest)]:
            if place not in taken:
                raise Unfit(
                    _("Give %(place)s place to an answer too") % {"place": in_place(int(place))}
                )
        return sorted(given, key=lambda one: int(given[one]))
