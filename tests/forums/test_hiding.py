"""What is not public is nowhere: make something that could leak, then try every way out."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from forums import chats, moderation
from forums.live import public_audience
from forums.models import Question
from polls.models import DeliberativePollPage
from tests.consultations.factories import make_consultation
from tests.forums.factories import (
    make_answer,
    make_expert,
    make_forum,
    make_moderator,
    make_post,
    make_question,
    make_resident,
    make_rule,
    make_session,
    make_topic,
)

pytestmark = pytest.mark.django_db
State = Question.State
SECRET = "the-secret-words"


def ways_to_read_a_session(session) -> dict[str, str]:
    return {
        "page": session.url,
        "page, all": f"{session.url}?all",
        "events": f"{reverse('forums:events', args=[session.pk])}?after=0",
        "screen": reverse("forums:screen", args=[session.pk]),
        "transcript": reverse("forums:transcript", args=[session.pk]),
    }


def ways_to_read_a_forum(topic) -> dict[str, str]:
    return {
        "list": topic.forum.url,
        "topic": topic.get_absolute_url(),
        "feed": reverse("forums:topic_feed", args=[topic.forum_id]),
    }


def leaks(ways, user=None) -> set[str]:
    client = Client()
    if user:
        client.force_login(user)
    return {
        name for name, address in ways.items() if SECRET in client.get(address).content.decode()
    }


def test_the_ways_out_show_what_is_public():
    """Otherwise the tests below could not fail."""
    session = make_session(experts=[make_expert()])
    question = make_question(session, state=State.PENDING, text=SECRET)
    chats.approve(question=question, by=make_moderator())
    assert leaks(ways_to_read_a_session(session)) == set(ways_to_read_a_session(session))
    topic = make_topic(title=SECRET, text=SECRET)
    assert leaks(ways_to_read_a_forum(topic)) == {"list", "topic", "feed"}


@pytest.mark.parametrize("state", [State.PENDING, State.DECLINED, State.MERGED, State.WITHDRAWN])
def test_a_question_that_is_not_public_is_nowhere(state):
    session = make_session()
    fields = {
        State.DECLINED: {"declined_because": "elsewhere"},
        State.MERGED: {"merged_into": make_question(session)},
    }.get(state, {})
    make_question(session, state=state, text=SECRET, **fields)
    for user in (None, make_resident("Dai")):
        assert leaks(ways_to_read_a_session(session), user) == set()


@pytest.mark.parametrize("state", [State.APPROVED, State.LIVE, State.ANSWERED])
def test_a_hidden_question_is_nowhere_though_its_event_stands(state):
    session, moderator = make_session(), make_moderator()
    question = make_question(session, state=State.PENDING, text=SECRET)
    chats.approve(question=question, by=moderator)
    Question.objects.filter(pk=question.pk).update(state=state, answered_at=timezone.now())
    make_answer(question, text=SECRET, published_at=timezone.now())
    chats.hide(question=question, rule=make_rule(), by=moderator)
    for user in (None, make_resident("Dai")):
        assert leaks(ways_to_read_a_session(session), user) == set()
    events = Client().get(ways_to_read_a_session(session)["events"]).json()["events"]
    assert [(event["question"], event["place"], event["html"]) for event in events] == [
        (question.pk, "gone", "")
    ]


def test_an_unpublished_answer_is_nowhere():
    session = make_session()
    question = make_question(session, state=State.PENDING, text="Public")
    chats.approve(question=question, by=make_moderator())
    make_answer(question, text=SECRET)
    assert leaks(ways_to_read_a_session(session)) == set()


def test_experts_read_no_pending_question_and_no_name():
    expert = make_expert()
    session = make_session(experts=[expert])
    make_question(session, state=State.PENDING, text=SECRET)
    make_question(session, author=make_resident("Nomen"), text="Approved")
    client = Client()
    client.force_login(expert)
    desk = client.get(reverse("forums:desk", args=[session.pk])).content.decode()
    assert "Approved" in desk
    assert SECRET not in desk
    assert "Nomen" not in desk


def test_held_and_removed_posts_are_nowhere_but_a_removed_one_leaves_its_mark():
    topic, author = make_topic(), make_resident()
    make_post(topic, author=author, text=SECRET, is_held=True)
    shown = make_post(topic, author=author, text=SECRET)
    moderation.hide(contribution=shown, rule=make_rule(), by=make_moderator())
    for user in (None, make_resident("Dai")):
        assert leaks(ways_to_read_a_forum(topic), user) == set()
    page = Client().get(topic.get_absolute_url()).content.decode()
    assert page.count("Removed by a moderator: names a private person (rule 4).") == 1
    assert "/appeal/" not in page
    own = Client()
    own.force_login(author)
    page = own.get(topic.get_absolute_url()).content.decode()
    assert "Only you can see this. It is waiting for a moderator." in page
    assert f"/contributions/{shown.pk}/appeal/" in page


def test_a_held_topic_is_nowhere():
    topic = make_topic(title=SECRET, text=SECRET, is_held=True)
    for user in (None, make_resident("Dai")):
        assert leaks(ways_to_read_a_forum(topic), user) == set()
    assert Client().get(topic.get_absolute_url()).status_code == 404
    assert "list" in leaks(ways_to_read_a_forum(topic), topic.author)


def test_what_is_hidden_cannot_be_reported_or_answered_into_view():
    post = make_post(text=SECRET, is_held=True)
    assert Client().get(reverse("forums:report", args=[post.pk])).status_code == 404


def test_pages_behind_a_sign_in_are_nowhere():
    session, topic = make_session(), make_topic(title=SECRET, text=SECRET)
    make_question(session, text=SECRET)
    for page in (session, topic.forum):
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert leaks(ways_to_read_a_session(session)) == set()
    assert leaks(ways_to_read_a_forum(topic)) == set()


@pytest.fixture
def closed_gate(monkeypatch):
    """A deliberative poll that lets nobody in yet."""
    monkeypatch.setattr(
        DeliberativePollPage,
        "refusal_to_enter",
        lambda self, user: "Answer the questions first.",
    )
    now = timezone.now()
    return make_consultation().add_child(
        instance=DeliberativePollPage(
            title="Poll",
            slug="poll",
            before_opens_at=now,
            before_closes_at=now + timedelta(days=1),
            after_opens_at=now + timedelta(days=2),
            after_closes_at=now + timedelta(days=3),
        )
    )


def test_before_ones_first_answers_everything_inside_is_closed(closed_gate):
    session, forum = make_session(closed_gate), make_forum(closed_gate)
    make_question(session, text=SECRET)
    topic = make_topic(forum, title=SECRET, text=SECRET)
    member = make_resident("Dai")
    for user in (None, member):
        assert leaks(ways_to_read_a_session(session), user) == set()
        assert leaks(ways_to_read_a_forum(topic), user) == set()
    client = Client()
    client.force_login(member)
    assert "Answer the questions first." in client.get(session.url).content.decode()
    assert client.post(reverse("forums:ask", args=[session.pk]), {"text": "x"}).status_code == 403
    assert client.post(reverse("forums:reply", args=[topic.pk]), {"text": "x"}).status_code == 403
    moderator = make_moderator()
    assert "page" in leaks(ways_to_read_a_session(session), moderator)


def test_the_public_audience_hears_no_words_of_what_is_not_public(
    monkeypatch, django_capture_on_commit_callbacks
):
    heard = []
    monkeypatch.setattr(
        "core.live.broadcast.hub.announce", lambda audience, event: heard.append((audience, event))
    )
    session, moderator = make_session(), make_moderator()
    with django_capture_on_commit_callbacks(execute=True):
        question = chats.ask(session=session, author=make_resident(), text=SECRET)
        chats.decline(question=question, reason="elsewhere", by=moderator)
        other = chats.ask(session=session, author=make_resident("B"), text="Public words")
        chats.approve(question=other, by=moderator)
    public = [event for audience, event in heard if audience == public_audience(session.pk)]
    assert SECRET not in json.dumps(heard)
    assert [(event["question"], event["place"]) for event in public] == [(other.pk, "waiting")]
    assert "Public words" in public[0]["html"]


def test_visible_to_says_the_same_for_everybody():
    question = make_question(state=State.PENDING)
    for user in (AnonymousUser(), question.author, make_moderator()):
        assert not Question.objects.visible_to(user).exists()
