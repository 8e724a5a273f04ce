"""Who has had most of a group's words lately, and is asked to let others in before posting more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.refusals import Refused
from forums.circles import said_in
from forums.models import ForumPage, Post, Voice

LATELY = timedelta(hours=24)


class AskedToLetOthersIn(Refused):
    """Asks, and does not forbid: the same post sent once more goes in."""


def share_of_words(own: int, everybody: int) -> float:
    """Return which share of a room's words is one person's, from 0 to 1."""
    return own / everybody if everybody else 0.0


def ask_to_let_others_in(forum: ForumPage, circle: int, author: Any) -> None:
    """Ask whoever wrote more than the room's share in 24 hours to wait for others.

    Whose one post is all that was said lately is not asked: somebody has to speak first.
    """
    if author.is_staff:
        return
    lately = Post.objects.filter(
        topic__forum=forum,
        topic__circle=circle,
        voice=Voice.RESIDENT,
        hidden_at=None,
        said_at__gte=timezone.now() - LATELY,
    )
    posts, words = said_in(lately.values_list("author", "text"))
    if posts.total() <= 1:
        return
    share = share_of_words(words[author.pk], words.total())
    if share * 100 > forum.most_of_words:
        raise AskedToLetOthersIn(
            _(
                "%(share)d%% of your group’s words in the last 24 hours are yours. Others may be "
                "waiting to speak. You can leave this for later, or send it all the same."
            )
            % {"share": round(share * 100)}
        )
