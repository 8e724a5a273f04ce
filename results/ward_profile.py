"""A ward's profile: people, voice, opinion, decisions. The same for everybody who looks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analysis.disclosure import SUPPRESSED
from core import charts
from core.at_once import read_at_once
from core.dates import short_day
from core.kept import ANYBODY, kept
from panel.models import Councillor, Ward
from panel.trends import trends
from results.census import Census, census_of, counts_of
from results.deprivation import WardDeprivation, deprivation_of
from results.poll_page import pair
from results.poll_report import PollReport
from results.publication import finished_polls
from results.reports import report_of
from results.touching import Touching, what_touches
from results.voice import Voice, count_members, members_by_ward, voice_of
from results.ward_history import History, history_of, of_other_boundaries, successions_of


@dataclass(frozen=True)
class Opinion:
    """What a ward's people said in the latest finished poll, beside the rest of the area."""

    poll: int
    title: str
    closed_on: dt.date
    rows: tuple[charts.Beside, ...]
    people: int | str
    elsewhere: int | str
    note: str = ""  # of which ward before a change of boundaries the figures are
    why_not: str = ""  # where none of the poll's wards was this one

    @property
    def is_shown(self) -> bool:
        return any(row.share != SUPPRESSED for row in self.rows)

    @property
    def hides(self) -> bool:
        return any(row.share == SUPPRESSED for row in self.rows)


@dataclass(frozen=True)
class Profile:
    """Everything on the page of one ward."""

    ward: Ward
    on: dt.date
    census: Census
    voice: Voice
    opinion: Opinion | None
    touching: Touching
    history: History
    deprivation: WardDeprivation | None
    councillors: tuple[Councillor, ...]
    vacancies: int
    map: charts.WardMap | None

    @property
    def lead(self) -> str:
        """Say in a sentence how many live here and how many have a voice."""
        parts = []
        if self.census.residents and self.census.households:
            parts.append(
                _("%(people)s people live here, in %(homes)s households.")
                % {
                    "people": f"{self.census.residents:,}",
                    "homes": f"{self.census.households:,}",
                }
            )
        if self.voice.members != SUPPRESSED:
            parts.append(
                ngettext(
                    "%(n)s of them is a member of the panel.",
                    "%(n)s of them are members of the panel.",
                    self.voice.members,
                )
                % {"n": f"{self.voice.members:,}"}
                if parts
                else ngettext(
                    "%(n)s member of the panel lives here.",
                    "%(n)s members of the panel live here.",
                    self.voice.members,
                )
                % {"n": f"{self.voice.members:,}"}
            )
        return " ".join(parts)

    @property
    def facts(self) -> list[dict]:
        """Return the three figures at the top."""
        answered = ""
        if self.opinion and self.opinion.people != SUPPRESSED:
            answered = _("%(n)s took part in the last poll") % {"n": f"{self.opinion.people:,}"}
        is_hidden = self.voice.members == SUPPRESSED
        members = "c" if is_hidden else f"{self.voice.members:,}"
        touching = self.touching
        return [
            {
                "label": _("Members"),
                "value": members,
                "note": _("too few to show") if is_hidden else answered,
            },
            {
                "label": _("Open here now"),
                "value": ngettext("%(n)d consultation", "%(n)d consultations", touching.open)
                % {"n": touching.open},
                "url": "#touching" if touching.open else "",
            },
            {
                "label": _("Waiting for a decision"),
                "value": touching.waiting,
                "url": "#touching" if touching.waiting else "",
                "note": _("%(n)d overdue") % {"n": touching.overdue} if touching.overdue else "",
            },
        ]


def profile_of(
    ward: Ward,
    wards: list[Ward],
    councillors: Iterable[Councillor],
    *,
    threshold: int,
    on: dt.date | None = None,
) -> Profile:
    """Put a ward's profile together from what is public; `councillors` are those of all days."""
    on = on or timezone.localdate()
    serving = tuple(
        councillor
        for councillor in councillors
        if councillor.starts_on <= on and (councillor.ends_on is None or councillor.ends_on >= on)
    )
    counts = count_members()
    census, history = kept(f"place.{ward.pk}.{on}", ANYBODY, lambda: read_place(ward, wards))
    members = members_by_ward(counts, wards, threshold).get(ward.pk, SUPPRESSED)
    return Profile(
        ward=ward,
        on=on,
        census=census,
        voice=voice_of(ward, counts, members, census.grown_up, threshold),
        opinion=_opinion(ward, threshold),
        touching=what_touches(ward),
        deprivation=deprivation_of(ward),
        history=history,
        councillors=serving,
        vacancies=max(0, ward.seats - len(serving)),
        map=_map(ward, wards),
    )


def read_place(ward: Ward, wards: list[Ward]) -> tuple[Census, History]:
    """Read the census of a ward, and which wards it shares people with, in one query."""
    counted, pairs = counts_of(ward, wards), successions_of(ward)
    shape = Ward.objects.filter(pk=ward.pk).values_list("geometry", flat=True)
    read_at_once(counted, pairs, shape)
    ward.geometry = shape[0]
    return census_of(ward, counted), history_of(ward, pairs)


def _opinion(ward: Ward, threshold: int) -> Opinion | None:
    """Read the latest finished poll that is public; nobody sees more than anybody."""
    for poll in kept("finished", ANYBODY, lambda: finished_polls(ANYBODY)[:1]):
        return opinion_of(ward, report_of(poll, threshold=threshold))
    return None


def opinion_of(ward: Ward, report: PollReport) -> Opinion:
    """Take one ward's line out of a report, item by item.

    Of a poll from before its boundaries held it is the line of the earlier ward that was the same
    place, with a footnote; else there is none, and the reason.
    """
    there = {pk for pk, _code, _name in report.wards}
    place, note = ward.pk, ""
    if place not in there:
        trend = trends([ward], report.closed_on).by_ward[ward.pk]
        same = [one.pk for one in trend.earlier if one.pk in there and not trend.is_broken]
        if not same:
            why_not = of_other_boundaries(ward, report.closed_on)
            return Opinion(
                report.poll, report.title, report.closed_on, (), SUPPRESSED, SUPPRESSED, "", why_not
            )
        place, note = same[0], trend.note
    rows = []
    for item in report.by_change:
        found = item.ward(place)
        if found is None:
            continue
        # Beside the whole area's figure the rest's would give a hidden ward away.
        rows.append(
            charts.Beside(
                label=item.wording,
                share=found.share,
                rest=found.rest_share,
                interval=pair(found.interval),
                differs=found.verdict,
            )
        )
    people = report.ward_bases.get(place, SUPPRESSED)
    return Opinion(
        poll=report.poll,
        title=report.title,
        closed_on=report.closed_on,
        rows=tuple(rows),
        people=people,
        elsewhere=SUPPRESSED if people == SUPPRESSED else report.flow.both - people,
        note=note,
    )


def _map(ward: Ward, wards: list[Ward]) -> charts.WardMap | None:
    if not ward.outline:
        return None
    others = wards if any(other.pk == ward.pk for other in wards) else [*wards, ward]
    return charts.ward_map(
        others,
        title=_("%(ward)s on the map of all wards") % {"ward": ward.name},
        highlight=[ward.code],
        label=[ward.code],
        id="ward-map",
    )


def boundaries(ward: Ward) -> str:
    """Say which boundaries these are, and until when."""
    if ward.valid_to:
        return _("boundaries from %(start)s to %(end)s") % {
            "start": short_day(ward.valid_from, year=True),
            "end": short_day(ward.valid_to, year=True),
        }
    return _("boundaries from %(start)s") % {"start": short_day(ward.valid_from, year=True)}
