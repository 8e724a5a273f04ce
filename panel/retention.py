"""How long accounts that came to nothing, ended sessions and the log of showings are kept."""

from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.retention import Cutoff, Found, Held, Period, Rule, rows_found
from panel.joining import delete_accounts, erase_identity, unfinished_accounts
from panel.models import (
    DataBreach,
    DataComplaint,
    DataRequest,
    LookedAt,
    Membership,
    SecurityEvent,
    User,
)
from panel.models.looked import MONTHS_KEPT


def find_unfinished(cutoff: Cutoff, held: Held) -> Found:
    """Find accounts that proved an address and never joined."""
    rows = unfinished_accounts(cutoff.moment).exclude(pk__in=held.people)
    return rows_found(rows, "date_joined", lambda: delete_accounts(rows))


def find_left(cutoff: Cutoff, held: Held) -> Found:
    """Find those who left while something held their details here, which nothing does any more."""
    rows = (
        User.objects.filter(
            membership__status=Membership.Status.LEFT,
            membership__left_at__lte=cutoff.moment,
            is_active=False,
        )
        .exclude(email__endswith="@invalid")
        .exclude(pk__in=held.people)
    )

    def let_go() -> int:
        people = list(rows)
        for user in people:
            erase_identity(user)
        return len(people)

    return rows_found(rows, "membership__left_at", let_go)


def find_sessions(cutoff: Cutoff, held: Held) -> Found:
    """Find browser sessions that have run out; they know who was signed in."""
    rows = Session.objects.filter(expire_date__lte=min(cutoff.moment, timezone.now()))
    return rows_found(rows, "expire_date", lambda: rows.delete()[0])


def find_looks(cutoff: Cutoff, held: Held) -> Found:
    """Find rows of whom staff were shown; the database refuses to delete them earlier."""
    rows = LookedAt.objects.filter(at__lte=cutoff.moment, kept_until__lte=timezone.localdate())
    if held.people:
        rows = rows.exclude(person__in=held.people).exclude(by__in=held.people)
    return rows_found(rows, "at", lambda: rows.delete()[0])


def find_requests(cutoff: Cutoff, held: Held) -> Found:
    """Find requests for one's own data that were answered long ago."""
    rows = DataRequest.objects.filter(sent_on__lte=cutoff.day)
    if held.people:
        rows = rows.exclude(person__in=held.people)
    return rows_found(rows, "sent_on", lambda: rows.delete()[0])


def find_complaints(cutoff: Cutoff, held: Held) -> Found:
    """Find complaints about data whose outcome was told long ago."""
    rows = DataComplaint.objects.filter(outcome_on__lte=cutoff.day)
    if held.people:
        rows = rows.exclude(person__in=held.people)
    return rows_found(rows, "outcome_on", lambda: rows.delete()[0])


def find_breaches(cutoff: Cutoff, held: Held) -> Found:
    """Find breaches that were closed long ago; they name nobody."""
    rows = DataBreach.objects.filter(closed_on__lte=cutoff.day)
    return rows_found(rows, "closed_on", lambda: rows.delete()[0])


def find_security(cutoff: Cutoff, held: Held) -> Found:
    """Find entries of the security log."""
    rows = SecurityEvent.objects.filter(at__lte=cutoff.moment)
    if held.people:
        rows = rows.exclude(person__in=held.people).exclude(by__in=held.people)
    return rows_found(rows, "at", lambda: rows.delete()[0])


RULES = (
    Rule(
        "unfinished",
        _("Accounts that proved an address and never joined"),
        Period(30, "days"),
        since=_("the day the address was proved"),
        then=_("They are deleted."),
        find=find_unfinished,
    ),
    Rule(
        "left",
        _("Details of members who left while a hold kept them"),
        Period(1, "days"),
        since=_("leaving, once the hold is lifted"),
        then=_("Address, name and choices are deleted. Without a hold this happens at once."),
        find=find_left,
        may_be_changed=False,
    ),
    Rule(
        "sessions",
        _("Sessions of browsers"),
        Period(1, "days"),
        since=_("their end, two weeks after the last sign-in"),
        then=_("They are deleted."),
        find=find_sessions,
        may_be_changed=False,
    ),
    Rule(
        "looks",
        _("Log of whom staff were shown"),
        Period(MONTHS_KEPT, "months"),
        since=_("the showing"),
        then=_("The entries are deleted."),
        find=find_looks,
        may_be_changed=False,
    ),
    Rule(
        "data_requests",
        _("Requests for one’s own data, and their clock"),
        Period(24, "months"),
        since=_("the answer"),
        then=_("They are deleted. Of the files none is ever kept."),
        find=find_requests,
    ),
    Rule(
        "data_complaints",
        _("Complaints about data"),
        Period(24, "months"),
        since=_("the day its outcome was told"),
        then=_("They are deleted."),
        find=find_complaints,
    ),
    Rule(
        "breaches",
        _("Register of breaches of data"),
        Period(72, "months"),
        since=_("the day it was closed"),
        then=_("The entries are deleted."),
        find=find_breaches,
    ),
    Rule(
        "security",
        _("Security log: sign-ins, failed ones, second steps, roles"),
        Period(12, "months"),
        since=_("the event"),
        then=_("The entries are deleted."),
        find=find_security,
    ),
)
