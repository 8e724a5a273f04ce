"""Nothing that people are to do is begun in a consultation that has closed."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from consultations.models import ConsultationPage, OutcomePage
from polls.models import QuestionnairePage
from tests.consultations.factories import from_now, make_consultation
from tests.home.test_setting_up_a_poll import basics, fields_of
from tests.panel.factories import make_council, make_user
from tests.polls.factories import make_poll

pytestmark = pytest.mark.django_db
KINDS = [kind for kind in ConsultationPage.creatable_subpage_models() if kind is not OutcomePage]


@pytest.fixture
def officer(client):
    make_council()
    user = make_user(is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def closed(**fields):
    dates = {"opens_at": from_now(days=-40), "closes_at": from_now(days=-2)}
    return make_consultation(**dates | fields)


def form_of(kind, parent):
    return reverse(
        "wagtailadmin_pages:add", args=[kind._meta.app_label, kind._meta.model_name, parent.pk]
    )


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_kind_of_activity_is_begun_after_the_closing_day(client, officer, kind):
    assert client.get(form_of(kind, make_consultation())).status_code == 200

    too_late = closed(title="Buses", slug="buses")
    refused = client.get(form_of(kind, too_late), follow=True)
    assert refused.redirect_chain == [(reverse("wagtailadmin_explore", args=[too_late.pk]), 302)]
    assert "“Buses” closed" in refused.text and "Extend it first" in refused.text


def test_the_outcome_is_begun_when_all_is_over(client, officer):
    assert client.get(form_of(OutcomePage, closed())).status_code == 200


def test_nothing_is_begun_in_what_was_withdrawn_nor_in_a_poll_in_what_has_closed(client, officer):
    withdrawn = make_consultation(withdrawn_at=timezone.now(), withdrawn_reason="A mistake")
    poll = make_poll("after", parent=closed(title="Buses", slug="buses"))
    for parent, why in ((withdrawn, "was withdrawn"), (poll, "“Buses” closed")):
        for kind in parent.creatable_subpage_models():
            if kind is not OutcomePage:
                assert why in client.get(form_of(kind, parent), follow=True).text


@pytest.mark.parametrize("name", ["polls_start", "set_up_poll"])
def test_a_template_and_the_steps_of_a_poll_are_refused_before_the_first_field(
    client, officer, name
):
    too_late = closed()
    refused = client.get(reverse(name, args=[too_late.pk]), follow=True)
    assert refused.redirect_chain == [(reverse("wagtailadmin_explore", args=[too_late.pk]), 302)]
    assert "nothing more can be begun in it" in refused.text


def test_what_was_typed_stands_where_it_closes_meanwhile(client, officer):
    page = make_consultation()
    steps = reverse("set_up_poll", args=[page.pk])
    dates = client.post(steps, {**basics(), "step": "basics", "to": "dates"})
    questions = client.post(steps, {**fields_of(dates), "to": "questions"})
    proposed = {"questions-proposals": "Close the bridge"}
    check = client.post(steps, {**fields_of(questions), **proposed, "to": "check"})
    ConsultationPage.objects.filter(pk=page.pk).update(closes_at=from_now(hours=-1))
    before = Page.objects.count()

    refused = client.post(steps, {**fields_of(check), "to": "make"})
    assert refused.status_code == 422 and "nothing more can be begun" in refused.text
    assert "Close the bridge" in refused.text

    start = reverse("polls_start", args=[page.pk])
    refused = client.post(start, {"title": "How was it?", "source": "event"})
    assert refused.status_code == 422 and "nothing more can be begun" in refused.text
    assert 'value="How was it?"' in refused.text
    assert Page.objects.count() == before
    assert not QuestionnairePage.objects.exists()
