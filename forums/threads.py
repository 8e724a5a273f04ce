"""A topic laid out for one reader: the opening post, corrections on top, replies one level in.

A long topic comes in parts. What of it this reader may see, and in which order, is worked out from
a few columns of every post; the words are read only of those on the part that is shown.
"""

from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property

from forums.access import may_moderate
from forums.models import Post, Topic
from forums.names import Shown, author_of

POSTS_A_PART = 50
COLUMNS = ("pk", "parent_id", "author_id", "is_opening", "is_pinned", "is_held", "hidden_at")


@dataclass
class Outline:
    """Where the posts of a topic stand that one reader may see, each by its number."""

    opening: int | None = None
    pinned: list[int] = field(default_factory=list)
    replies: list[int] = field(default_factory=list)
    answers: dict[int, list[int]] = field(default_factory=dict)  # by the reply they answer
    public: set[int] = field(default_factory=set)

    def add(self, pk: int, parent: int | None, *, is_opening: bool, is_pinned: bool) -> None:
        if is_opening:
            self.opening = pk
        elif is_pinned:
            self.pinned.append(pk)
            if parent is None:
                self.replies.append(pk)
        elif parent is None:
            self.replies.append(pk)
        else:
            self.answers.setdefault(parent, []).append(pk)

    @cached_property
    def in_reading_order(self) -> list[int]:
        """Return every reply, each followed by its answers; what is pinned stands above them."""
        pinned = set(self.pinned)
        order = []
        for reply in self.replies:
            order += [reply] * (reply not in pinned) + self.answers.get(reply, [])
        return order

    @property
    def parts(self) -> Paginator:
        return Paginator(self.in_reading_order, POSTS_A_PART)

    @property
    def count(self) -> int:
        """Count the replies that everybody may read."""
        return len(self.public - {self.opening})

    @property
    def all(self) -> list[int]:
        return [self.opening or 0, *self.pinned, *self.in_reading_order]

    @property
    def newest(self) -> int:
        """Return the last post, to be told what came after it."""
        return max(self.all)

    @property
    def last(self) -> int:
        """Return the reply that was said last, wherever it stands."""
        return max(self.in_reading_order, default=0)

    def part_with(self, pk: int) -> int:
        """Return the part on which a post stands; the opening post and pins lead the first."""
        order = self.in_reading_order
        return order.index(pk) // POSTS_A_PART + 1 if pk in order else 1


def outline_of(topic: Topic, user: Any) -> Outline:
    """Find which posts of a topic this reader may see, and where each stands."""
    judges, outline = may_moderate(user), Outline()
    for row in topic.posts.in_order_said().values_list(*COLUMNS):
        pk, parent, author, is_opening, is_pinned, is_held, hidden_at = row
        is_public = not is_held and hidden_at is None
        is_mine = user.is_authenticated and author == user.pk
        # Where one was published and then removed, readers see that something stood here.
        if not is_held or is_mine or judges:
            outline.add(pk, parent, is_opening=is_opening, is_pinned=is_pinned and is_public)
        if is_public:
            outline.public.add(pk)
    return outline


@dataclass
class Thread:
    """One part of a topic, with the words."""

    outline: Outline
    part: Page
    opening: Post | None = None
    pinned: list[Post] = field(default_factory=list)
    replies: list[Any] = field(default_factory=list)  # each with its answers on this part
    by_pk: dict[int, Any] = field(default_factory=dict)


def thread_of(topic: Topic, user: Any, part: Any = "", also: int = 0) -> Thread:
    """Read a part of a topic; each post knows how it may be shown to this reader.

    `also` is a post that the reader answers: without a part, it is the one on which that stands.
    """
    outline = outline_of(topic, user)
    thread = Thread(outline, outline.parts.get_page(part or outline.part_with(also)))
    shown = list(thread.part)
    parents = {answer: reply for reply, those in outline.answers.items() for answer in those}
    # An answer whose reply stands on the part before says to whom it answers.
    wanted = {outline.opening, *outline.pinned, *shown, *(parents.get(pk) for pk in shown)}
    wanted |= {also} & set(outline.in_reading_order)
    authors: dict[tuple, Shown] = {}
    for post in topic.posts.filter(pk__in=wanted - {None}).with_each_author_once():
        post.topic = topic
        post.is_mine = user.is_authenticated and post.author_id == user.pk
        who = (post.author_id, post.voice, post.is_nameless)
        post.shown_author = authors[who] = authors.get(who) or author_of(post)
        post.may_edit = post.may_be_edited_by(user)
        post.answers, post.is_continued = [], False
        thread.by_pk[post.pk] = post
    thread.opening = thread.by_pk.get(outline.opening or 0)
    thread.pinned = [thread.by_pk[pk] for pk in outline.pinned if pk in thread.by_pk]
    for pk in shown:
        reply = thread.by_pk.get(parents.get(pk, pk))
        if pk not in thread.by_pk or reply is None:
            continue  # taken away since the outline was read
        if not thread.replies or thread.replies[-1] is not reply:
            reply.is_continued = reply.pk != pk
            thread.replies.append(reply)
        if reply.pk != pk:
            reply.answers.append(thread.by_pk[pk])
    return thread
