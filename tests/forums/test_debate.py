"""Topics and posts: who waits, how deep answers go, what can be changed."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core.refusals import Refused
from forums import debate
from forums.models import Post, Topic
from forums.threads import thread_of
from tests.forums.factories import (
    make_forum,
    make_moderator,
    make_officer,
    make_post,
    make_resident,
    make_rule,
    make_topic,
)

pytestmark = pytest.mark.django_db


def test_a_resident_starts_a_topic_of_their_own():
    forum, maya = make_forum(), make_resident()
    topic = debate.open_topic(
        forum=forum, author=maya, title=" Cycle\u200b  parking ", text="Full."
    )
    assert (topic.title, topic.slug, topic.author) == ("Cycle parking", "cycle-parking", maya)
    opening = topic.posts.get()
    assert (opening.is_opening, opening.kind, opening.text, opening.is_held) == (
        True,
        "topic",
        "Full.",
        False,
    )


def test_the_first_three_posts_of_a_new_account_wait():
    topic, newcomer = make_topic(), make_resident("New", posts=0)
    first = debate.reply(topic=topic, author=newcomer, text="One")
    assert first.is_held
    Post.objects.filter(pk=first.pk).update(is_held=False)
    for text in ("Two", "Three"):
        post = debate.reply(topic=topic, author=newcomer, text=text)
        assert post.is_held
        Post.objects.filter(pk=post.pk).update(is_held=False)
    assert not debate.reply(topic=topic, author=newcomer, text="Four").is_held


def test_everything_waits_where_the_forum_says_so_but_not_an_officers_words():
    topic = make_topic(make_forum(policy="pre"))
    assert debate.reply(topic=topic, author=make_resident(), text="One").is_held
    assert not debate.reply(topic=topic, author=make_officer(), text="Two").is_held


def test_answers_go_one_level_in_and_no_deeper():
    topic, maya = make_topic(), make_resident()
    opening = topic.posts.get()
    first = debate.reply(topic=topic, author=maya, text="first", parent=opening)
    second = debate.reply(topic=topic, author=maya, text="second", parent=first)
    third = debate.reply(topic=topic, author=maya, text="third", parent=second)
    assert (first.parent, second.parent, third.parent) == (None, first, first)
    thread = thread_of(topic, maya)
    assert [(p.text, [a.text for a in p.answers]) for p in thread.replies] == [
        ("first", ["second", "third"])
    ]


def test_nobody_answers_what_was_removed_or_stands_elsewhere():
    topic, maya = make_topic(), make_resident()
    removed = make_post(topic, hidden_at=timezone.now(), hidden_under=make_rule())
    for parent in (removed, make_post()):
        with pytest.raises(Refused, match="no longer here"):
            debate.reply(topic=topic, author=maya, text="But", parent=parent)


def test_a_post_changes_for_ten_minutes_and_keeps_its_first_version():
    maya = make_resident()
    post = debate.reply(topic=make_topic(), author=maya, text="At 12 there is a fire")
    with time_machine.travel(timezone.now() + timedelta(minutes=9), tick=False):
        debate.edit_post(post=post, by=maya, text="At 14 there was")
        debate.edit_post(post=post, by=maya, text="At 14 there was a fire")
    post.refresh_from_db()
    assert (post.text, post.first_text) == ("At 14 there was a fire", "At 12 there is a fire")
    assert post.was_edited
    with (
        time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1), tick=False),
        pytest.raises(Refused, match="10 minutes"),
    ):
        debate.edit_post(post=post, by=maya, text="Later")


def test_nobody_changes_anothers_words():
    post = make_post()
    for other in (make_resident("Dai"), make_moderator()):
        with pytest.raises(Refused, match="your own posts"):
            debate.edit_post(post=post, by=other, text="What I say")


@pytest.mark.parametrize(
    ("opens", "closes", "said"), [(1, 2, "This opens"), (-2, -1, "This closed")]
)
def test_a_forum_takes_words_while_it_is_open(opens, closes, said):
    now = timezone.now()
    forum = make_forum(opens_at=now + timedelta(days=opens), closes_at=now + timedelta(days=closes))
    with pytest.raises(Refused, match=said):
        debate.open_topic(forum=forum, author=make_resident(), title="T", text="x")
    with pytest.raises(Refused, match=said):
        debate.reply(topic=make_topic(forum), author=make_resident("Dai"), text="x")


def test_rates_hold_back_who_writes_all_the_time():
    topic, maya = make_topic(), make_resident()
    for number in range(10):
        debate.reply(topic=topic, author=maya, text=str(number))
    with pytest.raises(Refused, match="10 posts in 10 minutes"):
        debate.reply(topic=topic, author=maya, text="11")
    assert Post.objects.filter(topic=topic, is_opening=False).count() == 10


def test_a_post_has_words_and_not_too_many():
    topic = make_topic(make_forum(longest_post=10))
    with pytest.raises(Refused, match="Write your post first"):
        debate.reply(topic=topic, author=make_resident(), text=" \n ")
    with pytest.raises(Refused, match="10 characters"):
        debate.reply(topic=topic, author=make_resident("B"), text="x" * 11)
    assert debate.reply(topic=topic, author=make_resident("C"), text="x" * 10).pk


def test_corrections_are_officers_words_pinned_by_moderators():
    topic, moderator = make_topic(), make_moderator()
    officers = debate.reply(topic=topic, author=make_officer(), text="There are 34 stands.")
    residents = make_post(topic)
    with pytest.raises(Refused, match="Only moderators"):
        debate.pin_correction(post=officers, by=make_resident())
    with pytest.raises(Refused, match="officer's reply"):
        debate.pin_correction(post=residents, by=moderator)
    debate.pin_correction(post=officers, by=moderator)
    assert [post.text for post in thread_of(topic, moderator).pinned] == ["There are 34 stands."]


def test_the_newest_activity_comes_first():
    forum, maya = make_forum(), make_resident()
    now = timezone.now()
    old = make_topic(forum, said_last_at=now - timedelta(hours=2))
    newer = make_topic(forum, said_last_at=now - timedelta(hours=1))
    assert list(Topic.objects.filter(forum=forum).newest_first()) == [newer, old]
    debate.reply(topic=old, author=maya, text="Up")
    assert list(Topic.objects.filter(forum=forum).newest_first()) == [old, newer]


def test_a_closed_topic_takes_no_more():
    topic = make_topic()
    debate.close_topic(topic=topic, by=make_moderator())
    with pytest.raises(Refused, match="closed to new posts"):
        debate.reply(topic=topic, author=make_resident(), text="One more")
