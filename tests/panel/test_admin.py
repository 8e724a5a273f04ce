"""People and places in the CMS: who may look, and who may change."""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from wagtail.models import ModelLogEntry

from panel.loading.census import load_census
from panel.models import CensusCount, Councillor, LoadedFile, PostcodeEdition, WardSuccession
from tests.panel.factories import make_council, make_edition, make_membership, make_user, make_ward

LISTS = ["/admin/ward/", "/admin/councillor/", "/admin/membership/", "/admin/postcodeedition/"]


@pytest.fixture(autouse=True)
def council(db):
    return make_council()


def staff(*codenames, **fields):
    user = make_user(is_staff=True, **fields)
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    return user


ADMINISTRATOR = [
    *("view_ward", "add_councillor", "change_councillor", "delete_councillor"),
    *("view_membership", "view_postcodeedition", "change_postcodeedition"),
]


@pytest.mark.parametrize(
    ("permissions", "statuses"),
    [
        ([], [302, 302, 302, 302]),
        (["view_ward"], [200, 302, 302, 302]),
        (["change_councillor"], [302, 200, 302, 302]),
        (ADMINISTRATOR, [200, 200, 200, 200]),
    ],
)
def test_lists_open_by_permission_alone(client, permissions, statuses):
    make_membership(user=make_user(email="maya@example.org"))
    make_edition()
    Councillor.objects.create(ward=make_ward(), name="Rowan Achebe", starts_on="2024-05-02")
    client.force_login(staff(*permissions))
    pages = [client.get(address) for address in LISTS]
    assert [page.status_code for page in pages] == statuses
    assert ("maya@example.org" in pages[2].text) is (statuses[2] == 200)


PLACES = ["/admin/wardgroup/", "/admin/wardsuccession/", "/admin/boundarychange/"]


@pytest.mark.parametrize(
    ("permissions", "statuses"),
    [
        ([], [302, 302, 302, 302]),
        (["add_wardgroup", "change_wardgroup"], [200, 302, 302, 302]),
        (["view_wardsuccession", "view_boundarychange"], [302, 200, 200, 302]),
        (["view_loadedfile"], [302, 302, 302, 200]),
    ],
)
def test_lists_of_boundaries_and_files_open_by_permission_alone(client, permissions, statuses):
    client.force_login(staff(*permissions))
    found = [client.get(address).status_code for address in [*PLACES, "/admin/loadedfile/"]]
    assert found == statuses


def test_what_a_ward_became_is_shown_in_shares(client):
    earlier, later = make_ward(name="Old Ash"), make_ward(name="Ash")
    WardSuccession.objects.create(
        earlier=earlier, later=later, postcodes=410, share_of_earlier=0.9951, share_of_later=0.9
    )
    client.force_login(staff("view_wardsuccession"))
    page = client.get("/admin/wardsuccession/").text
    assert all(words in page for words in ("Old Ash", "410", "99.5%", "90.0%"))


def test_the_newest_file_is_taken_back_once_asked_for(client, tmp_path):
    make_ward(name="Ash", code="E05000001")
    path = tmp_path / "census.csv"
    path.write_text("ward_code,variable,category,count\nE05000001,usual_residents,All,12\n")
    load_census(path)
    loaded = LoadedFile.objects.get()
    address = f"/admin/loaded-files/{loaded.pk}/take-back/"

    client.force_login(staff("view_loadedfile"))
    assert address not in client.get("/admin/loadedfile/").text
    assert client.post(address).status_code == 302
    assert CensusCount.objects.count() == 1

    client.force_login(staff("view_loadedfile", "change_loadedfile"))
    assert address in client.get("/admin/loadedfile/").text
    assert "What stood there before it comes back" in client.get(address).text
    assert CensusCount.objects.count() == 1
    page = client.post(address, follow=True).text
    assert "census.csv is taken back." in page
    assert not CensusCount.objects.exists()
    assert ModelLogEntry.objects.get(action="panel.file_taken_back").object_id == str(loaded.pk)
    assert client.post(address).status_code == 404


def test_residents_have_no_way_in(client):
    client.force_login(make_membership().user)
    for address in [*LISTS, *PLACES, "/admin/loadedfile/"]:
        assert client.get(address).status_code in (302, 403)


def test_wards_and_members_are_looked_at_and_never_changed(client):
    membership = make_membership()
    client.force_login(staff(*ADMINISTRATOR))
    for address in (
        f"/admin/ward/edit/{membership.ward_id}/",
        f"/admin/ward/delete/{membership.ward_id}/",
        "/admin/ward/new/",
        f"/admin/membership/edit/{membership.pk}/",
        f"/admin/membership/delete/{membership.pk}/",
        "/admin/membership/new/",
    ):
        assert client.get(address).status_code == 302, address
        assert client.post(address, {}).status_code == 302, address
    page = client.get(f"/admin/membership/inspect/{membership.pk}/")
    assert (page.status_code, membership.postcode in page.text) == (200, True)
    membership.refresh_from_db()


@pytest.mark.parametrize(
    ("code", "seats", "is_kept"),
    [
        ("E05900801", "1", True),
        ("E05900801", "3", True),
        ("E05900801", "4", False),
        ("E05900801", "0", False),
        ("S13900801", "5", True),
        ("W05900801", "11", False),
        ("E05900801", "", False),
    ],
)
def test_how_many_councillors_a_ward_elects_is_set_and_nothing_else(client, code, seats, is_kept):
    ward = make_ward(name="Easton", code=code, seats=2)
    Councillor.objects.create(ward=ward, name="A", starts_on="2020-05-07")
    client.force_login(staff("view_ward", "change_ward"))
    address = f"/admin/ward/edit/{ward.pk}/"
    assert client.get(address).status_code == 200
    page = client.post(address, {"seats": seats, "name": "Elsewhere", "code": "E05000001"})
    assert page.status_code == (302 if is_kept else 200)
    if seats and not is_kept:
        assert "A ward here has 1 to" in page.text
        assert f'value="{seats}"' in page.text
    ward.refresh_from_db()
    assert (ward.seats, ward.name, ward.code) == (int(seats) if is_kept else 2, "Easton", code)
    assert ward.vacancies() == ward.seats - 1
    assert ModelLogEntry.objects.filter(action="wagtail.edit").exists() is is_kept


def test_a_councillor_is_added(client):
    ward = make_ward(name="Easton", seats=2)
    client.force_login(staff(*ADMINISTRATOR))
    client.post(
        "/admin/councillor/new/",
        {
            "ward": ward.pk,
            "name": "Rowan Achebe",
            "party": "",
            "email": "",
            "starts_on": "2024-05-02",
            "ends_on": "",
        },
    )
    assert [str(c) for c in ward.councillors.serving()] == ["Rowan Achebe"]
    assert ward.vacancies() == 1


def test_a_term_is_dated(client):
    ward = make_ward(seats=1)
    Councillor.objects.create(ward=ward, name="A", starts_on="2020-05-07", ends_on="2024-05-01")
    Councillor.objects.create(ward=ward, name="B", starts_on="2024-05-02")
    days = ["2020-05-06", "2020-05-07", "2024-05-01", "2024-05-02"]
    assert [[c.name for c in ward.councillors.serving(day)] for day in days] == [
        [],
        ["A"],
        ["A"],
        ["B"],
    ]
    assert [ward.vacancies(day) for day in days] == [1, 0, 0, 0]


def older_edition(**fields):
    return PostcodeEdition.objects.create(
        **{"product": "Code-Point Open", "file_name": "older.csv", "completed_at": timezone.now()}
        | fields
    )


def test_an_administrator_returns_to_an_older_postcode_file_and_it_is_noted(client):
    current, older = make_edition(), older_edition()
    user = staff(*ADMINISTRATOR)
    client.force_login(user)
    address = f"/admin/postcode-files/{older.pk}/answer/"
    assert address in client.get("/admin/postcodeedition/").text
    assert client.get(address).status_code == 200
    assert PostcodeEdition.objects.get(is_current=True) == current
    assert client.post(address).url == "/admin/postcodeedition/"
    assert PostcodeEdition.objects.get(is_current=True) == older
    entry = ModelLogEntry.objects.get(action="panel.postcode_file_chosen")
    assert (entry.user, entry.object_id) == (user, str(older.pk))


def test_an_unfinished_file_never_answers_nor_without_permission(client):
    make_edition()
    unfinished, older = older_edition(completed_at=None), older_edition()
    client.force_login(staff(*ADMINISTRATOR))
    page = client.post(f"/admin/postcode-files/{unfinished.pk}/answer/")
    assert page.status_code == 404
    client.force_login(staff("view_postcodeedition"))
    client.post(f"/admin/postcode-files/{older.pk}/answer/")
    assert PostcodeEdition.objects.get(is_current=True).file_name == "test.csv"


def test_hostile_names_do_no_harm_in_lists_of_staff(client):
    nasty = '<script>alert(1)</script>"onmouseover=x'
    membership = make_membership()
    type(membership.user).objects.filter(pk=membership.user_id).update(display_name=nasty)
    client.force_login(staff(*ADMINISTRATOR))
    text = client.get("/admin/membership/").text
    assert nasty not in text
    assert re.search(r"&lt;script&gt;alert\(1\)", text)


def test_an_account_is_made_for_staff_without_a_password(client):
    client.force_login(make_user(is_superuser=True, is_staff=True))
    page = client.get("/admin/users/new/")
    assert page.status_code == 200
    assert 'type="password"' not in page.text
    group = Group.objects.create(name="Officers of a test")
    client.post(
        "/admin/users/new/",
        {
            "email": "nadia@example.org",
            "first_name": "Nadia",
            "last_name": "Karim",
            "groups": [group.pk],
        },
    )
    assert [str(user) for user in group.user_set.all()] == ["Nadia Karim"]
