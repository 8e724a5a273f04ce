"""Publishing many pages at once, from the CMS's list, which passes their forms by."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from consultations.models import ConsultationPage
from forums.models import ExpertSessionPage
from polls.models import BriefingPage
from tests.consultations.factories import make_consultation
from tests.consultations.test_readiness import add_url, form_data
from tests.forums.factories import make_forum
from tests.forums.test_editing import add_session
from tests.panel.factories import make_council, make_user
from tests.polls.factories import make_poll
from tests.polls.test_briefing_editing import send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_person_is_enough():
    make_council(second_person_publishes=False)


def publish(client, *pages, **fields) -> str:
    """Publish pages from the list; return the words of the page that follows."""
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    chosen = "&".join(f"id={page.pk}" for page in pages)
    back = reverse("wagtailadmin_home")
    answer = client.post(f"{address}?next={back}&{chosen}", fields, follow=True)
    return answer.content.decode()


def draft_consultation(client):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    client.post(add_url(), form_data())
    return ConsultationPage.objects.get()


def draft_session(client):
    add_session(client)
    return ExpertSessionPage.objects.get()


def draft_briefing(client):
    send(client, make_poll("before"))
    return BriefingPage.objects.get()


@pytest.mark.parametrize("make", [draft_consultation, draft_session, draft_briefing])
def test_nothing_incomplete_goes_out_with_others(client, make):
    page = make(client)
    shown = publish(client, page)
    assert "is not complete, so nothing was published." in shown
    assert not Page.objects.get(pk=page.pk).live


def test_nothing_incomplete_goes_out_below_another(client):
    session = draft_session(client)
    shown = publish(client, session.get_parent(), include_descendants="on")
    assert "is not complete, so nothing was published." in shown
    assert not Page.objects.get(pk=session.pk).live


def test_what_is_complete_goes_out_together(client):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    pages = [make_forum(make_consultation(), live=False), make_forum(live=False)]
    for page in pages:
        page.save_revision()
    publish(client, *pages)
    assert Page.objects.filter(pk__in=[page.pk for page in pages], live=True).count() == 2
