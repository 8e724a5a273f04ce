"""What a new council still has to do, and what its empty pages do not ask of anybody."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Site

from home.beginning import begin_site
from home.first_day import left_to_do
from home.models import PlainPage
from home.roles import ensure_roles
from panel.models import CouncilSettings
from tests.consultations.factories import make_home
from tests.panel.factories import make_user, make_ward

pytestmark = pytest.mark.django_db
NEW = [
    "Say whose site this is",
    "Have your wards and postcodes loaded",
    "Read and publish “Rules for taking part”",
    "Read and publish “Privacy”",
    "Read and publish “Accessibility statement”",
    "Invite a colleague",
]


@pytest.fixture
def administrator(settings):
    settings.WAGTAILADMIN_BASE_URL = "http://testserver"
    make_home()
    begin_site()
    return make_user(is_staff=True, is_superuser=True)


def steps(user) -> list[str]:
    return [step["title"] for step in left_to_do(user)]


def test_each_step_goes_once_it_is_done(administrator):
    assert steps(administrator) == NEW

    CouncilSettings(pk=CouncilSettings.load().pk, council_name="Leeds City Council").save()
    make_ward()
    for page in PlainPage.objects.filter(slug__in=("rules", "privacy")):
        page.latest_revision.publish()
    make_user(email="second@example.org", is_staff=True)

    assert steps(administrator) == ["Read and publish “Accessibility statement”"]


def test_a_site_that_has_moved_says_so_first_to_who_may_mend_it_and_who_may_not(
    administrator, settings
):
    settings.WAGTAILADMIN_BASE_URL = "https://talk.example.gov.uk"
    ensure_roles()
    other = make_user(email="second@example.org", is_staff=True)
    other.groups.add(Group.objects.get(name="Administrators"))

    first = left_to_do(administrator)[0]
    assert "begin with http://testserver" in first["sentence"]
    assert "hostname talk.example.gov.uk and the port 443" in first["sentence"]
    assert first["url"] == f"/admin/sites/edit/{Site.objects.get(is_default_site=True).pk}/"
    assert left_to_do(other)[0] == {**first, "url": ""}

    Site.objects.update(hostname="talk.example.gov.uk", port=443)
    assert first["title"] not in steps(administrator)


def test_only_who_may_change_the_settings_is_told(administrator):
    assert left_to_do(make_user(email="officer@example.org", is_staff=True)) == []


def test_the_first_screen_of_the_cms_leads_through_the_steps(administrator, client):
    client.force_login(administrator)

    shown = client.get("/admin/").text

    assert "Make this site yours" in shown
    assert 'href="/admin/settings/panel/councilsettings/' in shown


@pytest.mark.once
def test_nobody_is_asked_for_a_postcode_or_to_join_before_there_are_wards(client):
    make_home()
    for address in ("/", "/wards/"):
        assert 'name="postcode"' not in client.get(address).text
    front = client.get("/").text
    assert 'href="/join/"' not in front
    assert "0 people" not in front
    assert "Office for National Statistics" not in front

    make_ward()

    assert 'name="postcode"' in client.get("/wards/").text


@pytest.mark.once
def test_the_panel_s_health_says_that_nobody_is_a_member_yet(administrator, client):
    client.force_login(administrator)
    shown = client.get("/results/panel/health/").text
    assert "Nobody was a member on" in shown
    assert "joined more than" not in shown
