"""How long places on the panel that are over are kept, and what was noted around people."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from core.audit import unname
from core.retention import Cutoff, Found, Held, Period, Rule, rows_found
from panel.joining import leave_panel
from panel.models import Bounce, Hold, Membership


def members_only(rows: QuerySet[Membership], held: Held) -> QuerySet[Membership]:
    """Keep those who are nothing but members, and not held: a role needs its account."""
    return rows.filter(
        user__is_active=True, user__is_staff=False, user__groups=None, user__user_permissions=None
    ).exclude(user__in=held.people)


def take_out(rows: QuerySet[Membership]) -> int:
    """Take people out of the panel and their details out of the site, as if they had left."""
    people = [place.user for place in rows.select_related("user")]
    for user in people:
        leave_panel(user)
    return len(people)


def find_removed(cutoff: Cutoff, held: Held) -> Found:
    """Find accounts whose place was ended so long ago that the reason has been read."""
    ended = Membership.objects.filter(status=Membership.Status.REMOVED, left_at__lte=cutoff.moment)
    rows = members_only(ended, held)
    return rows_found(rows, "left_at", lambda: take_out(rows))


def find_over(cutoff: Cutoff, held: Held) -> Found:
    """Find places that ran out, or lapsed, and whose owners have not signed in since."""
    is_over = Q(term_ends_on__lte=cutoff.day) | Q(
        status=Membership.Status.LAPSED, lapsed_at__lte=cutoff.moment
    )
    is_silent = Q(user__last_login=None) | Q(user__last_login__lte=cutoff.moment)
    rows = members_only(Membership.objects.there().filter(is_over, is_silent), held)
    return rows_found(rows, "term_ends_on", lambda: take_out(rows))


def find_lifted_holds(cutoff: Cutoff, held: Held) -> Found:
    """Find holds that were lifted as long ago as the log of staff's acts goes back."""
    rows = Hold.objects.filter(lifted_at__lte=cutoff.moment).exclude(person__in=held.people)

    def let_go() -> int:
        holds = list(rows)
        unname(holds)
        return rows.filter(pk__in=[hold.pk for hold in holds]).delete()[0]

    return rows_found(rows, "lifted_at", let_go)


def find_bounces(cutoff: Cutoff, held: Held) -> Found:
    """Find what mail servers sent back so long ago that the address may be tried again."""
    rows = Bounce.objects.filter(at__lte=cutoff.moment)
    return rows_found(rows, "at", lambda: rows.delete()[0])


def find_tasks(cutoff: Cutoff, held: Held) -> Found:
    """Find finished work in the background; what went wrong may quote a row."""
    rows = DBTaskResult.objects.filter(finished_at__lte=cutoff.moment)
    return rows_found(rows, "finished_at", lambda: rows.delete()[0])


RULES = (
    Rule(
        "removed",
        _("Accounts of members whose place was ended"),
        Period(12, "months"),
        since=_("the day it was ended"),
        then=_("Address, name and the reason are deleted. Until then they can read the reason."),
        find=find_removed,
    ),
    Rule(
        "over",
        _("Accounts of members whose term is over, or who lapsed, and who do not sign in"),
        Period(24, "months"),
        since=_("the end of the term, lapsing, or the last time they signed in, the last of them"),
        then=_("They leave the panel: address, name, postcode and choices are deleted."),
        find=find_over,
    ),
    Rule(
        "holds",
        _("Holds that were lifted"),
        Period(72, "months"),
        since=_("the day it was lifted"),
        then=_("They are deleted."),
        find=find_lifted_holds,
    ),
    Rule(
        "bounces",
        _("Messages that came back, by a hash of the address"),
        Period(24, "months"),
        since=_("the day it came back"),
        then=_("They are deleted, and the address may be written to again."),
        find=find_bounces,
    ),
    Rule(
        "tasks",
        _("Work that was done in the background"),
        Period(30, "days"),
        since=_("the moment it ended"),
        then=_("The notes on it are deleted."),
        find=find_tasks,
    ),
)
