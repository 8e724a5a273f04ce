"""Posts are worked out once for all who see them alike, and for nobody who sees them otherwise."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone, translation

from forums.models import Post, Topic
from forums.showing import html_of, kept_html, render_post, shown_post
from forums.threads import thread_of
from tests.forums.factories import (
    make_moderator,
    make_officer,
    make_post,
    make_resident,
    make_rule,
    make_topic,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    topic = make_topic()
    for number in range(3):
        make_post(topic, author=make_resident(), text=f"Post *{number}*.")
    return topic


def show(client, topic, user=None) -> str:
    """Return a topic's page as somebody sees it; the visitor is anonymous."""
    client.logout()
    if user:
        client.force_login(user)
    return client.get(topic.get_absolute_url()).content.decode()


def rendered_while(client, topic, user=None) -> int:
    before = kept_html.cache_info().misses
    show(client, topic, user)
    return kept_html.cache_info().misses - before


def test_the_next_reader_is_shown_posts_that_were_worked_out_already(client, topic):
    show(client, topic, make_resident())

    assert rendered_while(client, topic, make_resident()) == 0


def test_kept_posts_look_like_posts_worked_out_anew(topic):
    reader = make_resident()
    for post in thread_of(topic, reader).by_pk.values():
        shown = shown_post(post, may_answer=True, may_judge=False)

        assert html_of(shown, "") == html_of(shown, "") == render_post(shown)


def test_a_hidden_post_is_gone_from_the_next_look_on(client, topic):
    reader = make_resident()
    assert "Post <em>1</em>." in show(client, topic, reader)

    topic.posts.filter(text="Post *1*.").update(hidden_at=timezone.now(), hidden_under=make_rule())
    page = show(client, topic, reader)

    assert "Post <em>1</em>." not in page
    assert "Removed by a moderator: names a private person (rule 4)." in page
    assert "Post <em>1</em>." not in show(client, topic)


def test_a_held_post_is_shown_to_its_author_alone(client, topic):
    author, other = make_resident(), make_resident()
    make_post(topic, author=author, text="Mine.", is_held=True)

    pages = [show(client, topic, reader) for reader in (author, other, None, author)]

    assert ["Mine." in page for page in pages] == [True, False, False, True]
    assert "Only you can see this." in pages[3]


def test_each_reader_is_offered_what_they_may_do(client, topic):
    author = make_resident()
    post = make_post(topic, author=author)
    change, report = f"/posts/{post.pk}/edit/", f"/contributions/{post.pk}/report/"

    def offers(user):
        page = show(client, topic, user)
        return (change in page, report in page, f"?answer={post.pk}#reply" in page)

    assert offers(author) == (True, False, True)
    assert offers(make_resident()) == (False, True, True)
    assert offers(None) == (False, True, False)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert offers(author) == (False, False, True)
    Topic.objects.update(is_closed=True)
    assert offers(author) == (True, False, False)


def test_a_new_name_and_new_words_show_at_once(client, topic):
    author = make_resident("Zora")
    post = make_post(topic, author=author, text="Old words.")
    assert "<b>Zora" in show(client, topic)

    author.display_name = "Nadia"
    author.save()
    Post.objects.filter(pk=post.pk).update(text="New words.", edited_at=timezone.now())
    page = show(client, topic)

    assert ("<b>Zora" in page, "<b>Nadia" in page) == (False, True)
    assert ("Old words." in page, "New words." in page, "edited " in page) == (False, True, True)


def test_each_moderator_gets_a_form_with_a_token_of_their_own(client, topic):
    post = make_post(topic, author=make_officer(), voice="council")
    action = f"/posts/{post.pk}/pin/"
    forms = [show(client, topic, make_moderator()).partition(action)[2][:120] for _ in range(2)]

    assert all("csrfmiddlewaretoken" in form for form in forms)
    assert forms[0] != forms[1]
    assert action not in show(client, topic, make_resident())


def test_languages_and_days_do_not_mix(topic):
    shown = shown_post(thread_of(topic, make_resident()).opening, may_answer=False, may_judge=False)
    in_english = html_of(shown, "")
    with translation.override("cy"):
        misses = kept_html.cache_info().misses
        html_of(shown, "")
        assert kept_html.cache_info().misses == misses + 1
    with time_machine.travel(timezone.now() + timedelta(days=366)):
        next_year = html_of(shown, "")

    assert in_english != next_year  # a day of another year is told with its year
