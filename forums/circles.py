"""A small group as its facilitator sees it: who is there, who speaks and how much, who is stuck.

Of answers nothing is here. Ages are shown by sums alone, and only where nobody's share can be told
from them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.utils import timezone

from analysis.group_dynamics import gini
from consultations.attending import here_now
from core.at_once import read_at_once
from forums.models import ForumPage, Post
from forums.names import shown_as

Who = TypeVar("Who", int, str)  # an account's number, or a key


@dataclass(frozen=True)
class Speaker:
    """One member of a group: posts and words, never an answer."""

    name: str
    posts: int
    words: int
    share: float = 0.0  # of all words of the group, from 0 to 1
    last_at: datetime | None = None
    is_here: bool = False
    is_quiet: bool = False  # for as long as the room calls silence
    missed: str = ""  # what they have not read yet, in words

    @property
    def is_silent(self) -> bool:
        return not self.posts

    @property
    def percent(self) -> int:
        return round(self.share * 100)


@dataclass(frozen=True)
class Share:
    """The part that some members have in a group and in its words, in whole per cent."""

    group: str
    of_members: int  # per cent
    of_words: int


@dataclass(frozen=True)
class Balance:
    """A group at a glance: 0 is all alike, towards 1 all by one person."""

    speakers: tuple[Speaker, ...]
    gini_words: float
    gini_posts: float
    ages: tuple[Share, ...] = ()

    @property
    def silent(self) -> int:
        return sum(speaker.is_silent for speaker in self.speakers)

    @property
    def has_begun(self) -> bool:
        """Say whether anybody has spoken: of silence there is no balance."""
        return any(speaker.posts for speaker in self.speakers)

    @property
    def here(self) -> int:
        return sum(speaker.is_here for speaker in self.speakers)


def said_in(posts: Iterable[tuple[Who, str]]) -> tuple[Counter[Who], Counter[Who]]:
    """Count posts and words by author, from pairs of author and text."""
    count: Counter[Who] = Counter()
    words: Counter[Who] = Counter()
    for author, text in posts:
        count[author] += 1
        words[author] += len(text.split())
    return count, words


def balance_of(forum: ForumPage, number: int, *, threshold: int = 0) -> Balance:
    """Count what each member of a group has said in its room; the council's posts do not count.

    Shares by age are of groups of at least `threshold` people alone.
    """
    poll = forum.parent_activity
    members: list[Any] = poll.circle_members(number) if poll else []
    said = Post.objects.filter(
        topic__forum=forum, topic__circle=number, hidden_at=None, author__in=members
    )
    keys = {member.pk: poll.key_of_member(member) for member in members} if poll else {}
    rows = said.order_by("said_at").values_list("author", "text", "said_at")
    here = here_now(forum, keys.values())
    read_at_once(rows, here)
    present = set(here)
    posts, words = said_in((author, text) for author, text, _at in rows)
    last = {author: at for author, _text, at in rows}
    missed = poll.steps_missed(members) if poll else {}
    silent_since = timezone.now() - timedelta(hours=forum.silent_hours or 48)
    total = words.total()
    speakers = [
        Speaker(
            name=shown_as(member),
            posts=posts[member.pk],
            words=words[member.pk],
            share=words[member.pk] / total if total else 0.0,
            last_at=last.get(member.pk),
            is_here=keys[member.pk] in present,
            is_quiet=member.pk in last and last[member.pk] < silent_since,
            missed=missed.get(member.pk, ""),
        )
        for member in members
    ]
    speakers.sort(key=lambda one: (-one.words, -one.posts, one.name))
    return Balance(
        tuple(speakers),
        gini([one.words for one in speakers]),
        gini([one.posts for one in speakers]),
        shares_by_age(members, words, threshold),
    )


def shares_by_age(members: list[Any], words: Counter[int], threshold: int) -> tuple[Share, ...]:
    """Return each age group's part in members and words; nothing where any is too small to show."""
    ages = {member.pk: str(member.membership.get_age_band_display()) for member in members}
    there = Counter(ages.values())
    if not there or not words.total() or min(there.values()) < max(threshold, 2):
        return ()
    said: Counter[str] = Counter()
    for pk, age in ages.items():
        said[age] += words[pk]
    return tuple(
        Share(age, round(100 * there[age] / len(ages)), round(100 * said[age] / words.total()))
        for age in sorted(there)
    )
