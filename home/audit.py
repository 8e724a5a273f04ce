"""Search what staff did, and whom they looked at. Members are numbers here, never names."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import merge
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry, PageLogEntry

from core.dates import closing_instant, opening_instant
from home.audit_words import facts_in_words
from panel.models import Hold, LookedAt, Membership, SecurityEvent, User

A_PAGE = 50
MOST_PEOPLE = 50  # whom one search can mean
# Rows of these say in words whose they are; the log names them by their number.
OF_PEOPLE = (User, Membership, Hold)


@dataclass(frozen=True)
class Act:
    """One entry of the log, in words."""

    at: dt.datetime
    who: str
    what: str
    on: str
    reason: str
    more: str


@dataclass(frozen=True)
class Asked:
    """What an auditor looks for; what is empty sets no limit.

    `who` has the numbers of accounts, "3-17", and `whom` that of one: links hold no names.
    """

    who: str = ""
    whom: str = ""
    what: str = ""
    since: dt.date | None = None
    until: dt.date | None = None

    def within(self, rows: QuerySet, clock: str) -> QuerySet:
        """Keep the rows of the days asked for, both included, on London's calendar."""
        if self.since:
            rows = rows.filter(**{f"{clock}__gte": opening_instant(self.since)})
        if self.until:
            rows = rows.filter(**{f"{clock}__lte": closing_instant(self.until)})
        return rows

    def by(self, rows: QuerySet, field: str) -> QuerySet:
        """Keep the rows of the staff who are asked for."""
        if not self.who:
            return rows
        return rows.filter(**{f"{field}__in": [int(one) for one in self.who.split("-")]})


class TwoLogs:
    """The entries about pages and those about all else, as one list, the newest first."""

    def __init__(self, asked: Asked) -> None:
        self.parts = [
            rows.order_by("-timestamp", "-pk")
            for rows in (self.search(log.objects.all(), asked) for log in (PageLog, ModelLog))
        ]

    def search(self, rows: QuerySet, asked: Asked) -> QuerySet:
        if asked.what:
            rows = rows.filter(action=asked.what)
        return asked.within(asked.by(rows, "user"), "timestamp").select_related("user")

    def count(self) -> int:
        return sum(rows.count() for rows in self.parts)

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[Act]:
        newest = [rows[: part.stop] for rows in self.parts]
        both = merge(*newest, key=lambda entry: entry.timestamp, reverse=True)
        return [act_of(entry) for entry in list(both)[part]]


PageLog, ModelLog = PageLogEntry, ModelLogEntry


def act_of(entry: Any) -> Act:
    data = dict(entry.data or {})
    reason = str(data.pop("reason", "") or "")
    return Act(
        at=entry.timestamp,
        who=str(entry.user) if entry.user else _("the system"),
        what=str(action_in_words(entry.action)),
        on=what_it_was_done_to(entry),
        reason=reason,
        more="; ".join(facts_in_words(entry.action, data))[:300],
    )


def action_in_words(action: str) -> str:
    formatter = registry.formatters.get(action)
    return formatter.label if formatter else action


def what_it_was_done_to(entry: Any) -> str:
    if isinstance(entry, PageLogEntry):
        return f"{entry.label} ({_('page')} {entry.page_id})"
    model = ContentType.objects.get_for_id(entry.content_type_id).model_class()
    name = str(model._meta.verbose_name) if model else ""
    if model in OF_PEOPLE:
        return f"{name} {entry.object_id}"
    return f"{entry.label} ({name} {entry.object_id})"


def acts(asked: Asked, page: str | None) -> Any:
    """Return a page of what staff did."""
    return Paginator(TwoLogs(asked), A_PAGE).get_page(page)  # type: ignore[arg-type]


def looks(asked: Asked, page: str | None) -> Any:
    """Return a page of whom staff were shown; `whom` is a member's number."""
    rows = asked.within(asked.by(LookedAt.objects.all(), "by"), "at")
    if asked.what:
        rows = rows.filter(page=asked.what)
    if asked.whom:
        rows = rows.filter(person=int(asked.whom[:18]))
    rows = rows.select_related("by").order_by("-at", "-pk")
    return Paginator(rows, A_PAGE).get_page(page)


def events(asked: Asked, page: str | None) -> Any:
    """Return a page of the security log; `whom` is the number of an account."""
    rows = asked.within(SecurityEvent.objects.all(), "at")
    if asked.what:
        rows = rows.filter(kind=asked.what)
    if asked.whom:
        rows = rows.filter(person=int(asked.whom[:18]))
    rows = rows.select_related("by").order_by("-at", "-pk")
    return Paginator(rows, A_PAGE).get_page(page)


def people_called(words: str) -> str:
    """Return the numbers of the accounts whose name or address has these words, as "3-17"."""
    found = User.objects.filter(
        Q(email__icontains=words) | Q(first_name__icontains=words) | Q(last_name__icontains=words)
    )
    return "-".join(map(str, found.order_by("pk").values_list("pk", flat=True)[:MOST_PEOPLE]))


def choices_of_acts() -> Iterable[tuple[str, str]]:
    return sorted(registry.get_choices(), key=lambda choice: str(choice[1]))
