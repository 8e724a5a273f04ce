"""Stop inviting members who have answered none of several invitations in a row, and tell them.

Whether somebody answered is worked out here, behind the scenes, as for reminders: by turning each
person into their key. What is kept is that they lapsed, not what they left unanswered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.inviting import those_invited
from consultations.models import ActivityPage, Invitation
from core.audit import record
from panel.messages.lapsed import tell_lapsed
from panel.messages.people import batches
from panel.models import CouncilSettings, Membership, User
from panel.places_on_panel import lapse

# Answers lose the way back to a person after their time: who answered long ago would seem silent.
LOOKS_BACK = dt.timedelta(days=366)


class Wanted(NamedTuple):
    """How many invitations in a row, and reminders among them, go unanswered before a lapse."""

    invitations: int
    reminders: int


@dataclass
class Silence:
    """How many invitations in a row, from the newest back, somebody has not answered."""

    invitations: int = 0
    reminders: int = 0
    is_broken: bool = False

    def is_long(self, wanted: Wanted) -> bool:
        return self.invitations >= wanted.invitations and self.reminders >= wanted.reminders


def lapse_silent() -> int:
    """Let those lapse who answered nothing for long; return how many. A second run finds nobody."""
    council = CouncilSettings.load()
    wanted = Wanted(council.lapses_after, council.lapses_reminded)
    lapsed = (
        sum(_lapse(pk, wanted.invitations) for pk in find_silent(wanted))
        if wanted.invitations
        else 0
    )
    # Yesterday's as well: a process may have been killed before it had them told.
    today = timezone.localdate()
    for day in (today - dt.timedelta(days=1), today):
        tell_lapsed(day)
    return lapsed


def find_silent(wanted: Wanted) -> Iterator[int]:
    """Yield the memberships of those who answered none of their last so many invitations."""
    over = [(invitation, page) for invitation in _invitations() if (page := _over(invitation))]
    drawn = Q(sampled__sample__in=[invitation.sample_id for invitation, _page in over])
    unpaused = Q(paused_until=None) | Q(paused_until__lte=timezone.localdate())
    often = (
        Membership.objects.active()
        .filter(unpaused)
        .annotate(times=Count("sampled", filter=drawn))
        .filter(times__gt=0)
    )
    for users in batches(User.objects.filter(membership__in=often.values("pk"))):
        yield from _silent_of(list(users), over, wanted)


def _silent_of(
    users: Sequence[User], over: Sequence[tuple[Invitation, Any]], wanted: Wanted
) -> Iterator[int]:
    silences = {user.pk: Silence() for user in users}
    places = {place.user_id: place for place in Membership.objects.filter(user__in=users)}
    for invitation, page in over:
        open_still = [
            user
            for user in users
            if not silences[user.pk].is_broken and not silences[user.pk].is_long(wanted)
        ]
        if not open_still:
            break
        invited = those_invited(invitation, open_still)
        answered = page.participants(invited)
        for user in invited:
            silence, back_at = silences[user.pk], places[user.pk].back_at
            if user.pk in answered or (back_at and invitation.asked_at < back_at):
                silence.is_broken = True
            else:
                silence.invitations += 1
                silence.reminders += invitation.reminders
    for user in users:
        if silences[user.pk].is_long(wanted):
            yield places[user.pk].pk


def _invitations():
    since = timezone.now() - LOOKS_BACK
    return (
        Invitation.objects.filter(asked_at__gte=since, sample__page__isnull=False)
        .select_related("sample__page")
        .defer("sample__text")
        .order_by("-asked_at", "-pk")
    )


def _over(invitation: Invitation) -> ActivityPage | None:
    """Return the page of an invitation that can no longer be answered; None while it can.

    None as well once nobody can tell who answered.
    """
    page: Any = invitation.page
    if not isinstance(page, ActivityPage) or page.is_anonymised:
        return None
    closes_at = (
        page.wave_closes_at(invitation.round)  # type: ignore[attr-defined]
        if invitation.round
        else page.closes_at
    )
    return page if closes_at and closes_at < timezone.now() else None


@transaction.atomic
def _lapse(pk: int, wanted: int) -> bool:
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=pk)
    if membership.standing != Membership.Status.ACTIVE:
        return False  # they paused or left meanwhile
    lapse(membership=membership)
    reason = _("%(n)d invitations in a row were not answered.") % {"n": wanted}
    record("panel.member_lapsed", on=membership, reason=reason)
    return True
