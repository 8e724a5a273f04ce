"""A topic laid out for one reader: the opening post, corrections on top, replies one level in."""

from dataclasses import dataclass, field

from forums.access import may_moderate
from forums.models import Post, Topic
from forums.names import Shown, author_of


@dataclass
class Thread:
    opening: Post | None = None
    pinned: list[Post] = field(default_factory=list)
    replies: list[Post] = field(default_factory=list)
    by_pk: dict[int, Post] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(post.is_public and not post.is_opening for post in self.by_pk.values())


def thread_of(topic: Topic, user) -> Thread:
    """Read a whole topic at once; each post knows how it may be shown to this reader."""
    judges = may_moderate(user)
    thread = Thread()
    answers: dict[int, list[Post]] = {}
    authors: dict[tuple, Shown] = {}
    for post in topic.posts.with_each_author_once().in_order_said():
        post.is_mine = user.is_authenticated and post.author_id == user.pk
        if not (post.is_public or post.is_removed or post.is_mine or judges):
            continue
        post.topic = topic
        who = (post.author_id, post.voice, post.is_nameless)
        post.shown_author = authors[who] = authors.get(who) or author_of(post)
        post.may_edit = post.may_be_edited_by(user)
        post.answers = answers.setdefault(post.pk, [])
        thread.by_pk[post.pk] = post
        if post.is_opening:
            thread.opening = post
    for post in thread.by_pk.values():
        if post.is_opening:
            continue
        if post.is_pinned and post.is_public:
            thread.pinned.append(post)
        elif post.parent_id in thread.by_pk:
            answers[post.parent_id].append(post)
        elif post.parent_id is None:
            thread.replies.append(post)
    return thread
