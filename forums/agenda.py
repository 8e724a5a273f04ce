"""The agenda of a room: which parts are open to whom, and the arguments in each reader's order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.words import when
from core import audit
from core.at_once import read_at_once
from core.keys import keyed_hash, name_of_account
from core.refusals import Refused
from forums.access import may_moderate
from forums.live import tell_room
from forums.models import AgendaItem, AgendaOpening, ForumPage, Topic


@dataclass
class Side:
    """The arguments of one side of an item."""

    heading: str
    reasons: list[str]


@dataclass
class Part:
    """An item of the agenda as it stands in one room."""

    item: AgendaItem
    topic: Topic | None = None  # none in a preview
    opening: AgendaOpening | None = None
    sides: list[Side] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.item.has_come or self.opening is not None


def agenda_of(forum: ForumPage, circle: int | None, *, is_preview: bool = False) -> list[Part]:
    """Return the agenda of a room in its order; circle None is a forum that everybody shares."""
    if is_preview:
        return [Part(item) for item in forum.agenda.all()]
    asked = AgendaItem.objects.filter(forum=forum.pk)
    opened = openings_in(circle).filter(item__forum=forum.pk).select_related("by")
    own = own_topics(circle).filter(agenda_item__forum=forum.pk)
    read_at_once(asked, opened, own)
    items = list(asked)
    topics = topics_of(forum, items, circle, own)
    openings = {one.item_id: one for one in opened}
    return [Part(item, topics[item.pk], openings.get(item.pk)) for item in items]


def openings_in(circle: int | None) -> QuerySet[AgendaOpening]:
    """Return what facilitators opened early in a room; in what all share nobody does."""
    return (
        AgendaOpening.objects.none()
        if circle is None
        else AgendaOpening.objects.filter(circle=circle)
    )


def count_open(forum: ForumPage, circle: int) -> int:
    """Count the parts of a room's agenda that are open."""
    is_due = Q(opens_at=None) | Q(opens_at__lte=timezone.now())
    return forum.agenda.filter(is_due | Q(openings__circle=circle)).distinct().count()


def own_topics(circle: int | None) -> QuerySet[Topic]:
    """Ask for the topics of agendas in a room."""
    return Topic.objects.filter(agenda_item__isnull=False, circle=circle).with_activity()


def topics_of(
    forum: ForumPage,
    items: list[AgendaItem],
    circle: int | None,
    own: QuerySet[Topic] | None = None,
) -> dict[int, Topic]:
    """Return by item its topic in a room; the first who looks has them made.

    `own` are the forum's `own_topics`, if asked before.
    """
    if own is None:
        own = own_topics(circle).filter(agenda_item__in=items)
    found = {topic.agenda_item_id or 0: topic for topic in own}
    if len(found) < len(items):
        Topic.objects.bulk_create(
            [
                Topic(forum=forum, agenda_item=item, circle=circle, title=item.title, slug="agenda")
                for item in items
                if item.pk not in found
            ],
            ignore_conflicts=True,
        )
        found = {topic.agenda_item_id or 0: topic for topic in own.all()}
    for item in items:
        # The officer may have worded it anew since.
        found[item.pk].title = item.title
    return found


def sides_of(item: AgendaItem, user: Any) -> list[Side]:
    """Return both sides, they and their arguments in the order drawn for one reader."""
    reader = name_of_account(user.pk) if user.is_authenticated else "anybody"

    def drawn(text: str) -> str:
        return keyed_hash(f"agenda-{item.pk}-{reader}", text)

    sides = [
        Side(_("Arguments for"), sorted(lines_of(item.reasons_for), key=drawn)),
        Side(_("Arguments against"), sorted(lines_of(item.reasons_against), key=drawn)),
    ]
    if drawn("which side stands first")[0] in "ABCDEFGHIJKLMNOP":
        sides.reverse()
    return [side for side in sides if side.reasons]


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def refusal_of_part(topic: Topic, user: Any) -> str:
    """Say why a part of the agenda is not open to somebody yet; empty for what is none."""
    item = topic.agenda_item
    if item is None or item.opens_at is None or item.has_come or may_moderate(user):
        return ""
    if topic.circle is not None and topic.circle in topic.forum.circles_led(user):
        return ""
    if openings_in(topic.circle).filter(item=item).exists():
        return ""
    return _("This part of the agenda opens %(when)s.") % {"when": when(item.opens_at)}


@transaction.atomic
def open_part(
    *, forum: ForumPage, item: AgendaItem, circle: int, by: Any, reason: str
) -> AgendaOpening:
    """Open the next part of the agenda to one's own group before its date, on the record."""
    if circle not in forum.circles_led(by):
        raise Refused(_("Only who facilitates a group opens the parts of its agenda."))
    if refusal := forum.refusal_by_date():
        raise Refused(refusal)
    if not reason.strip():
        raise Refused(_("Say why. The reason is kept in the record."))
    waiting = next((part for part in agenda_of(forum, circle) if not part.is_open), None)
    if waiting is None or waiting.item.pk != item.pk:
        raise Refused(_("This part is open already, or another one comes before it."))
    opening, is_new = AgendaOpening.objects.get_or_create(
        item=item, circle=circle, defaults={"by": by, "reason": reason.strip()[:300]}
    )
    if not is_new:
        raise Refused(_("A colleague has just opened this part."))
    audit.record(
        "forums.agenda.opened",
        on=forum,
        by=by,
        reason=reason.strip(),
        item=item.title,
        group=circle,
    )
    tell_room(forum.pk, circle, "agenda")
    return opening
