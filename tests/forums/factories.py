"""Forums and live sessions for tests, with the people in them."""

from datetime import timedelta

from django.contrib.auth.models import Permission
from django.utils import timezone

from forums.models import (
    ExpertSessionPage,
    ForumPage,
    Post,
    Question,
    Reply,
    Room,
    Rule,
    SessionExpert,
    Statement,
    StatementsPage,
    Support,
    Topic,
    Voice,
)
from tests.consultations.factories import make_consultation
from tests.panel.factories import make_membership, make_user

HOUR = timedelta(hours=1)


def make_resident(display_name="Maya", *, posts=3, **fields):
    """Return a member who has written before, so that nothing of theirs waits."""
    user = make_membership(user=make_user(display_name=display_name, **fields)).user
    if posts:
        for number in range(posts):
            Post.objects.create(
                kind="post",
                topic=archive(),
                author=user,
                text=f"An older post {number}",
                said_at=timezone.now() - timedelta(days=90),
            )
    return user


def archive() -> Topic:
    """Return a topic of an old forum, where people wrote before."""
    topic = Topic.objects.filter(slug="archive").first()
    if topic is None:
        topic = Topic.objects.create(forum=make_forum(), title="Archive", slug="archive")
    return topic


def make_moderator(first_name="Priya", **fields):
    user = make_user(first_name=first_name, last_name="Shah", is_staff=True, **fields)
    user.user_permissions.add(Permission.objects.get(codename="moderate_contribution"))
    return type(user).objects.get(pk=user.pk)


def make_officer(**fields):
    return make_user(first_name="Nadia", last_name="Karim", is_staff=True, **fields)


def make_forum(parent=None, **fields) -> ForumPage:
    """Return a forum that is open now."""
    number = ForumPage.objects.count() + 1
    now = timezone.now()
    defaults = {
        "title": f"Talk about the trial streets {number}",
        "slug": f"forum-{number}",
        "opens_at": now - 24 * HOUR,
        "closes_at": now + 24 * HOUR,
        "owner_name": "Nadia Karim",
    }
    parent = parent or make_consultation()
    return parent.add_child(instance=ForumPage(**defaults | fields))


def make_topic(forum=None, *, author=None, text="What I think of it", **fields) -> Topic:
    """Return a topic with its opening post, published."""
    forum = forum or make_forum()
    author = author or make_resident(posts=0)
    number = Topic.objects.count() + 1
    held = fields.pop("is_held", False)
    defaults = {"title": f"Cycle parking {number}", "slug": f"cycle-parking-{number}"}
    topic = Topic.objects.create(forum=forum, author=author, **defaults | fields)
    Post.objects.create(
        kind="topic", topic=topic, author=author, text=text, is_opening=True, is_held=held
    )
    return topic


def make_post(topic=None, *, author=None, text="I agree with the first part", **fields) -> Post:
    topic = topic or make_topic()
    author = author or make_resident(posts=0)
    return Post.objects.create(kind="post", topic=topic, author=author, text=text, **fields)


def make_session(parent=None, *, experts=(), **fields) -> ExpertSessionPage:
    """Return a session that is live now, for another hour."""
    number = ExpertSessionPage.objects.count() + 1
    now = timezone.now()
    defaults = {
        "title": f"Ask the experts {number}",
        "slug": f"session-{number}",
        "opens_at": now - HOUR,
        "closes_at": now + HOUR,
        "slow_seconds": 0,
    }
    parent = parent or make_consultation()
    page = parent.add_child(instance=ExpertSessionPage(**defaults | fields))
    for user in experts:
        SessionExpert.objects.create(
            session=page, user=user, name=user.get_full_name(), role="Researcher"
        )
    Room.objects.create(session=page)
    return ExpertSessionPage.objects.get(pk=page.pk)


def make_expert(first_name="Helen", **fields):
    return make_user(first_name=first_name, last_name="Osei", **fields)


def make_question(session=None, *, author=None, text="Where did the traffic go?", **fields):
    """Return a question in any state; approved unless told."""
    state = fields.pop("state", Question.State.APPROVED)
    moment = fields.pop("at", timezone.now())
    defaults = {"is_held": state in (Question.State.PENDING, Question.State.DECLINED)}
    if state in Question.PUBLIC:
        defaults["approved_at"] = moment
    if state in (Question.State.LIVE, Question.State.ANSWERED):
        defaults["live_at"] = moment
    if state == Question.State.ANSWERED:
        defaults |= {"answered_at": moment, "final_support": 0}
    return Question.objects.create(
        kind="question",
        session=session or make_session(),
        author=author or make_resident(posts=0),
        text=text,
        state=state,
        **defaults | fields,
    )


def make_support(question, *users):
    Support.objects.bulk_create(Support(question=question, user=user) for user in users)


def make_answer(question, *, author=None, text="Most of it went nowhere.", **fields) -> Reply:
    author = author or make_expert()
    defaults = {"shown_name": author.get_full_name(), "badge": "expert"}
    return Reply.objects.create(question=question, author=author, text=text, **defaults | fields)


def make_rule(number=4, title="names a private person") -> Rule:
    return Rule.objects.get_or_create(number=number, defaults={"title": title})[0]


def make_statements_page(parent=None, **fields) -> StatementsPage:
    """Return a page of statements that is open now, without any."""
    number = StatementsPage.objects.count() + 1
    now = timezone.now()
    defaults = {
        "title": f"What matters in the centre {number}",
        "slug": f"statements-{number}",
        "opens_at": now - 24 * HOUR,
        "closes_at": now + 24 * HOUR,
    }
    parent = parent or make_consultation()
    return parent.add_child(instance=StatementsPage(**defaults | fields))


def make_statement(page=None, text="The city needs a tram.", *, author=None, **fields) -> Statement:
    """Return a statement that everybody may read: a member's, or the council's own."""
    return Statement.objects.create(
        kind="statement",
        page=page or make_statements_page(),
        author=author,
        text=text,
        is_nameless=True,
        is_seed=author is None,
        voice=Voice.RESIDENT if author else Voice.COUNCIL,
        **fields,
    )


__all__ = [name for name in dir() if name.startswith("make_")] + ["Voice"]
