"""The panel by what members told about themselves: counted once a month, kept as it may be seen.

One count a month: of two on following days the difference would be one person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from analysis.disclosure import (
    SUPPRESSED,
    Sensitivity,
    publish_mean,
    publish_share,
    suppress_table,
)
from analysis.published import Figure, PublishedTable
from analysis.rounding import round_half_away, round_to_base
from analysis.turnover import Place, turnover
from core.dates import closing_instant, day_in_london
from panel.models import Consent, CouncilSettings, Membership
from panel.models.people import months_after
from panel.population import AGE_BY_SEX, SEX
from results.models import GroupCount
from results.panel_by_age_and_sex import ByAgeAndSex
from results.protection import Hidden, protected_groups
from results.response_by_group import WAYS, count_answers
from results.telling import NOT_TOLD, Told, read_told

SUBJECT = "panel-"
SENSITIVE = Sensitivity.SENSITIVE
AT_RANDOM, OTHER_WAYS = "at_random", "other_ways"
TOTALS = "*"  # stands among the variables for how many are in all groups of each
SINCE = "*since"  # ... for the day of the earlier count that `gone` looks back to
ROUNDS = "*rounds"  # ... for who answered each sample, by round and by the same variables


def count_this_month() -> int:
    """Count the panel by group unless that was done this month; return how often it was done."""
    today = timezone.localdate()
    subject = f"{SUBJECT}{today:%Y-%m}"
    if GroupCount.objects.filter(subject=subject).exists():
        return 0
    figures = panel_figures(today)
    try:
        with transaction.atomic():
            GroupCount.objects.create(subject=subject, figures=figures)
    except IntegrityError:  # somebody else was quicker
        return 0
    return 1


def counted_by(day: dt.date) -> GroupCount | None:
    """Return the newest count that was made by a day."""
    counts = GroupCount.objects.filter(subject__startswith=SUBJECT, counted_at__date__lte=day)
    return counts.order_by("-subject").first()


# ---- the counting --------------------------------------------------------------------------------


@dataclass
class Group:
    """The places of one group, and how many of them came by random invitation."""

    places: list[Place] = field(default_factory=list)
    by_invitation: int = 0
    stayed: int = 0  # of those of an earlier count


Groups = dict[str, dict[str, Group]]  # by variable and value


def panel_figures(on: dt.date) -> dict[str, Any]:
    """Count members by each variable, and publish what may be seen of it."""
    told, threshold = read_told(), CouncilSettings.load().suppression_threshold
    groups: Groups = {
        one.name: {code: Group() for code in (*dict(one.values), NOT_TOLD)}
        for one in told.variables
    }
    earlier = count_to_look_back_to(on)
    then = day_in_london(earlier.counted_at) if earlier else None
    by_both = ByAgeAndSex()
    _add_places(groups, by_both, told, on, then)
    rates = count_answers(told, on, threshold)
    since = months_after(on, -12)
    tables = {name: _by_way(found, on, threshold) for name, found in groups.items()}
    figures: dict[str, Any] = {
        name: _published(
            found, tables[name], rates.by_group[name], on=on, since=since, threshold=threshold
        )
        for name, found in groups.items()
    }
    figures[TOTALS] = {
        name: {
            "members": _nearest_5(table.total),
            AT_RANDOM: _nearest_5(table.column_totals[table.columns.index(AT_RANDOM)]),
        }
        for name, table in tables.items()
    }
    if SEX in tables:
        cells, whole = by_both.published(tables[SEX], threshold)
        figures[AGE_BY_SEX] = cells
        figures[TOTALS][AGE_BY_SEX] = {"told": whole, "members": figures[TOTALS][SEX]["members"]}
    figures[WAYS] = rates.by_group[WAYS]
    figures[ROUNDS] = rates.by_round
    if earlier and then:
        figures[SINCE] = then.isoformat()
        for name, found in groups.items():
            gone = gone_since(earlier.figures.get(name, {}), found, threshold)
            for value, share in gone.items():
                figures[name][value]["gone"] = share
    return figures


def _add_places(
    groups: Groups, by_both: ByAgeAndSex, told: Told, on: dt.date, then: dt.date | None
) -> None:
    """Sort all places that are there, lapsed or over; who left or was removed told nothing now.

    Who has paused their data is in no count. Who was here `then`, had told by then, and is here
    still has stayed.
    """
    had_told = told_by(told, then) if then else {}
    fields = (
        *("joined_at", "left_at", "lapsed_at", "term_ends_on", "status", "source", "user_id"),
        "age_band",
    )
    members = Membership.objects.there().filter(restricted_at=None)
    for member in members.only(*fields).iterator(chunk_size=5000):
        place = Place(day_in_london(member.joined_at), member.ended_on)
        is_here = place.is_held_on(on)
        was_here = then is not None and is_here and place.is_held_on(then)
        is_invited = member.source == Membership.Source.INVITATION
        values = told.of(member.user_id)
        if is_here and SEX in values:
            by_both.add(values[SEX], member.age_band, is_invited=is_invited)
        for name, value in values.items():
            group = groups[name][value]
            group.places.append(place)
            group.stayed += was_here and member.user_id in had_told.get(name, ())
            group.by_invitation += is_here and is_invited


# ---- what may be seen ----------------------------------------------------------------------------


def _by_way(groups: Mapping[str, Group], on: dt.date, threshold: int) -> PublishedTable:
    """Count each group by whether its members came by random invitation, safe from sums."""
    here = {
        value: sum(place.is_held_on(on) for place in group.places)
        for value, group in groups.items()
    }
    return suppress_table(
        list(groups),
        [AT_RANDOM, OTHER_WAYS],
        [(one.by_invitation, here[value] - one.by_invitation) for value, one in groups.items()],
        threshold,
        SENSITIVE,
        by_ward=False,
    )


def _published(
    groups: Mapping[str, Group],
    ways: PublishedTable,
    response: Mapping[str, Mapping[str, Any]],
    *,
    on: dt.date,
    since: dt.date,
    threshold: int,
) -> dict[str, dict[str, Any]]:
    """Return for each value its figures, each through disclosure control; None is of nobody."""
    found = {value: turnover(group.places, on=on, since=since) for value, group in groups.items()}
    figures = {}
    for value, one in found.items():
        lost = min(one.gone, one.at_start)
        members = _nearest_5(ways.row_total(value))
        figures[value] = {
            "members": members,
            AT_RANDOM: _nearest_5(ways.cell(value, AT_RANDOM)),
            "median_months": _months(one.median_months, members, one.active, threshold),
            "by_invitation": _rounded(ways.share(value, AT_RANDOM)),
            "lost": _share(lost, one.at_start, threshold),
            **response[value],
        }
    return figures


def count_to_look_back_to(on: dt.date) -> GroupCount | None:
    """Return the count of a year before, else the oldest since then that is of another month."""
    counts = GroupCount.objects.filter(
        subject__startswith=SUBJECT,
        subject__gte=f"{SUBJECT}{months_after(on, -12):%Y-%m}",
        subject__lt=f"{SUBJECT}{on:%Y-%m}",
    )
    return counts.order_by("subject").first()


def told_by(told: Told, day: dt.date) -> dict[str, set[int]]:
    """Return by variable whom the log of choices has telling it by a day, whatever they told."""
    found = {}
    for one in told.variables:
        given = Consent.objects.filter(
            purpose=Consent.Purpose.EQUALITY,
            choice=Consent.Choice.GIVEN,
            about__startswith=f"{told.set_of[one.name]} ",
            at__lte=closing_instant(day),
        )
        found[one.name] = set(given.values_list("user_id", flat=True))
    return found


def gone_since(
    before: Mapping[str, Mapping[str, Any]], groups: Mapping[str, Group], threshold: int
) -> dict[str, float | Hidden | None]:
    """Return for each value which share of an earlier count is not in this one any more.

    Whoever leaves takes their answers along at once, so nobody is noted as they go: this is the
    published number of then less those of them who are here, themselves published, both to the
    nearest 5. Of who did not tell nothing is said: they may have told since.
    """
    told = {value: group.stayed for value, group in groups.items() if value != NOT_TOLD}
    stayed = protected_groups(told, threshold).counts
    gone: dict[str, float | Hidden | None] = {NOT_TOLD: None}
    for value, here in stayed.items():
        was = before.get(value, {}).get("members")
        if was is None:
            gone[value] = None
        elif isinstance(was, str) or isinstance(here, str):
            gone[value] = SUPPRESSED
        else:
            gone[value] = _share(max(0, was - here), was, threshold)
    return gone


def _months(
    months: float | None, members: int | Hidden, n: int, threshold: int
) -> float | Hidden | None:
    if months is None or isinstance(members, str):
        return None if months is None else SUPPRESSED
    return publish_mean(round_half_away(months), n, threshold)


def _share(some: int, of: int, threshold: int) -> float | Hidden | None:
    return _rounded(publish_share(some, of, threshold=threshold, sensitivity=SENSITIVE))


def _nearest_5(n: Figure) -> Figure:
    return n if isinstance(n, str) else round_to_base(n)


def _rounded(share: float | Hidden | None) -> float | Hidden | None:
    return round_half_away(share, 2) if isinstance(share, float) else share
