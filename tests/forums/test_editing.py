"""Building a session in the CMS."""

import pytest
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from forums.models import ExpertSessionPage
from tests.consultations.factories import make_consultation
from tests.panel.factories import make_user

pytestmark = pytest.mark.django_db


def add_session(client, **fields):
    """Fill in the editor's form below a new consultation; return the answer."""
    client.force_login(make_user(is_staff=True, is_superuser=True))
    address = f"/admin/pages/add/forums/expertsessionpage/{make_consultation().pk}/"
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
