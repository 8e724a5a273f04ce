"""One message a round to who has been silent in the room of their group for a while.

It goes through the door for messages: within quiet hours, people's wishes and the weekly limit.
That a message is there decides that nobody gets a second one in the same round.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.models import ForumPage, Post
from panel.messages.purposes import People, Purpose, Words, register
from panel.messages.queueing import begin_mailing
from panel.models import Mailing, Message, User


def silent_in(forum: ForumPage) -> list[Any]:
    """Return the members of all groups who have said nothing in their room for so many hours."""
    poll = forum.parent_activity
    if poll is None or not forum.is_by_group or not forum.silent_hours or not forum.is_open:
        return []
    since = timezone.now() - timedelta(hours=forum.silent_hours)
    dealt_at = poll.circles_dealt_at()
    began = max(filter(None, (forum.opens_at, dealt_at)), default=None)
    if dealt_at is None or began is None or began > since:
        return []
    lately = Post.objects.filter(topic__forum=forum, topic__circle__isnull=False, said_at__gt=since)
    spoke = set(lately.values_list("author", flat=True))
    return [member for member in poll.members_of_circles() if member.pk not in spoke]


def nudge_silent() -> int:
    """Begin to write to those who have been silent and were not written to; return how many."""
    count = 0
    for forum in ForumPage.objects.live().open_now().filter(is_by_group=True, silent_hours__gt=0):
        subject = f"message-{SILENT.code}-{forum.pk}"
        keys = {member.key_for(subject) for member in silent_in(forum)}
        keys -= set(
            Message.objects.filter(subject=subject, key__in=keys).values_list("key", flat=True)
        )
        if keys:
            begin_mailing(purpose=SILENT.code, about=forum.pk, title=forum.title)
            count += len(keys)
    return count


def forum_of(mailing: Mailing) -> ForumPage | None:
    return ForumPage.objects.live().filter(pk=mailing.about).first()


def people_silent(mailing: Mailing) -> People:
    if forum := forum_of(mailing):
        yield silent_in(forum)


def words_for_silent(mailing: Mailing, users: Sequence[User]) -> dict[int, Words]:
    """Return what the silent read; who has spoken meanwhile reads nothing."""
    forum = forum_of(mailing)
    if forum is None:
        return {}
    silent = {member.pk for member in silent_in(forum)}
    words = Words("forums/mail/silent", {"forum": forum, "url": forum.full_url}, forum.closes_at)
    return {user.pk: words for user in users if user.pk in silent}


SILENT = register(
    Purpose(
        code="silent_in_room",
        kind=Mailing.Kind.TASK,
        label=_("Silent in the room of a group"),
        people=people_silent,
        words=words_for_silent,
        is_telling=True,
    )
)
