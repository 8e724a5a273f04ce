"""Drafts and private pages stay out of every list, feed and answer."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from wagtail.models import PageViewRestriction

from consultations.models import ConsultationPage, OutcomePage
from forums.models import ForumPage
from tests.consultations.factories import (
    make_closed_consultation,
    make_consultation,
    make_outcome,
)
from tests.panel.factories import make_user

pytestmark = pytest.mark.django_db
SECRET = "Closing the depot"
LISTS = [
    "/consultations/",
    "/consultations/?show=soon",
    "/consultations/?show=closed",
    "/consultations/?q=depot",
    "/consultations/feed/",
    "/consultations/list.json",
    "/consultations/list.json?show=open&q=depot",
    "/we-asked-you-said-we-did/",
    "/we-asked-you-said-we-did/?overdue=1",
]


def restrict(page, kind, *groups, **fields) -> None:
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind, **fields)
    restriction.groups.set(groups)


@pytest.mark.parametrize("kind", ["draft", "login", "groups", "password"])
def test_what_is_not_public_is_in_no_list(client, kind):
    page = make_closed_consultation(title=SECRET, summary=SECRET, live=kind != "draft")
    hidden = [page, make_consultation(title=SECRET, live=kind != "draft")]
    make_outcome(page, title=SECRET, we_asked=SECRET)
    for secret in hidden:
        if kind != "draft":
            restrict(secret, kind, password="open" if kind == "password" else "")
    for url in LISTS:
        answer = client.get(url)
        assert (url, answer.status_code, SECRET in answer.content.decode()) == (url, 200, False)


def test_the_same_pages_are_listed_once_they_are_public(client):
    make_outcome(make_closed_consultation(title=SECRET))
    make_consultation(title=SECRET)
    shown = [url for url in LISTS if SECRET in client.get(url).content.decode()]
    assert shown == [url for url in LISTS if "soon" not in url and "overdue" not in url]


def test_each_sees_what_wagtail_would_let_them_open(client):
    group = Group.objects.create(name="Pilot")
    pages = {
        name: make_consultation(title=name) for name in ("public", "login", "groups", "password")
    }
    restrict(pages["login"], "login")
    restrict(pages["groups"], "groups", group)
    restrict(pages["password"], "password", password="open")
    member, pilot = make_user(), make_user()
    pilot.groups.add(group)
    admin = make_user(is_superuser=True)

    for user, expected in [
        (AnonymousUser(), {"public"}),
        (member, {"public", "login"}),
        (pilot, {"public", "login", "groups"}),
        (admin, {"public", "login", "groups"}),
    ]:
        seen = set(ConsultationPage.objects.visible_to(user).values_list("title", flat=True))
        assert seen == expected
        if user.is_authenticated:
            client.force_login(user)
        opened = {
            name
            for name, page in pages.items()
            if f"<h1>{name}</h1>" in client.get(page.url).content.decode()
        }
        assert opened == expected


def test_an_activity_below_a_draft_or_a_private_page_is_not_seen():
    page = make_consultation()
    forum = page.add_child(instance=ForumPage(title="Talk", slug="talk"))
    assert list(ForumPage.objects.visible_to(AnonymousUser())) == [forum]
    restrict(page, "login")
    assert list(ForumPage.objects.visible_to(AnonymousUser())) == []
    assert list(ForumPage.objects.visible_to(make_user())) == [forum]
    page.unpublish()
    assert list(ForumPage.objects.visible_to(make_user())) == []


def test_an_outcome_of_a_private_consultation_is_private():
    outcome = make_outcome()
    restrict(outcome.consultation, "login")
    assert list(OutcomePage.objects.visible_to(AnonymousUser())) == []
    assert list(OutcomePage.objects.visible_to(make_user())) == [outcome]


def test_nobody_follows_what_they_cannot_see(client):
    page = make_consultation(live=False)
    client.force_login(make_user())
    assert client.post(f"/consultations/{page.pk}/follow/").status_code == 404
