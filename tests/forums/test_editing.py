"""Building a session in the CMS."""

import pytest
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from forums.models import ExpertSessionPage
from tests.consultations.factories import make_consultation
from tests.panel.factories import make_user
from tests.polls.factories import DAY, make_poll

pytestmark = pytest.mark.django_db


def add_session(client, parent=None, **fields):
    """Fill in the editor's form below a new consultation; return the answer."""
    client.force_login(make_user(is_staff=True, is_superuser=True))
    address = f"/admin/pages/add/forums/expertsessionpage/{(parent or make_consultation()).pk}/"
    return client.post(
        address,
        nested_form_data(
            {
                "title": "Ask the experts",
                "slug": "ask-the-experts",
                "introduction": "",
                "opens_at": "",
                "closes_at": "",
                "minutes": "",
                "mode": "moderated",
                "askers": "registered",
                "takes_early_questions": "on",
                "slow_seconds": "60",
                "answers_published_by": "expert",
                "host": "",
                "answer_length": "3000",
                "one_view_reason": "",
                "experts": inline_formset([]),
                "comments": inline_formset([]),
                **fields,
            }
        ),
    )


def test_a_session_is_published_with_its_hours_only(client):
    refused = add_session(client, **{"action-publish": "1"}).content.decode()

    assert "Say when the session begins." in refused
    assert "Say when the session ends. The host can extend it." in refused
    assert not ExpertSessionPage.objects.exists()


def test_a_session_ends_after_it_begins(client):
    hours = {"opens_at": "2027-03-01 19:00", "closes_at": "2027-03-01 18:00"}

    refused = add_session(client, **hours, **{"action-publish": "1"}).content.decode()

    assert "It ends before it begins. Choose a later time." in refused


def test_a_draft_waits_for_its_hours(client):
    assert add_session(client).status_code == 302
    assert not ExpertSessionPage.objects.get().live


@pytest.mark.parametrize(
    ("views", "reason", "is_published"),
    [
        ((), "", False),
        (("for", "neither"), "", False),
        (("for", "against"), "", True),
        (("for",), "Nobody of the other view could come.", True),
    ],
)
def test_in_a_poll_two_experts_of_differing_view_answer_or_a_reason_is_given(
    client, views, reason, is_published
):
    poll = make_poll("not yet open")
    experts = [
        {"id": "", "name": f"Expert {n}", "user": "", "role": "", "organisation": ""}
        | {"interests": "nothing", "view": view}
        for n, view in enumerate(views)
    ]
    answer = add_session(
        client,
        poll,
        opens_at=(timezone.now() + DAY).strftime("%Y-%m-%d %H:%M"),
        closes_at=(timezone.now() + 1.5 * DAY).strftime("%Y-%m-%d %H:%M"),
        experts=inline_formset(experts),
        one_view_reason=reason,
        **{"action-publish": "1"},
    )
    assert (answer.status_code == 302) is is_published
    assert ExpertSessionPage.objects.filter(live=True).exists() is is_published
    if not is_published:
        assert "Name two experts of differing view" in answer.content.decode()
