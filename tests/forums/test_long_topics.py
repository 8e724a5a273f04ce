"""A topic that is too long for one page comes in parts, and every post keeps an address."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forums.threads import POSTS_A_PART, outline_of
from tests.forums.factories import make_moderator, make_post, make_resident, make_topic

pytestmark = pytest.mark.django_db


def say(topic, count, **fields):
    """Write posts one minute apart, oldest first."""
    begun = timezone.now() - timedelta(days=1)
    author = make_resident(posts=0)
    return [
        make_post(
            topic, author=author, text=f"Said {n}.", said_at=begun + timedelta(minutes=n), **fields
        )
        for n in range(count)
    ]


def shown(client, address) -> str:
    return client.get(address, follow=True).content.decode()


def test_each_post_stands_on_one_part(client):
    topic = make_topic()
    posts = say(topic, POSTS_A_PART + 1)

    first, second = (shown(client, f"{topic.get_absolute_url()}?page={n}") for n in (1, 2))

    for post in posts[:-1]:
        assert (f'id="post-{post.pk}"' in first, f'id="post-{post.pk}"' in second) == (True, False)
    last = posts[-1].pk
    assert (f'id="post-{last}"' in first, f'id="post-{last}"' in second) == (False, True)


def test_the_address_of_a_post_leads_to_its_part(client):
    topic = make_topic()
    posts = say(topic, POSTS_A_PART + 1)
    address = topic.get_absolute_url()

    ways = [client.get(post.get_absolute_url()).headers["Location"] for post in posts]

    assert ways[0] == f"{address}#post-{posts[0].pk}"
    assert ways[-1] == f"{address}?page=2#post-{posts[-1].pk}"


def test_the_address_holds_when_an_answer_far_above_moves_a_post(client):
    topic = make_topic()
    posts = say(topic, POSTS_A_PART)
    assert "page" not in client.get(posts[-1].get_absolute_url()).headers["Location"]

    make_post(topic, parent=posts[0])

    assert "?page=2#" in client.get(posts[-1].get_absolute_url()).headers["Location"]


def test_answers_that_fill_more_than_a_part_say_to_whom_they_go_on(client):
    topic = make_topic()
    reply = make_post(topic, author=make_resident("Zora", posts=0))
    answers = say(topic, POSTS_A_PART, parent=reply)

    page = shown(client, answers[-1].get_absolute_url())

    assert f'id="post-{answers[-1].pk}"' in page
    assert f'id="post-{reply.pk}"' not in page
    assert f'<a href="/posts/{reply.pk}/">the post by Zora' in page


def test_answers_to_a_pinned_correction_are_still_to_be_read(client):
    topic = make_topic()
    correction = make_post(topic, is_pinned=True, voice="council")
    answer = make_post(topic, parent=correction)

    page = shown(client, topic.get_absolute_url())

    assert page.count(f'id="post-{correction.pk}"') == 1
    assert page.count(f'id="post-{answer.pk}"') == 1


def test_who_answers_a_post_stays_on_its_part(client):
    topic, maya = make_topic(), make_resident()
    posts = say(topic, POSTS_A_PART + 1)
    client.force_login(maya)
    address = topic.get_absolute_url()

    page = shown(client, f"{address}?answer={posts[-1].pk}")
    assert f'id="post-{posts[-1].pk}"' in page

    sent = client.post(f"/topics/{topic.pk}/reply/", {"text": "So it is.", "parent": posts[-1].pk})
    newest = topic.posts.get(text="So it is.")
    assert sent.headers["Location"] == f"{address}?page=2#post-{newest.pk}"


def test_nobody_learns_from_an_address_what_waits_for_a_moderator(client):
    topic, author = make_topic(), make_resident()
    held = make_post(topic, author=author, is_held=True)
    hidden_topic = make_topic()
    hidden_topic.posts.update(is_held=True)
    inside = make_post(hidden_topic)

    def status(user, post):
        client.logout()
        if user:
            client.force_login(user)
        return client.get(post.get_absolute_url()).status_code

    assert [status(who, held) for who in (None, make_resident(), author)] == [404, 404, 302]
    assert [status(who, inside) for who in (None, make_moderator())] == [404, 302]


def test_a_part_costs_the_same_however_long_the_topic(client, django_assert_num_queries):
    topic = make_topic()
    say(topic, 2)
    shown(client, topic.get_absolute_url())
    with django_assert_num_queries(5):
        shown(client, topic.get_absolute_url())
    say(topic, POSTS_A_PART)
    with django_assert_num_queries(5):
        shown(client, topic.get_absolute_url())


def test_a_part_that_is_not_there_is_the_last(client):
    topic = make_topic()
    posts = say(topic, POSTS_A_PART + 1)
    for number in ("3", "99999999999999999999", "last"):
        page = shown(client, f"{topic.get_absolute_url()}?page={number}")
        assert f'id="post-{posts[0 if number == "last" else -1].pk}"' in page


def test_an_outline_leaves_out_answers_to_what_the_reader_cannot_see():
    topic, reader = make_topic(), make_resident()
    held = make_post(topic, is_held=True)
    make_post(topic, parent=held)

    assert outline_of(topic, reader).in_reading_order == []
    assert len(outline_of(topic, make_moderator()).in_reading_order) == 2
