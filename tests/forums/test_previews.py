"""Previews in the CMS of pages that are shown by this app's views."""

import pytest
from django.urls import reverse

from forums.models import ExpertSessionPage, Question, SessionExpert
from tests.consultations.factories import make_consultation
from tests.forums.factories import HOUR, make_forum, make_topic
from tests.panel.factories import make_user
from tests.polls.factories import make_poll

pytestmark = pytest.mark.django_db


def preview(client, page) -> str:
    client.force_login(make_user(is_staff=True, is_superuser=True))
    answer = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def draft_session(parent, **fields) -> ExpertSessionPage:
    session = ExpertSessionPage(title="Ask about permits", slug="ask", live=False, **fields)
    parent.add_child(instance=session)
    session.experts = [SessionExpert(name="Dr Shah", interests="owns a car")]
    session.save_revision()
    return session


def test_a_draft_session_is_previewed_with_its_experts_and_its_form(client):
    opens = make_consultation().closes_at
    session = draft_session(make_consultation(), opens_at=opens, closes_at=opens + HOUR)

    shown = preview(client, session)

    assert "Residents will see the page like this." in shown
    assert "Dr Shah" in shown
    assert "Nothing waits. Yours can be the first." in shown
    assert f'action="/sessions/{session.pk}/ask/"' in shown
    assert "live-session.mjs" not in shown  # nothing live answers for what is not public
    assert not Question.objects.exists()


def test_a_session_without_hours_can_be_previewed(client):
    assert "Ask about permits" in preview(client, draft_session(make_consultation()))


def test_a_forum_is_previewed_with_what_was_said_in_it(client):
    forum = make_forum()
    topic = make_topic(forum, text="Too dear")
    forum.save_revision()

    shown = preview(client, forum)

    assert topic.title in shown
    assert "Residents will see the page like this." in shown
    assert "Residents will see" not in client.get(forum.url).content.decode()


def test_a_preview_says_what_those_read_who_may_not_enter_yet(client):
    forum = make_forum(make_poll("before"))
    forum.save_revision()

    shown = preview(client, forum)

    assert "No topics yet" in shown
    assert "Who may not enter yet reads: “Sign in or join the panel, and give your" in shown
