"""A page is found by its address, on the site that was asked for."""

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction, Site

from home.models import PlainPage
from tests.consultations.factories import make_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def privacy():
    page = PlainPage(title="Privacy", slug="privacy", body="<p>Yours.</p>")
    return make_home().add_child(instance=page)


def heading(address, host="testserver") -> str:
    answer = Client().get(address, HTTP_HOST=host)
    assert answer.status_code == 200
    return answer.context["page"].title


def test_each_site_has_addresses_of_its_own(privacy):
    privacy.add_child(instance=PlainPage(title="Cookies", slug="cookies", body="<p>Two.</p>"))
    Site.objects.create(hostname="privacy.example", root_page=privacy)

    assert heading("/privacy/cookies/") == "Cookies"
    assert heading("/cookies/", host="privacy.example") == "Cookies"
    assert heading("/", host="privacy.example") == "Privacy"
    assert Client().get("/cookies/").status_code == 404
    assert Client().get("/privacy/", HTTP_HOST="privacy.example").status_code == 404


def test_a_site_that_begins_elsewhere_does_so_at_once(privacy):
    below = PlainPage(title="Cookies", slug="cookies", body="<p>Two.</p>")
    privacy.add_child(instance=below)
    site = Site.objects.create(hostname="privacy.example", root_page=privacy)
    assert heading("/", host="privacy.example") == "Privacy"

    site.root_page = below
    site.save()

    assert Client().get("/", HTTP_HOST="privacy.example").context["page"].title == "Cookies"


@pytest.mark.parametrize("address", ["/", "/privacy/"])
def test_who_may_see_a_page_is_asked_wherever_the_page_was_found(privacy, address):
    assert Client().get(address).status_code == 200

    PageViewRestriction.objects.create(page=privacy.get_parent(), restriction_type="login")

    answer = Client().get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"/account/login/?next={address}")


def test_an_address_without_its_stroke_leads_to_the_page(privacy):
    answer = Client().get("/privacy")

    assert (answer.status_code, answer["Location"]) == (301, "/privacy/")


def test_a_tab_that_is_restored_at_the_address_of_a_form_is_not_empty():
    shown = Client().get("/near/")

    assert (shown.status_code, shown["Allow"]) == (405, "POST")
    assert "nothing was sent" in shown.content.decode()
