"""What officers meet first in the CMS, and how it looks."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from consultations.models import ConsultationIndexPage
from panel import theme
from tests.consultations.factories import (
    a_consultation,
    from_now,
    make_closed_consultation,
    make_consultation,
    make_home,
    make_outcome,
)
from tests.consultations.test_readiness import form_data
from tests.panel.factories import make_council, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    make_council(second_person_publishes=False)
    officer = make_user(is_staff=True, is_superuser=True)
    client.force_login(officer)
    return officer


def test_the_first_screen_leads_to_a_new_consultation_and_to_what_is_owed(client, officer):
    make_consultation(title="Still open")
    make_closed_consultation(title="Night bus", results_due_on=from_now(days=-3).date())
    make_outcome(make_closed_consultation(title="Answered"))

    shown = client.get("/admin/").content.decode()

    index = ConsultationIndexPage.objects.get()
    assert f'href="/admin/pages/add/consultations/consultationpage/{index.pk}/"' in shown
    owed = re.search(r'<section[^>]*id="owed-section".*?</section>', shown, re.S)[0]
    assert "Night bus" in owed
    assert "Results overdue by 3 days" in owed
    assert "Still open" not in owed
    assert "Answered" not in owed


def test_who_may_not_write_consultations_is_not_led_there(client):
    make_home()
    user = make_user(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    assert "Add a consultation" not in client.get("/admin/").content.decode()


def test_the_screens_carry_the_name_and_the_colour_of_the_council(client, officer):
    council = make_council(name="Ask Bristol", brand="#0b3c49")
    shown = client.get("/admin/").content.decode()

    assert "<h1" in shown
    assert "Ask Bristol</h1>" in re.sub(r"\s+", " ", shown).replace(" </h1>", "</h1>")
    address = re.search(r'href="(/theme/admin/\w+\.css)"', shown)[1]
    stylesheet = client.get(address)
    assert stylesheet.headers["Content-Type"] == "text/css"
    assert stylesheet.content.decode() == theme.admin_stylesheet(council.brand)
    assert client.get("/theme/admin/000000000000.css").status_code == 404


def test_the_council_s_colour_is_told_as_hue_saturation_and_lightness():
    assert theme.admin_stylesheet("#0b3c49").startswith(
        ":root{--w-color-primary-hue:192.6;--w-color-primary-saturation:73.8%;"
        "--w-color-primary-lightness:16.5%;"
    )


def test_what_may_stand_below_a_consultation_is_explained(client, officer):
    page = make_consultation()
    shown = client.get(reverse("wagtailadmin_pages:add_subpage", args=[page.pk])).content.decode()
    for words in (
        "The same questions before and after people hear both sides",
        "Questions that members of the panel, or anybody, answer once.",
        "Residents ask, experts answer in writing, live for an hour or two.",
        "We asked, you said, we did. When the decision is made.",
    ):
        assert words in shown


def test_an_officer_is_told_that_nobody_can_answer_a_consultation_without_ways_to(client, officer):
    make_home()
    index = ConsultationIndexPage.objects.get()
    address = reverse(
        "wagtailadmin_pages:add", args=["consultations", "consultationpage", index.pk]
    )
    data = form_data(a_consultation()) | {"action-publish": "1"}
    shown = client.post(address, data, follow=True).content.decode()
    assert "Nobody can answer this yet" in shown
    assert "Add a way to take part" in shown


def test_a_preview_says_where_a_consultation_will_stand_once_it_is_public(client, officer):
    page = make_consultation(live=False)
    page.save_revision()
    draft = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    assert "days left" in client.get(draft).content.decode()
