"""The officer's screens: the list with its states, the form, and the two acts."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission

from consultations.models import ConsultationIndexPage, ConsultationPage
from tests.consultations.factories import (
    from_now,
    make_closed_consultation,
    make_consultation,
    make_home,
    make_outcome,
)
from tests.panel.factories import make_user

pytestmark = pytest.mark.django_db


def make_editor(*permissions, page=None):
    """Return a member of staff who may do these things below a page."""
    group = Group.objects.create(name="-".join(permissions) or "none")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in permissions:
        GroupPagePermission.objects.create(
            group=group,
            page=page or make_home(),
            permission=Permission.objects.get(codename=f"{codename}_page"),
        )
    user = make_user(is_staff=True)
    user.groups.add(group)
    return user


def test_the_list_says_where_each_stands(client):
    make_closed_consultation(title="Night bus", closes_at=from_now(weeks=-14))
    make_consultation(title="Streets")
    client.force_login(make_editor("change", "publish"))
    text = client.get("/admin/consultation_list/").content.decode()
    assert text.count("/publish-results/") == 1  # offered here too, for the one that has closed
    assert "Results overdue by 14 days" in text
    assert "Open, 18 days left" in text


def test_the_form_shows_for_how_long_it_is_open(client):
    page = make_consultation()
    client.force_login(make_editor("change", "publish"))
    text = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "43 days" in text
    assert reverse("consultations_withdraw", args=[page.pk]) in text
    assert reverse("consultations_publish_results", args=[page.pk]) not in text


@pytest.mark.parametrize("name", ["consultations_publish_results", "consultations_withdraw"])
@pytest.mark.parametrize("permissions", [None, (), ("change",)])
def test_only_who_may_publish_there_may_act(client, name, permissions):
    page = make_closed_consultation()
    url = reverse(name, args=[page.pk])
    assert client.post(url, {"reason": "Because"}).status_code == 302
    user = make_user() if permissions is None else make_editor(*permissions)
    client.force_login(user)
    client.post(url, {"reason": "Because"})
    kept = ConsultationPage.objects.get(pk=page.pk)
    assert (kept.results_published_at, kept.withdrawn_at) == (None, None)


def test_an_officer_of_one_consultation_acts_on_that_one_alone(client):
    mine, other = make_closed_consultation(), make_closed_consultation()
    client.force_login(make_editor("change", "publish", page=mine))
    for page in (mine, other):
        client.post(reverse("consultations_publish_results", args=[page.pk]))
    published = ConsultationPage.objects.exclude(results_published_at=None)
    assert list(published) == [mine]


def test_both_acts_ask_once_and_then_act(client):
    client.force_login(make_editor("change", "publish"))
    page = make_closed_consultation()
    url = reverse("consultations_publish_results", args=[page.pk])
    assert "Publish results and tell everybody" in client.get(url).content.decode()
    client.post(url)
    assert ConsultationPage.objects.get(pk=page.pk).status == "results"
    assert "The results were published" in client.get(url).content.decode()

    url = reverse("consultations_withdraw", args=[page.pk])
    assert "Fill this in: it is needed" in client.post(url, {"reason": ""}).content.decode()
    client.post(url, {"reason": "The road will be dug up."})
    assert ConsultationPage.objects.get(pk=page.pk).status == "withdrawn"


def test_every_form_of_an_officer_opens(client):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    outcome = make_outcome()
    index = ConsultationIndexPage.objects.get()
    for url in (
        reverse("wagtailadmin_pages:add", args=["consultations", "consultationpage", index.pk]),
        reverse(
            "wagtailadmin_pages:add",
            args=["consultations", "outcomepage", outcome.consultation.pk],
        ),
        reverse("wagtailadmin_pages:edit", args=[outcome.pk]),
        reverse("wagtailadmin_pages:edit", args=[index.pk]),
        "/admin/outcome_list/",
        "/admin/snippets/consultations/subject/",
    ):
        assert client.get(url).status_code == 200
