"""How long the log of what staff did is kept."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry, PageLogEntry

from core.retention import Cutoff, Found, Held, Period, Rule, rows_found
from home import chain
from home.models.audit import PAGES, REST


def find_log(cutoff: Cutoff, held: Held) -> Found:
    """Find entries of the log of what staff did, on pages and on everything else."""
    pages = without(PageLogEntry.objects.filter(timestamp__lte=cutoff.moment), held)
    rest = without(ModelLogEntry.objects.filter(timestamp__lte=cutoff.moment), held)
    for path in held.paths:
        pages = pages.exclude(page__path__startswith=path)
    found = [rows_found(rows, "timestamp", lambda: 0) for rows in (pages, rest)]
    oldest = min((one.oldest for one in found if one.oldest), default=None)
    return Found(
        sum(one.count for one in found), oldest, lambda: chain.let_go({PAGES: pages, REST: rest})
    )


def without(rows: QuerySet, held: Held) -> QuerySet:
    return rows.exclude(user__in=held.people) if held.people else rows


RULES = (
    Rule(
        "audit_log",
        _("Log of what staff did"),
        Period(72, "months"),
        since=_("the act"),
        then=_("The entries are deleted. The chain under them keeps the fingerprint of the last."),
        find=find_log,
    ),
)
