"""Colours, health, errors and roles."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import RequestFactory

from home.errors import server_error
from home.roles import ROLES, ensure_roles
from panel import theme
from tests.consultations.factories import make_home
from tests.panel.factories import make_council, make_user

pytestmark = pytest.mark.django_db


def test_contrast_of_known_greys():
    assert round(theme.contrast("#767676", "#ffffff"), 2) == 4.54
    assert round(theme.contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize(
    ("brand", "is_refused"), [("#767676", False), ("#777777", True), ("#0b3c49", False)]
)
def test_a_brand_that_cannot_carry_white_words_is_refused(brand, is_refused):
    council = make_council(brand=brand, accent="#ffffff")

    try:
        council.clean()
    except ValidationError as refusal:
        assert is_refused
        [message] = refusal.message_dict["brand"]
        nearest = re.search(r"#[0-9a-f]{6}", message)[0]
        assert theme.contrast("#ffffff", nearest) >= 4.5
    else:
        assert not is_refused


@pytest.mark.parametrize("colour", ["red", "#12345", "#12345g", "url(x)"])
def test_what_is_no_colour_is_refused(colour):
    with pytest.raises(ValidationError) as refusal:
        make_council(brand=colour).clean()

    assert "brand" in refusal.value.message_dict


def test_every_derived_colour_can_be_read():
    for brand in ("#0b3c49", "#6b2c91", "#00703c", "#a6192e"):
        colours = theme.derived(brand, "#ffbf3c")
        for ground in ("#ffffff", theme.MIST, colours["brand-tint"]):
            assert theme.contrast(colours["link"], ground) >= 4.5


def test_the_theme_has_an_address_of_its_own_and_no_other(client):
    council = make_council(brand="#6b2c91")

    answer = client.get(council.stylesheet_url)

    assert "--brand:#6b2c91" in answer.content.decode()
    assert "immutable" in answer.headers["Cache-Control"]
    assert client.get("/theme/000000000000.css").status_code == 404


def test_pages_link_the_theme(client):
    make_home()
    council = make_council(brand="#6b2c91")

    assert council.stylesheet_url in client.get("/").content.decode()


def test_health_asks_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert client.get("/health/").json() == {"status": "ok"}


def test_the_error_page_says_whom_to_phone():
    make_council(phone="0117 496 0123")

    answer = server_error(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert "0117 496 0123" in answer.content.decode()


def test_roles_have_every_permission_that_they_name_once_the_site_has_migrated():
    for name, may in ROLES.items():
        held = {
            f"{p.content_type.app_label}.{p.codename}"
            for p in Group.objects.get(name=name).permissions.select_related("content_type")
        }
        assert set(may["permissions"]) <= held, name


def test_making_roles_again_changes_nothing():
    ensure_roles()
    before = list(Group.objects.order_by("name").values_list("name", "permissions"))
    ensure_roles()

    assert list(Group.objects.order_by("name").values_list("name", "permissions")) == before


def test_residents_and_councillors_cannot_enter_the_cms(client):
    councillor = make_user()
    councillor.groups.add(Group.objects.get(name="Councillors"))
    for user in (make_user(), councillor):
        client.force_login(user)
        assert client.get("/admin/").status_code in (302, 403)


def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_this_runs_on_the_database_that_was_asked_for(settings):
    wanted = "postgresql" if "postgres" in settings.DATABASES["default"]["ENGINE"] else "sqlite"
    assert connection.vendor == wanted


def test_strict_policy_on_every_page_but_the_cms(client):
    make_home()

    policy = client.get("/").headers["Content-Security-Policy"]

    assert "unsafe-inline" not in policy
    assert "default-src 'none'" in policy
