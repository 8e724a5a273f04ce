"""Nobody deletes or unpublishes, from the CMS, what people took part in."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from consultations.removal import refusal_to_remove
from polls.responding import submit_response
from polls.voting import cast_ballot
from tests.consultations.factories import from_now, make_consultation
from tests.forums.factories import make_forum, make_question, make_session, make_topic
from tests.panel.factories import make_user
from tests.polls.factories import (
    answers_to,
    make_member,
    make_poll,
    make_questionnaire,
    make_quick_poll,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = make_user(is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def answered_questionnaire():
    page = make_questionnaire()
    submit_response(user=make_member(), page=page, wave="only", answers=answers_to(page))
    return page


def quick_poll_with_a_vote():
    page = make_quick_poll("Yes", "No")
    cast_ballot(key="k", choice=page.choices.first())
    return page


def forum_with_a_topic():
    return make_topic().forum


def session_with_a_question():
    session = make_session()
    make_question(session)
    return session


def poll_with_a_topic_in_its_forum():
    poll = make_poll("before")
    make_topic(make_forum(poll))
    return poll


@pytest.mark.parametrize(
    "make",
    [
        answered_questionnaire,
        quick_poll_with_a_vote,
        forum_with_a_topic,
        session_with_a_question,
        poll_with_a_topic_in_its_forum,
    ],
)
@pytest.mark.parametrize("act", ["delete", "unpublish"])
def test_what_people_took_part_in_stays(client, officer, make, act):
    page = make()
    answer = client.post(reverse(f"wagtailadmin_pages:{act}", args=[page.pk]), follow=True)
    assert "What they did is kept, and so is its page." in answer.content.decode()
    assert Page.objects.get(pk=page.pk).live


@pytest.mark.parametrize("act", ["delete", "unpublish"])
def test_an_opened_consultation_stays_at_its_address(client, officer, act):
    page = make_consultation()
    page.save_revision().publish()
    answer = client.post(reverse(f"wagtailadmin_pages:{act}", args=[page.pk]), follow=True)
    assert "You can withdraw it, with a reason" in answer.content.decode()
    assert Page.objects.get(pk=page.pk).live


@pytest.mark.parametrize("act", ["delete", "unpublish"])
def test_many_at_once_are_refused_for_the_sake_of_one(client, officer, act):
    untouched, used = make_forum(), forum_with_a_topic()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", act])
    answer = client.post(f"{address}?id={untouched.pk}&id={used.pk}", follow=True)
    assert "What they did is kept, and so is its page." in answer.content.decode()
    assert Page.objects.filter(pk__in=[untouched.pk, used.pk], live=True).count() == 2


def test_what_nobody_has_touched_may_go(client, officer):
    soon = make_consultation(opens_at=from_now(days=2), closes_at=from_now(days=60))
    for page in (make_forum(), make_questionnaire(), make_session(), make_poll("before"), soon):
        assert refusal_to_remove(page) == ""
    client.post(reverse("wagtailadmin_pages:delete", args=[soon.pk]))
    assert not Page.objects.filter(pk=soon.pk).exists()
