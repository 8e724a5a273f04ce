"""Draws from the CSV pair of somebody else: no name is stored, and all of it can be deleted."""

import csv

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile

from analysis.sortition.interchange import read_quotas
from home.roles import ensure_roles
from panel.models import DrawMember, OutsideDraw
from panel.outside import draw_outside, files_of_outside, selection_of
from tests.panel.factories import make_user

pytestmark = pytest.mark.django_db
QUOTAS = "feature,value,min,max\ngender,woman,2,2\ngender,man,2,2\n"
NEW = "/admin/other-pools/new/"


def people(*genders, address=None):
    lines = ["nationbuilder_id,name,gender,street"]
    for n, gender in enumerate(genders):
        street = address if address and n < 2 else f"{n} Farrow Road"
        lines.append(f"p{n},Quillon {n},{gender},{street}")
    return "\n".join(lines)


TEN = people(*["woman"] * 8, "man", "man")


@pytest.fixture
def officer(client):
    ensure_roles()
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name="Officers"))
    client.force_login(user)
    return user


def asked(quotas=QUOTAS, pool=TEN, **fields):
    usual = {
        "title": "Elsewhere",
        "size": 4,
        "quotas": SimpleUploadedFile("quotas.csv", quotas.encode()),
        "people": SimpleUploadedFile("people.csv", pool.encode()),
        "id_column": "nationbuilder_id",
        "algorithm": "leximin",
    }
    return usual | fields


def rows(text):
    return list(csv.DictReader(text.splitlines()))


def test_a_pool_is_uploaded_drawn_from_downloaded_and_deleted(
    client, officer, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(NEW, asked()).url
    draw = OutsideDraw.objects.get()
    assert (draw.state, len(draw.selected), draw.pool_size) == ("drawn", 4, 10)
    assert (draw.lowest, draw.highest) == pytest.approx((0.25, 1))
    assert "Quillon" not in draw.people
    assert "Farrow" not in draw.people
    told = client.get(page).text
    assert "0.2500" in told
    files = {
        name: rows(client.get(f"{page}files/{name}").text)
        for name in ("selected.csv", "remaining.csv")
    }
    assert sorted(row["gender"] for row in files["selected.csv"]) == ["man"] * 2 + ["woman"] * 2
    both = [row["id"] for name in files for row in files[name]]
    assert sorted(both) == [f"p{n}" for n in range(10)]
    assert client.get(f"{page}files/people.csv").status_code == 404
    assert not DrawMember.objects.exists()
    assert client.get(f"{page}delete/").status_code == 405
    client.post(f"{page}delete/")
    assert not OutsideDraw.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"quotas": "feature,value,min,max\ngender,man,3,3\ngender,woman,1,1\n"}, "the pool has 2"),
        ({"quotas": "feature,value,min,max\ngender,man,3,2\n"}, "min is 3 and max is 2"),
        ({"id_column": "number"}, "there is no column number"),
        ({"pool": TEN.replace("p9", "p8")}, "the id p8 is on line 10 already"),
        ({"size": ""}, "Give the number of seats"),
        ({"people": SimpleUploadedFile("p.csv", b"id,n\xe4me\n1,2\n")}, "not in UTF-8"),
        (
            {"household_columns": "street", "size": 10},
            "a panel of 10 cannot be drawn from 9 households",
        ),
    ],
)
def test_what_cannot_be_drawn_is_said_in_words_and_nothing_is_stored(
    client, officer, fields, words
):
    fields = dict(fields)
    if fields.get("household_columns"):
        fields["pool"] = people(*["woman"] * 8, "man", "man", address="1 Same Street")
        fields["quotas"] = "feature,value,min,max\ngender,woman,0,10\ngender,man,0,10\n"
    files = {name: fields.pop(name) for name in ("quotas", "pool") if name in fields}
    answer = client.post(NEW, asked(**files, **fields))
    assert answer.status_code == 422
    assert words in answer.text.replace("&#x27;", "'")
    assert not OutsideDraw.objects.exists()


def test_who_shares_an_address_with_somebody_selected_does_not_remain(client, officer):
    pool = people("woman", "woman", "man", "man", address="1 Same Street")
    quotas = "feature,value,min,max\ngender,woman,1,1\ngender,man,1,1\n"
    client.post(NEW, asked(quotas, pool, size=2, household_columns="street"))
    draw = OutsideDraw.objects.get()
    assert "Same Street" not in draw.people
    assert draw_outside.call(draw.pk) == "drawn"
    draw.refresh_from_db()
    files = files_of_outside(draw)
    assert len(rows(files["selected.csv"])) == 2
    assert [row["gender"] for row in rows(files["remaining.csv"])] == ["man"]
    assert selection_of(draw).quotas == read_quotas(quotas)


def test_a_draw_that_was_deleted_ends(client, officer):
    client.post(NEW, asked())
    draw = OutsideDraw.objects.get()
    client.post(f"/admin/other-pools/{draw.pk}/delete/")
    assert draw_outside.call(draw.pk) == "gone"


@pytest.mark.parametrize("role", ["Analysts", "Councillors", "Debate moderators"])
def test_others_do_not_draw_from_pools(client, role):
    ensure_roles()
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    assert client.get("/admin/other-pools/").status_code == 302
    client.post(NEW, asked())
    assert not OutsideDraw.objects.exists()
