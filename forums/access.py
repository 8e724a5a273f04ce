"""Who may enter, who runs a session, and who answers in it."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from consultations.models import ActivityPage
from core.at_once import read_at_once
from forums.models import Contribution, ExpertSessionPage, ForumPage
from forums.names import as_expert, shown_as, voice_of

MODERATE = "forums.moderate_contribution"
# So many contributions of a new account wait for a moderator.
NEWCOMER_POSTS = 3


def may_moderate(user) -> bool:
    return user.has_perm(MODERATE)


def runs(user, session: ExpertSessionPage) -> bool:
    """The host of a session and every moderator may run it."""
    return user.is_authenticated and (user.pk == session.host_id or may_moderate(user))


def is_expert(user, session: ExpertSessionPage) -> bool:
    return user.is_authenticated and user.pk in {one.user_id for one in session.listed_experts}


def answers(user, session: ExpertSessionPage) -> bool:
    """Experts answer, and so do those who run the session, for the council."""
    return runs(user, session) or is_expert(user, session)


def refusal_to_read(activity: ActivityPage, user) -> str:
    """Say why this person may not yet read what is inside, such as before their first answers."""
    if user.is_staff or may_moderate(user):
        return ""
    if isinstance(activity, ExpertSessionPage) and answers(user, activity):
        return ""
    parent = activity.parent_activity
    return parent.refusal_to_enter(user) if parent else ""


def may_read_circle(user, topic) -> bool:
    """Say whether a topic is everybody's, or stands in a room that this person may read."""
    return topic.circle is None or may_read_room(user, topic.forum, topic.circle)


def may_read_room(user, forum: ForumPage, circle: int) -> bool:
    """Say whether this person may read what is said in the room of a small group.

    Moderators judge what is reported, wherever it was said.
    """
    return circle in forum.circles_open_to(user) or judges_rooms(user, forum)


def judges_rooms(user, forum: ForumPage) -> bool:
    """Say whether this person may look into every room: a moderator who facilitates none of them.

    Who facilitates a group sees their own alone, whatever else they are.
    """
    return may_moderate(user) and not forum.circles_led(user)


class RoomsRead:
    """Which rooms of small groups one person may read; each forum is asked once."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self.open: dict[int, frozenset[int] | None] = {}  # by forum; None is every room

    def has(self, contribution: Contribution) -> bool:
        """Say whether they may read what stands around something, as far as a room holds it."""
        forum, circle = contribution.room
        if forum is None or circle is None:
            return True
        if forum.pk not in self.open:
            all_rooms = judges_rooms(self.user, forum)
            self.open[forum.pk] = None if all_rooms else forum.circles_open_to(self.user)
        rooms = self.open[forum.pk]
        return rooms is None or circle in rooms


def note_on_entering(activity: ActivityPage) -> str:
    """Tell an officer, in a preview, what people read who may not enter yet; empty if all may."""
    parent = activity.parent_activity
    refusal = parent.refusal_to_enter(AnonymousUser()) if parent else ""
    return refusal and _("Who may not enter yet reads: “%(refusal)s”") % {"refusal": refusal}


def published_by(user) -> QuerySet:
    """Ask for as many of this person's published words as end their time as a newcomer."""
    published = user.contributions.filter(is_held=False, hidden_at=None)
    return published.order_by().values_list("pk")[:NEWCOMER_POSTS]


def is_newcomer(user, published: QuerySet | None = None) -> bool:
    """Say whether a moderator still reads this person's words first.

    `published` is `published_by`, if asked before.
    """
    if user.is_staff:
        return False
    return len(published_by(user) if published is None else published) < NEWCOMER_POSTS


def speaker(user) -> dict:
    """Return, for a page with a form, how this person will be shown and whether as a newcomer."""
    if not user.is_authenticated:
        return {"shown_as": "", "is_newcomer": False}
    named, published = as_expert(user), published_by(user)
    if not user.is_staff:
        read_at_once(named, published)
    return {
        "shown_as": shown_as(user, voice=voice_of(user, named)),
        "is_newcomer": is_newcomer(user, published),
    }
