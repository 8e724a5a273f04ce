"""What a ward was before its boundaries held, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from analysis.rounding import percent
from core.dates import short_day
from panel.models import Ward, WardSuccession
from panel.trends import Trend, trends

CountedIn = WardSuccession.CountedIn


@dataclass(frozen=True)
class Part:
    """Another ward that shares people with this one, under earlier or later boundaries."""

    ward: Ward
    of_it: str  # the share of that ward's people who are in this one
    of_this: str


@dataclass(frozen=True)
class History:
    """Earlier and later wards, the largest part first, and whether a trend runs across."""

    earlier: tuple[Part, ...]
    later: tuple[Part, ...]
    trend: Trend
    counted_in: str

    @property
    def is_told(self) -> bool:
        return bool(self.earlier or self.later)


def successions_of(ward: Ward) -> QuerySet:
    """Ask for the pairs of wards, earlier and later, of which a ward is one."""
    return (
        WardSuccession.objects.filter(Q(earlier=ward) | Q(later=ward))
        .select_related("earlier", "later")
        .defer("earlier__geometry", "earlier__outline", "later__geometry", "later__outline")
    )


def history_of(ward: Ward, successions: QuerySet) -> History:
    """Say which wards a ward shares people with, from `successions_of`; one query if any."""
    pairs = list(successions)
    before = [pair for pair in pairs if pair.later_id == ward.pk]
    after = [pair for pair in pairs if pair.earlier_id == ward.pk]
    before.sort(key=lambda pair: -pair.share_of_later)
    after.sort(key=lambda pair: -pair.share_of_earlier)
    since = min((pair.earlier.valid_from for pair in before), default=ward.valid_from)
    return History(
        earlier=tuple(
            Part(one.earlier, _share(one.share_of_earlier), _share(one.share_of_later))
            for one in before
        ),
        later=tuple(
            Part(one.later, _share(one.share_of_later), _share(one.share_of_earlier))
            for one in after
        ),
        trend=trends([ward], since).by_ward[ward.pk],
        counted_in=_counted_in(pairs),
    )


def _share(share: float) -> str:
    """Give a per cent, and never nought for what is there nor a hundred for what is not whole."""
    if share < 0.005:
        return _("under 1%")
    if 0.995 <= share < 1:
        return _("over 99%")
    return f"{percent(share)}%"


def _counted_in(pairs: list[WardSuccession]) -> str:
    units = {pair.counted_in for pair in pairs}
    if units == {CountedIn.OUTPUT_AREAS}:
        return _(
            "Shares of people: residents of each output area (Census 2021), shared out over its "
            "postcodes."
        )
    if units == {CountedIn.LSOAS}:
        return _("Shares of people: residents of each LSOA (Census 2021), over its postcodes.")
    return _("Shares of postcodes, which stand in for people: about fifteen homes each.")


def of_other_boundaries(ward: Ward, closed_on) -> str:
    """Say why a result is not this ward's: it was counted in others that held on its day."""
    if ward.valid_from > closed_on:
        return _(
            "This poll closed on %(closed)s, before these boundaries held (%(day)s). It was "
            "counted in the wards of then, so nothing of it is this ward’s."
        ) % {
            "closed": short_day(closed_on, year=True),
            "day": short_day(ward.valid_from, year=True),
        }
    return _(
        "This poll closed on %(closed)s, after this ward had ended. It was counted in the wards "
        "that hold since."
    ) % {"closed": short_day(closed_on, year=True)}
