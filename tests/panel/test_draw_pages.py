"""Draws in the CMS: who may, what a page shows, and what it keeps to itself."""

from hashlib import sha256

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import ModelLogEntry

from analysis.sortition.quotas import Quota
from core.forms import REFUSED
from home.roles import ensure_roles
from panel.draw_page import chances_in_bars
from panel.drawing import draw_panel, plan_draw
from panel.models import CensusCount, Draw, DrawMember
from tests.panel.factories import make_council, make_membership, make_user, make_ward

pytestmark = pytest.mark.django_db
LIST, NEW = "/admin/draw/", "/admin/draw-a-panel/"
QUOTAS = b"feature,value,min,max\nage_band,16-24,2,2\nage_band,35-49,2,2\n"


@pytest.fixture(autouse=True)
def members():
    make_council()
    easton = make_ward(name="Easton", code="E05010896")
    for number in range(10):
        user = make_user(display_name=f"Quillon {number}")
        make_membership(user=user, ward=easton, age_band="35-49" if number > 7 else "16-24")
    return easton


def person(role):
    ensure_roles()
    user = make_user(is_staff=True)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


def sign_in(client, role):
    user = person(role)
    client.force_login(user)
    return user


def drawn(**fields):
    return draw_panel(**{"title": "Assembly", "size": 4} | fields)


def page_of(draw):
    return f"{LIST}inspect/{draw.pk}/"


def asked(**fields):
    usual = {"title": "Assembly", "size": 4, "quotas_from": "none", "algorithm": "leximin"}
    return usual | fields


# ---- who may -------------------------------------------------------------------------------------

MAY, MAY_NOT = ("Administrators", "Officers"), ("Debate moderators", "Analysts", "Councillors", "")


@pytest.mark.parametrize("role", MAY + MAY_NOT)
def test_officers_and_administrators_alone_draw_and_see_draws(client, role):
    draw = drawn()
    seat = draw.members.seated().first().pk
    sign_in(client, role)
    addresses = [
        LIST,
        NEW,
        page_of(draw),
        f"/admin/draws/{draw.pk}/seats/{seat}/",
        f"/admin/draws/{draw.pk}/files/panel.csv",
    ]
    found = [client.get(address).status_code for address in addresses]
    assert found == [200 if role in MAY else 302] * 5
    client.post(NEW, asked())
    client.post(addresses[3])
    assert (Draw.objects.count() == 1) is (role not in MAY)


def test_visitors_see_nothing_of_draws(client):
    draw = drawn()
    for address in (LIST, NEW, page_of(draw), f"/admin/draws/{draw.pk}/files/draw.json"):
        assert client.get(address).status_code == 302


def test_nobody_edits_or_deletes_a_draw(client):
    draw = drawn()
    sign_in(client, "Administrators")
    for action in ("edit", "delete"):
        assert client.get(f"{LIST}{action}/{draw.pk}/").status_code in (302, 404)
        client.post(f"{LIST}{action}/{draw.pk}/", {"title": "Another"})
    assert Draw.objects.get().title == "Assembly"


# ---- asking --------------------------------------------------------------------------------------


def test_a_draw_is_asked_for_and_drawn_in_the_background(
    client, django_capture_on_commit_callbacks
):
    officer = sign_in(client, "Officers")
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(
            NEW,
            asked(quotas_from="file", file=SimpleUploadedFile("quotas.csv", QUOTAS)),
        )
    draw = Draw.objects.get()
    assert answer.url == page_of(draw)
    assert (draw.state, draw.by, draw.rules) == (
        "drawn",
        officer,
        [["age_band", "16-24", 2, 2], ["age_band", "35-49", 2, 2]],
    )
    page = client.get(page_of(draw)).text
    assert all(words in page for words in ("From 25.00% to 100.00%", draw.sha256, "2–2"))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": ""}, "Give the draw a title"),
        ({"size": 11}, "A panel of 11 cannot be drawn from a pool of 10."),
        ({"quotas_from": "file"}, "Choose a file of quotas"),
        ({"quotas_from": "census"}, "No census counts by age are loaded"),
        ({"seed": "7"}, "A seed is for tests"),
        (
            {
                "quotas_from": "file",
                "file": SimpleUploadedFile("q.csv", QUOTAS.replace(b"35-49,2", b"35-49,9")),
            },
            "min is 9 and max is 2",
        ),
        (
            {
                "quotas_from": "file",
                "file": SimpleUploadedFile("q.csv", QUOTAS.replace(b"2,2", b"1,3")[:-4] + b"3,3\n"),
            },
            "At least 3 people with age_band: 35-49 are needed and the pool has 2",
        ),
    ],
)
def test_what_cannot_be_drawn_is_said_beside_the_form_and_nothing_is_kept(client, fields, words):
    sign_in(client, "Officers")
    answer = client.post(NEW, asked(**fields))
    assert answer.status_code == REFUSED
    assert words in answer.text
    assert (Draw.objects.count(), DrawMember.objects.count()) == (0, 0)


# ---- the page ------------------------------------------------------------------------------------


def test_a_draw_under_way_says_how_far_it_is_and_can_be_called_off(client):
    draw = plan_draw(title="Assembly", size=4)
    Draw.objects.update(settled=12, groups=161)
    sign_in(client, "Officers")
    assert "12 of 161 groups" in client.get(page_of(draw)).text
    assert client.get(f"/admin/draws/{draw.pk}/call-off/").status_code == 405
    client.post(f"/admin/draws/{draw.pk}/call-off/")
    assert "It was called off." in client.get(page_of(draw)).text
    assert client.get(f"/admin/draws/{draw.pk}/files/panel.csv").status_code == 404


def test_a_test_draw_is_marked_on_its_page_in_the_list_and_in_the_name_of_its_files(client):
    draw = drawn(is_test=True, seed=7)
    sign_in(client, "Administrators")
    page = client.get(page_of(draw)).text
    assert '<p class="draw-test">TEST' in page
    assert "Nobody is ever invited by this draw." in page
    listed = client.get(LIST).text
    assert "TEST: Assembly" in listed
    assert f'href="{page_of(draw)}"' in listed
    file = client.get(f"/admin/draws/{draw.pk}/files/panel.csv")
    assert f'"TEST-draw-{draw.pk}-panel.csv"' in file["Content-Disposition"]
    assert "Quillon" not in page
    real = client.get(page_of(drawn())).text
    assert "draw-test" not in real


def test_a_page_says_how_many_could_not_be_drawn_at_all(client):
    none_of_ten = (Quota("age_band", "16-24", 4, 4), Quota("age_band", "35-49", 0, 0))
    draw = drawn(quotas=none_of_ten)
    sign_in(client, "Officers")
    assert "had room for 2 of them" in client.get(page_of(draw)).text


def test_names_are_for_those_who_may_see_members(client):
    draw = drawn()
    sign_in(client, "Administrators")
    assert client.get(page_of(draw)).text.count("Quillon") == 4
    sign_in(client, "Officers")
    assert "Quillon" not in client.get(page_of(draw)).text


def test_files_hold_codes_and_categories_and_the_text_to_the_byte(client):
    draw = drawn()
    sign_in(client, "Administrators")

    def get(name):
        return client.get(f"/admin/draws/{draw.pk}/files/{name}")

    assert sha256(get("draw.json").content).hexdigest() == draw.sha256
    assert get("people.csv").text.count("\n") == 11
    assert get("panel.csv").text.startswith("id,ward,age_band\n")
    assert "Quillon" not in "".join(get(name).text for name in ("people.csv", "panel.csv"))
    assert get("names.csv").status_code == 404
    taken = ModelLogEntry.objects.filter(action="panel.draw_downloaded")
    assert taken.first().data["file"] == "panel.csv"


def test_seats_stand_beside_the_pool_and_the_residents(client, members):
    ages = ("16 to 24", "25 to 34", "35 to 49", "50 to 64", "65 years")
    CensusCount.objects.bulk_create(
        CensusCount(ward=members, variable="age_6", category=f"Aged {age}", count=n)
        for age, n in zip(ages, (100, 200, 300, 250, 150), strict=True)
    )
    draw = drawn()
    sign_in(client, "Officers")
    page = client.get(page_of(draw))
    young = next(row for row in page.context["categories"] if row.value == "16-24")
    assert (young.pool, young.pool_percent, young.residents_percent) == (8, "80.0%", "10.0%")
    assert young.seats_percent == f"{young.seats / 4:.1%}"


def test_a_seat_is_filled_again_in_the_background(client, django_capture_on_commit_callbacks):
    draw = drawn()
    row = draw.members.seated().first()
    officer = sign_in(client, "Officers")
    address = f"/admin/draws/{draw.pk}/seats/{row.pk}/"
    assert "gives up the seat in Assembly" in client.get(address).text
    with django_capture_on_commit_callbacks(execute=True) as waiting:
        again = client.post(address).url
        newest = Draw.objects.get(round=2)
        assert again == page_of(newest)
        assert "A seat is being filled again" in client.get(again).text
        assert "Call the draw off" in client.get(again).text
    assert len(waiting) == 1
    newest.refresh_from_db()
    assert (newest.state, newest.by, newest.dropped) == ("drawn", officer, row.membership)
    assert "Assembly, round 2" in client.get(again).text
    assert "had room for" not in client.get(again).text
    assert page_of(newest) in client.get(page_of(draw)).text
    assert client.get(f"/admin/draws/{draw.pk}/seats/0/").status_code == 404


def test_filling_a_seat_is_called_off_and_the_panel_stays(
    client, django_capture_on_commit_callbacks
):
    draw = drawn()
    row = draw.members.seated().first()
    sign_in(client, "Officers")
    address = f"/admin/draws/{draw.pk}/seats/{row.pk}/"
    with django_capture_on_commit_callbacks(execute=True):
        first = client.post(address).url
        client.post(f"/admin/draws/{Draw.objects.get(round=2).pk}/call-off/")
    assert "The panel of the round before still sits." in client.get(first).text
    assert Draw.objects.get(pk=draw.pk).state == "drawn"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address)
    assert [one.state for one in Draw.objects.order_by("pk")] == ["superseded", "stopped", "drawn"]


def test_two_seats_are_filled_one_after_the_other(client):
    draw = drawn()
    one, two = draw.members.seated()[:2]
    sign_in(client, "Officers")
    client.post(f"/admin/draws/{draw.pk}/seats/{one.pk}/")
    answer = client.post(f"/admin/draws/{draw.pk}/seats/{two.pk}/", follow=True)
    assert "Another seat of this panel is being filled" in answer.text
    assert Draw.objects.filter(round=2).count() == 1


def test_bars_count_everybody_once_and_end_at_the_highest_chance():
    bars = chances_in_bars([0.05, 0.3 - 1e-12, 0.3, 0.5])
    assert [bar.members for bar in bars] == [0, 1, 0, 0, 0, 0, 2, 0, 0, 1]
    assert (bars[6].label, bars[6].width) == ("30.0% to 35.0%", 100)


@pytest.mark.parametrize("size", [1, 6])
def test_the_page_of_a_draw_asks_as_much_of_a_small_as_of_a_large_one(
    client, django_assert_num_queries, size
):
    draw = drawn(size=size)
    sign_in(client, "Administrators")
    client.get(page_of(draw))
    with django_assert_num_queries(
        13
    ):  # four are of the menu, two note whom it names, and as which role
        client.get(page_of(draw))
