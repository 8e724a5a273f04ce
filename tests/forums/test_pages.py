"""Pages and files: what they say, how many queries they cost, and forms without scripts."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from forums import exports
from forums.models import Post, Question, Report
from tests.consultations.factories import make_consultation
from tests.forums.factories import (
    make_answer,
    make_expert,
    make_forum,
    make_moderator,
    make_officer,
    make_post,
    make_question,
    make_resident,
    make_rule,
    make_session,
    make_support,
    make_topic,
)
from tests.polls.factories import make_poll, make_questionnaire

pytestmark = pytest.mark.django_db
State = Question.State


def page(client, address):
    return client.get(address).content.decode()


# ---- what it costs -------------------------------------------------------------------------


def count(client, address, django_assert_max_num_queries, limit):
    client.get(address)
    with django_assert_max_num_queries(limit) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_a_topic_of_two_hundred_posts_costs_twelve_queries(client, django_assert_max_num_queries):
    topic, author = make_topic(), make_resident(posts=0)
    for number in range(200):
        make_post(topic, author=author, text=f"post {number}")
    count(client, topic.get_absolute_url(), django_assert_max_num_queries, 12)


@pytest.mark.parametrize("kind", ["topic", "forum", "session", "desk", "queue", "events", "feed"])
def test_more_rows_cost_no_more_queries(client, django_assert_max_num_queries, kind):
    moderator = make_moderator()
    if kind in ("desk", "queue"):
        client.force_login(moderator)
    topic, session = make_topic(), make_session(experts=[make_expert()])
    address = {
        "topic": topic.get_absolute_url(),
        "forum": topic.forum.url,
        "session": session.url,
        "desk": reverse("forums:desk", args=[session.pk]),
        "queue": reverse("forums:moderation"),
        "events": reverse("forums:events", args=[session.pk]) + "?after=0",
        "feed": reverse("forums:topic_feed", args=[topic.forum_id]),
    }[kind]

    def add_one():
        author = make_resident("Person", posts=0)
        make_topic(topic.forum, author=author)
        post = make_post(topic, author=author)
        make_post(topic, author=author, parent=post, is_held=True)
        Report.objects.create(
            contribution=post, category="spam", due_at=timezone.now() + timedelta(days=1)
        )
        make_support(make_question(session, author=author), moderator)
        for state in (State.ANSWERED, State.LIVE, State.PENDING):
            question = make_question(session, author=author, state=state)
            make_answer(question, published_at=timezone.now())

    add_one()
    one = count(client, address, django_assert_max_num_queries, 40)
    add_one()
    add_one()
    assert count(client, address, django_assert_max_num_queries, 40) == one


# ---- what it says --------------------------------------------------------------------------


def test_a_session_says_where_it_stands(client):
    now, hour = timezone.now(), timedelta(hours=1)
    before = page(client, make_session(opens_at=now + 50 * hour, closes_at=now + 51 * hour).url)
    assert "This starts in 2 days" in before
    assert "You can send your question now" in before
    live = page(client, make_session().url)
    assert "Live until" in live
    assert '<ol class="log" data-log></ol>' in live
    ended = make_session(opens_at=now - 2 * hour, closes_at=now - hour)
    make_question(ended, text="Left over")
    after = page(client, ended.url)
    assert "1 question is being answered in writing until" in after
    assert "Not answered in the session" in after
    assert "data-ask" not in after


@pytest.mark.parametrize(
    ("minutes", "left"),
    [
        (1, "1 minute left"),
        (59, "59 minutes left"),
        (60, "1 hour left"),
        (194, "3 hours and 14 minutes left"),
        (49 * 60, "2 days left"),
    ],
)
def test_the_desk_says_hours_and_days_of_what_is_left(client, minutes, left):
    # Half a minute less than it, for as long as the page takes.
    ends = timezone.now() + timedelta(minutes=minutes, seconds=-30)
    client.force_login(make_moderator())
    session = make_session(closes_at=ends, experts=[make_expert()])
    assert f"<b>{left}</b>" in page(client, reverse("forums:desk", args=[session.pk]))


def test_the_desk_says_in_hours_how_long_a_question_has_waited(client):
    session = make_session(experts=[make_expert()])
    question = make_question(session, state=State.PENDING)
    Question.objects.filter(pk=question.pk).update(
        said_at=timezone.now() - timedelta(hours=2, minutes=5)
    )
    client.force_login(make_moderator())
    desk = page(client, reverse("forums:desk", args=[session.pk]))
    assert "waits 2 hours and 5 minutes" in desk


def test_who_may_not_enter_sees_that_it_is_live_and_why_not(client):
    poll = make_poll("before")
    session = make_session(parent=poll, experts=[make_expert()])
    make_question(session, text="Where did the traffic go?")

    found = page(client, session.url)

    assert "Live until" in found
    assert "Starts at" not in found
    assert "Helen Osei" in found
    assert "give your first answers. Then this opens to you." in found
    assert "Where did the traffic go?" not in found
    assert f'href="/account/login/?next={session.url}"' in found
    assert 'href="/join/"' in found
    assert f'<li><a href="{poll.url}">' in found  # the way back
    client.force_login(make_resident())
    assert f'<a class="btn" href="{poll.url}">See your next step</a>' in page(client, session.url)


def test_asking_works_without_scripts_and_with(client):
    session, maya = make_session(slow_seconds=60), make_resident()
    client.force_login(maya)
    address = reverse("forums:ask", args=[session.pk])
    answer = client.post(address, {"text": "Why?", "nameless": "on"}, follow=True)
    assert "Your question is in. A moderator reads it first" in answer.content.decode()
    assert session.questions.get().is_nameless
    answer = client.post(address, {"text": "And why <b>not</b>?"})
    assert answer.status_code == 422
    assert "And why &lt;b&gt;not&lt;/b&gt;?" in answer.content.decode()
    answer = client.post(address, {"text": "Again"}, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["message"].startswith("You can send the next question in ")


def test_support_works_without_scripts_and_with(client):
    question = make_question()
    client.force_login(make_resident("Dai"))
    address = reverse("forums:support", args=[question.pk])
    assert client.post(address).status_code == 302
    assert 'aria-pressed="true"' in page(client, question.session.url)
    as_json = {"Accept": "application/json"}
    assert client.post(address, {"back": "1"}, headers=as_json).json() == {
        "ok": True,
        "support": 0,
    }


def test_who_supports_signed_out_comes_back_to_the_question(client):
    question = make_question()
    address = reverse("forums:support", args=[question.pk])
    answer = client.post(address)
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"/login/?next={address}")
    client.force_login(make_resident("Dai"))
    assert client.get(address)["Location"].endswith(f"#question-{question.pk}")
    assert question.supports.count() == 0


def test_a_posts_page_says_that_it_is_not_a_response(client):
    consultation = make_consultation()
    forum = make_forum(consultation)
    assert "Posts are not counted as responses." in page(client, forum.url)
    assert "Posts are not counted as responses." in page(
        client, make_topic(forum).get_absolute_url()
    )


@pytest.mark.parametrize(("days", "is_led"), [(2, True), (-2, False)])
def test_only_questions_that_are_open_are_led_to(client, days, is_led):
    consultation = make_consultation()
    closes = timezone.now() + timedelta(days=days)
    make_questionnaire(parent=consultation, opens_at=closes - timedelta(days=3), closes_at=closes)
    topic = make_topic(make_forum(consultation))
    assert ("Answer the questions" in page(client, topic.get_absolute_url())) == is_led


def test_nobody_is_asked_to_sign_in_to_what_has_closed(client):
    forum = make_forum(closes_at=timezone.now() - timedelta(days=1))
    topic = make_topic(forum)
    for address in (forum.url, topic.get_absolute_url()):
        words = page(client, address)
        assert "This closed" in words
        assert 'class="onward"' not in words


def test_a_topic_stands_in_its_own_breadcrumbs(client):
    topic = make_topic(title="Buses in the evening")
    assert '<li aria-current="page">Buses in the evening</li>' in page(
        client, topic.get_absolute_url()
    )


@pytest.mark.parametrize(("interests", "said"), [("nothing", 1), ("", 0)])
def test_an_expert_who_was_asked_nothing_declares_nothing(client, interests, said):
    session = make_session(experts=[make_expert()])
    session.experts.update(interests=interests)
    assert page(client, session.url).count("Declares:") == said


def test_support_is_named_where_there_is_some(client):
    session = make_session()
    make_question(session, text="Nobody else asks?", state=State.ANSWERED)
    make_question(session, text="Two ask?", state=State.ANSWERED, final_support=2)
    words = page(client, session.url)
    assert "0 support" not in words
    assert "asked · 2 support" in words


def test_a_post_that_is_too_long_is_told_by_how_much_in_figures_as_people_write_them(client):
    topic = make_topic()
    client.force_login(make_resident("Dai"))
    answer = client.post(reverse("forums:reply", args=[topic.pk]), {"text": "x" * 3001})
    assert answer.status_code == 422
    words = answer.content.decode()
    assert "Use 3,000 characters or fewer" in words
    assert "You can enter up to 3,000 characters" in words


def test_the_session_leads_to_where_the_name_is_changed(client):
    client.force_login(make_resident("Dai"))
    assert '<a href="/account/details/">Change how I am shown</a>' in page(
        client, make_session().url
    )


def test_hostile_words_are_words_on_every_page(client):
    hostile = "<img src=x onerror=alert(1)>"
    author = make_resident(hostile, posts=0)
    topic = make_topic(title=hostile, text=hostile, author=author)
    session = make_session(title=hostile, experts=[make_expert(hostile)])
    for state in (State.APPROVED, State.LIVE, State.ANSWERED, State.PENDING):
        question = make_question(session, text=hostile, author=author, state=state)
        make_answer(question, text=hostile, source=hostile, published_at=timezone.now())
    post = make_post(topic, text=hostile, author=author, is_held=True)
    client.force_login(make_moderator(hostile))
    for address in (
        topic.forum.url,
        topic.get_absolute_url(),
        session.url,
        reverse("forums:desk", args=[session.pk]),
        reverse("forums:screen", args=[session.pk]),
        reverse("forums:moderation"),
        reverse("forums:events", args=[session.pk]) + "?after=0",
        reverse("forums:topic_feed", args=[topic.forum_id]),
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "<img src=x" not in answer.content.decode(), address
    assert post.is_held


def test_reporting_takes_two_steps_and_gives_a_reference(client):
    post = make_post(text="Buy my sofa")
    address = reverse("forums:report", args=[post.pk])
    assert "Buy my sofa" in page(client, address)
    answer = client.post(address, {"category": "spam", "text": "He sells sofas"})
    report = Report.objects.get()
    assert report.reference in answer.content.decode()
    assert client.post(address, {"category": "nonsense"}).status_code == 422


def test_the_queue_hides_many_and_offers_to_undo(client):
    moderator, rule = make_moderator(), make_rule()
    posts = [make_post(is_held=True) for _number in range(2)]
    client.force_login(moderator)
    sent = {"chosen": [post.pk for post in posts], "act": "hide", "rule": rule.pk}
    answer = client.post(reverse("forums:decide"), sent, follow=True).content.decode()
    assert "2 items removed." in answer
    assert "The queue is empty." in answer
    address = reverse("forums:undo")
    sent = {"item": [post.pk for post in posts]}
    assert client.get(address, sent).status_code == 200
    assert Post.objects.filter(hidden_at=None, topic__in=[p.topic for p in posts]).count() == 2
    client.post(address, sent)
    assert all(Post.objects.get(pk=post.pk).hidden_at is None for post in posts)


def test_the_queue_asks_for_a_rule(client):
    post = make_post(is_held=True)
    client.force_login(make_moderator())
    sent = {"one": f"hide-{post.pk}", f"rule-{post.pk}": ""}
    answer = client.post(reverse("forums:decide"), sent, follow=True)
    assert "Choose the rule that this breaks." in answer.content.decode()
    assert Post.objects.get(pk=post.pk).hidden_at is None


def test_officers_speak_with_a_badge(client):
    topic = make_topic()
    make_post(topic, author=make_officer(), voice="council", text="34 stands", is_pinned=True)
    shown = page(client, topic.get_absolute_url())
    assert "Nadia Karim" in shown
    assert '<span class="badge">Council</span>' in shown
    assert '<span class="badge">Correction</span>' in shown


# ---- files ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+44", "'+44"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\t=1", "'\t=1"),
        ("＝1+1", "'＝1+1"),
        ("\u200b=1", "'=1"),
        ("5 = 5", "5 = 5"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(text, cell):
    assert exports.cell_of(text) == cell


def test_the_transcript_holds_what_was_published_and_no_more(client):
    session = make_session()
    at = timezone.now() - timedelta(minutes=5)
    maya = make_resident("Maya", posts=0)
    answered = make_question(session, author=maya, text="=Why?", state=State.ANSWERED, at=at)
    make_answer(answered, text="Because.", published_at=at)
    make_answer(answered, text="A draft")
    make_question(session, author=maya, text="Left over", is_nameless=True)
    make_question(session, text="Pending", state=State.PENDING)
    answer = client.get(reverse("forums:transcript", args=[session.pk]))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    ward = maya.membership.ward.name
    assert {
        (row["question"], row["asked_by"], row["answer"], row["answered_by"]) for row in rows
    } == {
        ("'=Why?", f"Maya, {ward}", "Because.", "Helen Osei"),
        ("Left over", f"A resident of {ward}", "", ""),
    }
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
