"""Who speaks in the room of a small group, and how much: for who facilitates it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from analysis.group_dynamics import gini
from forums.models import ForumPage, Post
from forums.names import shown_as

Who = TypeVar("Who", int, str)  # an account's number, or a key


@dataclass(frozen=True)
class Speaker:
    """One member of a group: posts and words, never an answer."""

    name: str
    posts: int
    words: int

    @property
    def is_silent(self) -> bool:
        return not self.posts


@dataclass(frozen=True)
class Balance:
    """A group at a glance: 0 is all alike, towards 1 all by one person."""

    speakers: tuple[Speaker, ...]
    gini_words: float
    gini_posts: float

    @property
    def silent(self) -> int:
        return sum(speaker.is_silent for speaker in self.speakers)


def said_in(posts: Iterable[tuple[Who, str]]) -> tuple[Counter[Who], Counter[Who]]:
    """Count posts and words by author, from pairs of author and text."""
    count: Counter[Who] = Counter()
    words: Counter[Who] = Counter()
    for author, text in posts:
        count[author] += 1
        words[author] += len(text.split())
    return count, words


def balance_of(forum: ForumPage, number: int) -> Balance:
    """Count what each member of a group has said in its room; the council's posts do not count."""
    members: list[Any] = (
        forum.parent_activity.circle_members(number) if forum.parent_activity else []
    )
    said = Post.objects.filter(
        topic__forum=forum, topic__circle=number, hidden_at=None, author__in=members
    )
    posts, words = said_in(said.values_list("author", "text"))
    speakers = [Speaker(shown_as(member), posts[member.pk], words[member.pk]) for member in members]
    speakers.sort(key=lambda one: (-one.words, -one.posts, one.name))
    return Balance(
        tuple(speakers),
        gini([one.words for one in speakers]),
        gini([one.posts for one in speakers]),
    )
