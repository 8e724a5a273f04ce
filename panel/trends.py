"""Whether a ward's figures of two days may be set beside each other, where boundaries changed.

They may where the ward kept its code, or where nearly all of the people of an earlier ward and of
the later one are the same: then with a footnote. Else the trend is broken, and shown so
(requirements R5.1 to R5.3, decision 0027).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.dates import short_day
from panel.models import CouncilSettings, Ward, WardSuccession

Kind = Literal["unbroken", "same", "nearly", "broken"]


@dataclass(frozen=True)
class Trend:
    """What may be said of one ward from a day on: `earlier` are the wards that it then was."""

    ward: Ward
    kind: Kind
    since: dt.date
    earlier: tuple[Ward, ...] = ()
    share: float = 1.0

    @property
    def is_broken(self) -> bool:
        return self.kind == "broken"

    @property
    def note(self) -> str:
        """Say in a sentence what to mind; empty where there is nothing."""
        if self.kind == "unbroken":
            return ""
        if self.kind == "broken":
            text = _(
                "%(ward)s has these boundaries since %(day)s. Figures from before that day are of "
                "other areas, so nothing runs on across it."
            )
        elif self.kind == "same":
            text = _("Until %(day)s %(ward)s was %(before)s: another code, and the same homes.")
        else:
            text = _(
                "Figures of %(ward)s from before %(day)s are of %(before)s: %(share)s in 100 "
                "people, or more, are the same."
            )
        return text % {
            "ward": self.ward.name,
            "day": short_day(self.since, year=True),
            "before": ", ".join(f"{ward.name} ({ward.code})" for ward in self.earlier),
            "share": int(self.share * 100),
        }


@dataclass(frozen=True)
class Trends:
    """What may be said of the wards of today from a day on."""

    since: dt.date
    by_ward: Mapping[int, Trend] = field(default_factory=dict)

    def is_broken(self, ward: int) -> bool:
        return ward in self.by_ward and self.by_ward[ward].is_broken

    @property
    def broken(self) -> list[Ward]:
        return [one.ward for one in self.by_ward.values() if one.is_broken]

    @property
    def notes(self) -> list[str]:
        """Return what is to be said under figures of these wards: a line for all broken ones."""
        lines = [one.note for one in self.by_ward.values() if one.note and not one.is_broken]
        if broken := [one for one in self.by_ward.values() if one.is_broken]:
            whole = len(broken) == len(self.by_ward)
            day = short_day(max(one.since for one in broken), year=True)
            lines.insert(
                0,
                _(
                    "Ward boundaries changed on %(day)s. No figure runs on across that day: the "
                    "wards before it were other areas."
                )
                % {"day": day}
                if whole
                else ngettext(
                    "Ward boundaries changed on %(day)s. Figures of %(n)d ward do not run on "
                    "across that day, for it was another area: %(names)s.",
                    "Ward boundaries changed on %(day)s. Figures of %(n)d wards do not run on "
                    "across that day, for they were other areas: %(names)s.",
                    len(broken),
                )
                % {
                    "day": day,
                    "n": len(broken),
                    "names": ", ".join(one.ward.name for one in broken),
                },
            )
        return lines

    def now_in(self) -> dict[int, int]:
        """Return, for earlier wards whose figures run on, the ward that each is today."""
        return {
            before.pk: one.ward.pk
            for one in self.by_ward.values()
            if not one.is_broken
            for before in one.earlier
        }


def trends(wards: Sequence[Ward], since: dt.date) -> Trends:
    """Say of each ward whether its figures run on from a day, in one query, or none at all."""
    if all(ward.valid_from <= since for ward in wards):
        return Trends(since, {ward.pk: Trend(ward, "unbroken", since) for ward in wards})
    before: defaultdict[int, list[WardSuccession]] = defaultdict(list)
    pairs = WardSuccession.objects.select_related("earlier", "later")
    for pair in pairs.defer("earlier__geometry", "earlier__outline", "later__geometry"):
        before[pair.later_id].append(pair)
    return Trends(since, {ward.pk: _trend(ward, since, before) for ward in wards})


def changes_since(day: dt.date) -> list[str]:
    """Say what became since then of wards as they were on a day; nothing if they still are."""
    wards = Ward.objects.in_force().without_boundaries()
    ours = wards.filter(council_code=CouncilSettings.load().council_code)
    return trends(list(ours), day).notes


def _trend(ward: Ward, since: dt.date, before: Mapping[int, list[WardSuccession]]) -> Trend:
    """Walk back from a ward through those that were the same place, until the day or a break."""
    kind: Kind = "unbroken"
    here, began, share = ward, ward.valid_from, 1.0
    earlier: list[Ward] = []
    while here.valid_from > since:
        began = here.valid_from
        pair = next((one for one in before.get(here.pk, ()) if one.is_same_place), None)
        if pair is None or pair.earlier in earlier:
            return Trend(ward, "broken", began)
        if not pair.is_whole:
            kind = "nearly"
        elif kind == "unbroken":
            kind = "same"
        share = min(share, pair.share_of_earlier, pair.share_of_later)
        here = pair.earlier
        earlier.append(here)
    return Trend(ward, kind, began, tuple(earlier), share)


# ---- which boundaries a result is of -------------------------------------------------------------


@dataclass(frozen=True)
class Boundaries:
    """A version of the boundaries: the day from which all of some wards hold, and until when."""

    valid_from: dt.date
    valid_to: dt.date | None

    @property
    def version(self) -> str:
        """Name the version in a file, by its first day: the last may not be known yet."""
        return self.valid_from.isoformat()

    def __str__(self):
        words = {"start": short_day(self.valid_from, year=True)}
        if self.valid_to is None:
            return _("Ward boundaries from %(start)s.") % words
        words |= {"end": short_day(self.valid_to, year=True)}
        return _("Ward boundaries from %(start)s to %(end)s; others hold since.") % words


def version_of(wards: Iterable[Ward]) -> str:
    """Name the boundaries of some wards in a file: "2016-05-05", or "" for no ward."""
    found = boundaries_of(wards)
    return found.version if found else ""


def boundaries_of(wards: Iterable[Ward]) -> Boundaries | None:
    """Return the version of the boundaries that some wards are of; None for no ward."""
    wards = list(wards)
    if not wards:
        return None
    ends = [ward.valid_to for ward in wards if ward.valid_to]
    return Boundaries(max(ward.valid_from for ward in wards), min(ends, default=None))
