"""The pages that every site has at fixed addresses, made once on a fresh database."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Warning
from django.db import DatabaseError, connections, transaction
from wagtail.models import Page, Site

from consultations.models import ConsultationIndexPage, OutcomeIndexPage
from home.demonstration.plain_words import PLAIN_PAGES
from home.models import HomePage, PlainPage
from panel.models import CouncilSettings

LISTS = (
    (ConsultationIndexPage, "Consultations", "consultations"),
    (OutcomeIndexPage, "We asked, you said, we did", "we-asked-you-said-we-did"),
)


@transaction.atomic
def begin_site() -> list[str]:
    """Make the front page, the two lists and drafts of the plain pages, of what is not there.

    Return the addresses of what was made. What a council has made or changed stays as it is.
    """
    home, made = front_page()
    for kind, title, slug in LISTS:
        if not kind.objects.exists():
            home.add_child(instance=kind(title=title, slug=slug)).save_revision().publish()
            made.append(f"/{slug}/")
    taken = set(home.get_children().values_list("slug", flat=True))
    for fields in PLAIN_PAGES:
        if fields["slug"] not in taken:
            page = PlainPage(**fields, live=False, has_unpublished_changes=True)
            home.add_child(instance=page).save_revision()
            made.append(f"/{fields['slug']}/ (a draft)")
    return made


def front_page() -> tuple[HomePage, list[str]]:
    """Return the front page, made if there is none, and what was made."""
    home = HomePage.objects.first()
    if home is not None:
        return home, []
    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(title=CouncilSettings.load().name, slug="front-page"))
    home.save_revision().publish()
    lead_site_to(home)
    return home, ["/"]


def lead_site_to(home: HomePage) -> None:
    """Let the site begin at the front page, unless it begins at a page that somebody made."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is not None and not is_welcome(site.root_page):
        return
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={**host_and_port(settings.WAGTAILADMIN_BASE_URL), "root_page": home},
    )
    if site is not None:
        site.root_page.delete()


def host_and_port(url: str) -> dict[str, Any]:
    """Return where a site stands, as the CMS makes whole addresses of pages from it."""
    address = urlsplit(url)
    port = address.port or (443 if address.scheme == "https" else 80)
    return {"hostname": address.hostname, "port": port}


def stands_elsewhere() -> tuple[Site, dict[str, Any]] | None:
    """Return the default site, and the host and port to give it, where the settings name others.

    A site that moves to another host takes its database along, and with it the old address.
    """
    site = Site.objects.filter(is_default_site=True).first()
    place = host_and_port(settings.WAGTAILADMIN_BASE_URL)
    if site is None or (site.hostname, site.port) == (place["hostname"], place["port"]):
        return None
    return site, place


def stand_where_settings_say() -> None:
    """Let addresses of pages in messages begin with where the site stands now."""
    if found := stands_elsewhere():
        site, place = found
        site.hostname, site.port = place["hostname"], place["port"]
        site.save()


def site_stands_where_settings_say(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn before deployment of addresses in messages that begin with another host."""
    try:
        found = stands_elsewhere()
    except DatabaseError:  # not there yet, or without tables: the first migration makes the site
        return []
    if found is None:
        return []
    site, place = found
    return [
        Warning(
            f"Addresses of pages in messages begin with {site.root_url}, and people come to "
            f"{settings.WAGTAILADMIN_BASE_URL}.",
            hint=(
                "If the site has moved: in the CMS, Settings, Sites, give it the hostname "
                f"{place['hostname']} and the port {place['port']}. Else set SITE_URL to what "
                "people type."
            ),
            id="home.W001",
        )
    ]


def is_welcome(page: Page) -> bool:
    """Tell the page that the CMS puts into an empty database, which greets developers."""
    return page.slug == "home" and page.specific_class is Page and not page.get_children().exists()


def begin_after_migration(*, using: str, **_signal) -> None:
    """Begin a fresh site by itself where the settings say so: those of production do."""
    if not settings.BEGINS_WITH_PAGES:
        return
    connection = connections[using]
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
    tables = {model._meta.db_table for model in apps.get_models() if model._meta.managed}
    if tables <= there and all(is_welcome(page) for page in Page.objects.filter(depth__gt=1)):
        begin_site()
