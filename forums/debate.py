"""What happens in a forum: topics are opened, posts answer them, officers correct facts."""

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core import audit
from core.html import clean_line
from core.rates import allow
from core.refusals import Refused
from forums.access import is_newcomer, may_moderate, may_read_circle
from forums.agenda import refusal_of_part
from forums.live import tell_room
from forums.models import Contribution, ForumPage, Post, Topic, Voice
from forums.names import voice_of
from forums.turns import ask_to_let_others_in

LONGEST_TITLE = 120
POSTS_IN_TEN_MINUTES = 10
TOPICS_A_DAY = 5


@transaction.atomic
def open_topic(
    *,
    forum: ForumPage,
    author,
    title: str,
    text: str,
    nameless: bool = False,
    aim: str = "",
    anyway: bool = False,
) -> Topic:
    """Start a topic with its opening post; a newcomer's waits for a moderator."""
    title = clean_line(title)
    if not title or len(title) > LONGEST_TITLE:
        raise Refused(_("Give your topic a title of 120 characters or fewer."))
    circle = forum.own_circle(author)
    if circle is None and forum.is_by_group and forum.circles_led(author):
        raise Refused(_("You facilitate several groups. Write in the topics of each of them."))
    _refuse_to_write(forum, author, text, circle, anyway)
    if not author.is_staff and not allow(f"topic:{author.pk}", TOPICS_A_DAY, 86_400):
        raise Refused(_("You have started 5 topics today. You can start another tomorrow."))
    topic = Topic.objects.create(
        forum=forum,
        title=title,
        slug=slugify(title)[:80] or "topic",
        author=author,
        circle=circle,
    )
    _say(topic=topic, author=author, text=text, nameless=nameless, aim=aim, is_opening=True)
    return topic


@transaction.atomic
def reply(
    *,
    topic: Topic,
    author,
    text: str,
    parent: Post | None = None,
    nameless: bool = False,
    aim: str = "",
    anyway: bool = False,
) -> Post:
    """Answer a topic, or a post in it; an answer to an answer stands beside it, no deeper.

    Who facilitates a group says what a post is for, its `aim`. Who had most of a group's words
    lately is asked first; with `anyway` they have been.
    """
    if topic.is_closed:
        raise Refused(_("This topic is closed to new posts. You can still read it."))
    if not may_read_circle(author, topic):
        raise Refused(_("This stands in the room of another group."))
    if refusal := refusal_of_part(topic, author):
        raise Refused(refusal)
    _refuse_to_write(topic.forum, author, text, topic.circle, anyway)
    if parent is not None:
        if parent.topic_id != topic.pk or not parent.is_public:
            raise Refused(_("The post that you answer is no longer here."))
        parent = None if parent.is_opening else (parent.parent or parent)
    return _say(topic=topic, author=author, text=text, nameless=nameless, aim=aim, parent=parent)


@transaction.atomic
def edit_post(*, post: Post, by, text: str) -> Post:
    """Change one's own words within ten minutes; the first version is kept."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    if post.author_id != by.pk:
        raise Refused(_("You can change your own posts."))
    if not post.may_be_edited_by(by):
        raise Refused(_("Posts can be changed for 10 minutes. Write another to correct it."))
    _refuse_text(post.topic.forum, text)
    post.first_text = post.first_text or post.text
    post.text, post.edited_at = text.strip(), timezone.now()
    post.save(update_fields=["text", "first_text", "edited_at"])
    if post.voice == Voice.FACILITATOR:
        group, aim = post.topic.circle, post.aim
        audit.record("forums.post.edited", on=post, by=by, group=group, aim=aim)
    return post


@transaction.atomic
def pin_correction(*, post: Post, by, pinned: bool = True) -> Post:
    """Keep an officer's correction of facts on top of its topic."""
    if not may_moderate(by):
        raise Refused(_("Only moderators pin corrections."))
    if not post.may_be_pinned:
        raise Refused(_("Only an officer's reply can be pinned as a correction."))
    post.is_pinned = pinned
    post.save(update_fields=["is_pinned"])
    audit.record("forums.post.pinned", on=post, by=by, pinned=pinned)
    return post


@transaction.atomic
def close_topic(*, topic: Topic, by, closed: bool = True) -> Topic:
    """Take no more posts in a topic, or take them again."""
    if not may_moderate(by):
        raise Refused(_("Only moderators close topics."))
    topic.is_closed = closed
    topic.save(update_fields=["is_closed"])
    audit.record("forums.topic.closed", on=topic, by=by, closed=closed)
    return topic


def _refuse_to_write(forum: ForumPage, author, text: str, circle: int | None, anyway: bool) -> None:
    if refusal := forum.refusal_for(author):
        raise Refused(refusal)
    _refuse_text(forum, text)
    if circle is not None and not anyway:
        ask_to_let_others_in(forum, circle, author)
    if not author.is_staff and not allow(f"post:{author.pk}", POSTS_IN_TEN_MINUTES, 600):
        raise Refused(_("You have written 10 posts in 10 minutes. Wait a little, then send it."))


def _refuse_text(forum: ForumPage, text: str) -> None:
    if not text.strip():
        raise Refused(_("Write your post first."))
    if len(text.strip()) > forum.longest_post:
        longest = f"{forum.longest_post:,}"
        raise Refused(_("Use %(count)s characters or fewer.") % {"count": longest})


def _say(*, topic: Topic, author, text: str, aim: str, **fields) -> Post:
    is_opening = fields.get("is_opening", False)
    nameless = fields.pop("nameless")
    leads = topic.circle is not None and topic.circle in topic.forum.circles_led(author)
    if leads and aim not in Post.Aim.values:
        raise Refused(
            _("Say what your post is for. Who facilitates gives no opinion of their own.")
        )
    needs_reading = topic.forum.policy == ForumPage.Policy.PRE and not author.is_staff
    post = Post.objects.create(
        kind=Contribution.Kind.TOPIC if is_opening else Contribution.Kind.POST,
        topic=topic,
        author=author,
        voice=Voice.FACILITATOR if leads else voice_of(author),
        is_nameless=nameless,
        text=text.strip(),
        is_held=needs_reading or is_newcomer(author),
        aim=aim if leads else "",
        is_pinned=leads and aim == Post.Aim.FACT and not is_opening,
        **fields,
    )
    if leads:
        audit.record(
            "forums.post.facilitated", on=post, by=author, group=topic.circle, aim=post.aim
        )
    if not post.is_held:
        refresh_activity(topic)
        tell_room(topic.forum_id, topic.circle, "post")
    return post


def refresh_activity(topic: Topic) -> None:
    """Note when something public was last said, for the order of topics."""
    newest = topic.posts.filter(is_held=False, hidden_at=None).order_by("-said_at").first()
    topic.said_last_at = newest.said_at if newest else topic.opened_at
    topic.save(update_fields=["said_last_at"])
