"""A fresh site has its fixed addresses; a site that is somebody's own is left as it is."""

import io

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import OperationalError
from wagtail.models import Page, Site

from consultations.models import ConsultationIndexPage
from home.beginning import begin_after_migration, begin_site, site_stands_where_settings_say
from home.models import HomePage, PlainPage
from tests.panel.factories import make_council

pytestmark = pytest.mark.django_db


@pytest.fixture
def fresh(settings):
    """The page tree as `migrate` leaves it in an empty database."""
    settings.WAGTAILADMIN_BASE_URL = "https://panel.example.gov.uk"
    make_council()
    Site.objects.all().delete()
    for page in Page.objects.filter(depth=2):
        page.specific.delete()
    welcome = Page(title="Welcome to your new Wagtail site!", slug="home")
    Page.get_first_root_node().add_child(instance=welcome)
    Site.objects.create(hostname="localhost", root_page=welcome, is_default_site=True)


def test_who_deploys_is_warned_of_the_host_that_a_moved_site_came_from(fresh, settings):
    def warned(deploy=True):
        found = run_checks(include_deployment_checks=deploy)
        return [one for one in found if one.id == "home.W001"]

    begin_site()
    assert not warned()
    settings.WAGTAILADMIN_BASE_URL = "https://talk.example.gov.uk:8443"
    assert not warned(deploy=False)

    (warning,) = warned()
    assert "begin with https://panel.example.gov.uk, and people come to" in warning.msg
    assert "hostname talk.example.gov.uk and the port 8443" in warning.hint

    Site.objects.update(hostname="talk.example.gov.uk", port=8443)
    assert not warned()


def test_before_the_first_migration_nothing_is_known_and_nothing_fails(fresh, monkeypatch):
    Site.objects.all().delete()
    assert site_stands_where_settings_say(None) == []

    def no_table(*args, **kwargs):
        raise OperationalError("no such table: wagtailcore_site")

    monkeypatch.setattr(Site.objects, "filter", no_table)
    assert site_stands_where_settings_say(None) == []


def told() -> str:
    out = io.StringIO()
    call_command("begin_site", stdout=out)
    return out.getvalue()


def test_a_fresh_site_answers_at_its_fixed_addresses(fresh, client):
    words = told()

    for address in ("/", "/consultations/", "/we-asked-you-said-we-did/"):
        assert f"Made {address}\n" in words
        assert client.get(address).status_code == 200
    site = Site.objects.get()
    assert (site.hostname, site.port) == ("panel.example.gov.uk", 443)
    assert not Page.objects.filter(slug="home").exists()


def test_what_a_council_has_to_say_itself_is_a_draft(fresh, client):
    assert "Made /privacy/ (a draft)" in told()
    assert client.get("/privacy/").status_code == 404
    page = PlainPage.objects.get(slug="privacy")
    page.latest_revision.publish()
    assert client.get("/privacy/").status_code == 200


def test_a_second_run_changes_nothing(fresh):
    begin_site()
    index = ConsultationIndexPage.objects.get()
    index.title, index.slug = "Have your say", "have-your-say"
    index.save_revision().publish()
    before = list(Page.objects.order_by("path").values())

    assert "Nothing was changed" in told()

    assert list(Page.objects.order_by("path").values()) == before


def test_a_site_that_begins_at_a_page_of_somebody_s_own_goes_on_there(fresh):
    own = Page.objects.get(slug="home")
    own.add_child(instance=Page(title="Our page", slug="ours"))
    begin_site()
    assert Site.objects.get().root_page == own


@pytest.mark.parametrize("begins", [True, False])
def test_only_production_begins_by_itself(fresh, settings, begins):
    settings.BEGINS_WITH_PAGES = begins
    for _migration in range(2):
        begin_after_migration(using="default")
    assert HomePage.objects.count() == begins


def test_a_site_with_pages_is_not_begun_again_after_a_migration(fresh, settings):
    settings.BEGINS_WITH_PAGES = True
    begin_site()
    ConsultationIndexPage.objects.get().delete()
    begin_after_migration(using="default")
    assert not ConsultationIndexPage.objects.exists()
