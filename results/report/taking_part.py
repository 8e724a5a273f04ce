"""Who spoke in the discussions and sessions of a poll: as keys, so that answers stay apart."""

from __future__ import annotations

from django.db.models import Q

from core.keys import name_of_account, participation_key
from forums.models import Contribution, Post, Support


def people_who_spoke(poll) -> set[int]:
    """Return the accounts that wrote, asked or backed a question below a poll."""
    in_forum = Q(post__topic__forum__path__startswith=poll.path)
    in_session = Q(question__session__path__startswith=poll.path)
    said = Contribution.objects.filter(in_forum | in_session, author__isnull=False)
    backed = Support.objects.filter(question__session__path__startswith=poll.path)
    return set(said.order_by().values_list("author", flat=True)) | set(
        backed.values_list("user", flat=True)
    )


def said_in_rooms(poll) -> list[tuple[str, str]]:
    """Return what was said in the rooms of small groups, as pairs of key and text.

    What moderators hid does not count, and the council's own posts belong to no member's key.
    """
    said = Post.objects.filter(
        topic__forum__path__startswith=poll.path, topic__circle__isnull=False, hidden_at=None
    )
    return [
        (participation_key(poll.subject, name_of_account(author)), text)
        for author, text in said.exclude(author=None).values_list("author", "text")
    ]


def keys_of_those_who_spoke(poll) -> set[str]:
    """Turn them into their keys in the poll; never the other way round."""
    return {participation_key(poll.subject, name_of_account(pk)) for pk in people_who_spoke(poll)}
