"""Whom staff were shown is on record: one row for each person on each page, for good."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from home.own_data import as_file
from home.retention import report, run
from home.roles import ensure_roles
from panel.drawing import draw_panel
from panel.holds import place_hold
from panel.joining import leave_panel
from panel.models import LookedAt, User
from panel.places_on_panel import remove
from tests.panel.factories import make_council, make_membership, make_user, make_ward


@pytest.fixture(autouse=True)
def council(db):
    return make_council()


@pytest.fixture
def admin(client):
    ensure_roles()
    user = make_user(email="admin@example.org", first_name="Ada", is_staff=True)
    user.groups.add(Group.objects.get(name="Administrators"))
    client.force_login(user)
    return user


def looks():
    return sorted(LookedAt.objects.values_list("person", "page"))


def test_each_page_that_shows_who_members_are_writes_it_down(client, admin):
    members = [make_membership() for _number in range(3)]
    one = members[0]
    place_hold(kind="foi", reason="FOI 12", by=admin, person=one.user)
    pages = {
        "/admin/membership/": ("members", members),
        "/admin/membership/results/": ("members", members),
        f"/admin/membership/?q={one.user.email}": ("members", [one]),
        f"/admin/membership/inspect/{one.pk}/": ("member", [one]),
        f"/admin/members/{one.pk}/remove/": ("ending", [one]),
        "/admin/users/": ("accounts", members),
        f"/admin/users/edit/{one.user.pk}/": ("account", [one]),
        f"/admin/bulk/panel/user/assign_role/?id={one.user.pk}": ("accounts", [one]),
        "/admin/retention/": ("holds", [one]),
    }
    for address, (page, shown) in pages.items():
        seen = set(LookedAt.objects.values_list("pk", flat=True))
        answer = client.get(address)
        assert answer.status_code == 200, address
        rows = LookedAt.objects.exclude(pk__in=seen)
        assert sorted((row.person_id, row.page) for row in rows) == sorted(
            (member.user.pk, page) for member in shown
        ), address
        for row in rows:
            assert (row.by, row.as_role) == (admin, "Administrators")
            assert row.why and timezone.now() - row.at < dt.timedelta(minutes=5)


def test_names_on_a_draw_are_written_down_and_codes_are_not(client, admin):
    ward = make_ward()
    members = {make_membership(ward=ward).user.pk for _number in range(4)}
    draw = draw_panel(title="Assembly", size=2)
    officer = make_user(email="officer@example.org", is_staff=True)
    officer.groups.add(Group.objects.get(name="Officers"))
    other = Client()
    other.force_login(officer)
    address = f"/admin/draw/inspect/{draw.pk}/"
    assert other.get(address).status_code == 200
    assert looks() == []
    client.get(address)
    assert len(looks()) == 2
    assert {person for person, _page in looks()} < members


def test_a_page_that_is_refused_and_colleagues_write_nothing(client, admin):
    member = make_membership()
    resident = Client()
    resident.force_login(make_membership().user)
    assert resident.get(f"/admin/membership/inspect/{member.pk}/").status_code in (302, 403)
    client.get(f"/admin/users/edit/{make_user(is_staff=True).pk}/")
    client.get(f"/admin/users/edit/{admin.pk}/")
    assert looks() == []


@pytest.mark.parametrize("number", [1, 3])
def test_a_page_costs_one_statement_however_many_it_shows(client, admin, number):
    for _one in range(number):
        make_membership(ward=make_ward())
    client.get("/admin/membership/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/admin/membership/")
    inserted = [q["sql"] for q in queries if q["sql"].startswith('INSERT INTO "panel_lookedat"')]
    assert len(inserted) == 1
    assert len(queries) <= 19


# ---- who reads it --------------------------------------------------------------------------------


def test_a_member_reads_the_role_and_the_reason_and_no_name(client, admin):
    member = make_membership()
    client.get(f"/admin/membership/inspect/{member.pk}/")
    (told,) = as_file(User.objects.get(pk=member.user.pk))["looks"]
    assert {name: told[name] for name in ("role", "page", "why")} == {
        "role": "Administrators",
        "page": "Record of a member",
        "why": "To see what is held on a member",
    }
    theirs = Client()
    theirs.force_login(member.user)
    page = theirs.get("/account/data/done/").text
    assert "When staff were shown your name or address" in page
    assert "Administrators" in page
    assert "Ada" not in page and admin.email not in page


# ---- that it stays -------------------------------------------------------------------------------


@pytest.fixture
def row(client, admin):
    member = make_membership()
    client.get(f"/admin/membership/inspect/{member.pk}/")
    return LookedAt.objects.get()


def refuses(act):
    with pytest.raises(DatabaseError, match="stays on record"), transaction.atomic():
        act()


def test_the_database_keeps_every_row_as_it_is(row, admin):
    rows = LookedAt.objects.filter(pk=row.pk)
    for change in (
        {"why": "Nothing"},
        {"at": timezone.now()},
        {"page": "draw"},
        {"as_role": ""},
        {"kept_until": "2000-01-01"},
        {"by": make_user()},
        {"person": make_user()},
    ):
        refuses(lambda change=change: rows.update(**change))
    refuses(rows.delete)
    assert LookedAt.objects.get().why == row.why


def test_accounts_that_are_deleted_go_from_it_and_the_row_stays(row, admin):
    person = row.person
    person.membership.delete()
    person.delete()
    admin.delete()
    (left,) = LookedAt.objects.all()
    assert (left.person, left.by, left.as_role) == (None, None, "Administrators")


def test_after_twelve_months_it_goes(client, admin):
    member = make_membership()
    with time_machine.travel("2025-03-31 12:00Z", tick=False):
        client.force_login(admin)
        client.get(f"/admin/membership/inspect/{member.pk}/")
    for moment, count in (("2026-03-30 12:01Z", 0), ("2026-03-31 12:01Z", 1)):
        with time_machine.travel(moment, tick=False):
            assert next(line.due for line in report() if line.rule.code == "looks") == count
    with time_machine.travel("2026-03-31 12:01Z", tick=False):
        run()
    assert not LookedAt.objects.exists()


def test_no_name_is_left_in_the_log_of_acts_after_somebody_left(admin, client):
    member = make_membership(user=make_user(email="quillon@example.org"))
    place_hold(kind="foi", reason="FOI 12", by=admin, person=member.user).delete()
    client.post(
        f"/admin/users/edit/{member.user.pk}/",
        {"email": member.user.email, "first_name": "Quillon", "last_name": "F", "is_active": "on"},
    )
    assert ModelLogEntry.objects.filter(action="wagtail.edit").exists()
    leave_panel(member.user)
    removed = make_membership(user=make_user(email="quillon@example.net"))
    remove(membership=removed, reason="Asked for it", by=admin)
    labels = list(ModelLogEntry.objects.values_list("label", flat=True))
    assert len(labels) >= 3
    assert not [label for label in labels if "uillon" in label]
