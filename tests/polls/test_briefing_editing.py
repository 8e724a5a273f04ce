"""Writing a briefing in the CMS."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from polls.models import BriefingPage
from tests.polls.factories import make_poll, make_user

pytestmark = pytest.mark.django_db


def send(client, poll, **fields):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    data = {
        "title": "Both sides",
        "slug": "both-sides",
        "introduction": "",
        "opens_at": "",
        "minutes": "",
        "proposals": streamfield([]),
        "reviewers": streamfield([]),
        "comments": inline_formset([]),
    }
    address = reverse("wagtailadmin_pages:add", args=["polls", "briefingpage", poll.pk])
    return client.post(address, nested_form_data(data | fields))


def test_a_briefing_without_proposals_is_refused_beside_the_proposals_in_words(client):
    refused = send(client, make_poll("before"), **{"action-publish": "1"})

    (error,) = refused.context["form"].errors.as_data()["proposals"]
    assert [str(one.message) for one in error.non_block_errors.as_data()] == [
        "Add at least one proposal, with the reasons for it and the reasons against it."
    ]
    assert not BriefingPage.objects.exists()


def test_a_draft_of_a_briefing_may_be_without_proposals(client):
    assert send(client, make_poll("before")).status_code == 302
    assert not BriefingPage.objects.get().live
