"""A panel drawn in public: listed, published, chosen by a number, and never changed in between."""

from collections import Counter
from hashlib import sha256

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from analysis.sortition.public import read_panels, verify
from analysis.sortition.quotas import Quota
from core.forms import REFUSED
from core.refusals import Refused
from home.roles import ensure_roles
from panel.drawing import call_off, draw_in_background, members_to_invite, plan_draw, plan_round
from panel.joining import leave_panel
from panel.models import Draw, DrawMember
from panel.proof import faults_of_draw, files_of
from panel.public_draws import draw_by_number, publish_list
from tests.panel.factories import make_council, make_membership, make_user, make_ward

pytestmark = pytest.mark.django_db
EVEN = (Quota("age_band", "16-24", 2, 2), Quota("age_band", "35-49", 2, 2))
ACT = "Three ten-sided dice, City Hall, Friday 5pm"


@pytest.fixture(autouse=True)
def members():
    make_council()
    easton = make_ward(name="Easton", code="E05010896")
    for number in range(10):
        user = make_user(display_name=f"Quillon {number}")
        make_membership(user=user, ward=easton, age_band="35-49" if number > 7 else "16-24")


def listed(**fields):
    asked = {"title": "Assembly", "size": 4, "quotas": EVEN, "public_act": ACT}
    draw = plan_draw(**asked | fields)
    draw_in_background.call(draw.pk)
    return Draw.objects.get(pk=draw.pk)


def published(**fields):
    draw = listed(**fields)
    publish_list(draw=draw)
    return Draw.objects.get(pk=draw.pk)


def sign_in(client, role):
    ensure_roles()
    user = make_user(is_staff=True)
    if role:
        user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return user


# ---- the list ------------------------------------------------------------------------------------


def test_a_lottery_becomes_a_thousand_panels_and_nobody_is_drawn():
    draw = listed()
    panels = read_panels(draw.panels_text)
    assert (draw.state, draw.number, len(panels)) == ("listed", "", 1000)
    assert sha256(draw.panels_text.encode()).hexdigest() == draw.panels_sha256
    assert DrawMember.objects.count() == 0
    assert faults_of_draw(draw) == []
    with pytest.raises(Refused, match="Nobody is drawn yet"):
        members_to_invite(draw=draw)


def test_chances_by_the_list_are_the_known_ones():
    draw = listed()
    found = Counter(code for panel in read_panels(draw.panels_text) for code in panel)
    assert sorted(found.values()) == [250] * 8 + [1000] * 2
    assert (draw.lowest, draw.highest, draw.deviation) == (0.25, 1.0, pytest.approx(0, abs=1e-9))


def test_a_number_chooses_its_line_and_seats_those_people():
    draw = draw_by_number(draw=published(), number="407")
    panel = read_panels(draw.panels_text)[407]
    assert (draw.state, draw.number) == ("drawn", "407")
    assert list(draw.members.seated().values_list("code", flat=True)) == list(panel)
    assert verify(draw.panels_text, draw.panels_sha256, draw.number) == panel
    assert draw.members.count() == 10
    ages = Counter(members_to_invite(draw=draw).values_list("age_band", flat=True))
    assert ages == {"16-24": 2, "35-49": 2}
    chances = dict(draw.members.values_list("membership__age_band", "probability"))
    assert chances == {"16-24": 0.25, "35-49": 1.0}
    assert faults_of_draw(draw) == []
    assert files_of(draw)["panel.csv"].count("\n") == 5
    entry = ModelLogEntry.objects.get(action="panel.number_drawn")
    assert (entry.data["number"], entry.data["sha256"]) == ("407", draw.panels_sha256)


@pytest.mark.parametrize("number", ["000", "999", " 042 "])
def test_every_number_has_its_panel(number):
    draw = draw_by_number(draw=published(), number=number)
    seated = tuple(draw.members.seated().values_list("code", flat=True))
    assert seated == read_panels(draw.panels_text)[int(number)]


@pytest.mark.parametrize("number", ["", "7", "1000", "-12", "４０７", "abc"])
def test_what_is_no_number_of_three_digits_is_refused(number):
    draw = published()
    with pytest.raises(Refused, match="three digits"):
        draw_by_number(draw=draw, number=number)
    assert DrawMember.objects.count() == 0


def test_a_number_is_entered_once_and_only_after_publication():
    draw = listed()
    with pytest.raises(Refused, match="after the list was published"):
        draw_by_number(draw=draw, number="407")
    publish_list(draw=draw)
    with pytest.raises(Refused, match="no list here"):
        publish_list(draw=draw)
    draw_by_number(draw=draw, number="407")
    with pytest.raises(Refused, match="never changed"):
        draw_by_number(draw=draw, number="408")
    assert Draw.objects.get().number == "407"


def test_a_list_is_called_off_before_it_is_published_and_not_after():
    draw = listed()
    call_off(draw=draw)
    assert Draw.objects.get().state == "stopped"
    with pytest.raises(Refused, match="no list here"):
        publish_list(draw=draw)
    with pytest.raises(Refused, match="cannot be called off"):
        call_off(draw=published())


def test_tests_are_not_published():
    with pytest.raises(Refused, match="A test is not published"):
        listed(is_test=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Draw.objects.create(
            title="A", size=4, is_public=True, public_act=ACT, is_test=True, seed="7"
        )


CHANGES = [
    {"panels_text": "000\tA\n"},
    {"panels_sha256": "0"},
    {"text": "{}"},
    {"title": "Another"},
    {"public_act": "A coin"},
    {"published_at": None},
    {"state": "listed"},
    {"state": "stopped"},
]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("is_drawn", [False, True])
def test_the_database_refuses_every_change_after_publication(change, is_drawn):
    draw = published()
    if is_drawn:
        draw = draw_by_number(draw=draw, number="407")
    with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
        Draw.objects.filter(pk=draw.pk).update(**change)
    with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
        DrawMember.objects.filter(draw=draw)._raw_delete("default")
        Draw.objects.filter(pk=draw.pk)._raw_delete("default")
    assert faults_of_draw(Draw.objects.get()) == []


def test_the_number_itself_cannot_be_changed_and_no_panel_sits_without_one():
    draw = published()
    with pytest.raises(IntegrityError), transaction.atomic():
        Draw.objects.filter(pk=draw.pk).update(state="drawn", drawn_at=draw.published_at)
    draw_by_number(draw=draw, number="407")
    with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
        Draw.objects.filter(pk=draw.pk).update(number="408")


def test_who_leaves_between_list_and_number_is_seated_by_it_and_their_seat_filled_again():
    draw = published()
    draw = draw_by_number(draw=draw, number="000")
    leaver = draw.members.seated().filter(membership__age_band="16-24").first().membership
    leave_panel(leaver.user)
    again = plan_round(draw=draw, membership=leaver)
    draw_in_background.call(again.pk)
    again.refresh_from_db()
    assert (again.state, again.is_public, again.round) == ("drawn", False, 2)
    assert again.members.seated().count() == 4
    assert faults_of_draw(again) == []
    draw.refresh_from_db()
    assert (draw.state, draw.number) == ("superseded", "000")
    assert faults_of_draw(draw) == []


def test_with_another_secret_codes_lead_to_nobody_and_nothing_is_drawn(settings):
    draw = published()
    settings.PARTICIPATION_SECRET = "another secret, much longer than the one before it"
    with pytest.raises(Refused, match="the secret"):
        draw_by_number(draw=draw, number="407")
    assert Draw.objects.get().state == "published"


# ---- in the CMS ----------------------------------------------------------------------------------


def asked(**fields):
    usual = {"title": "Assembly", "size": 4, "quotas_from": "none", "algorithm": "leximin"}
    return usual | fields


def test_an_officer_takes_a_draw_through_all_its_steps(client, django_capture_on_commit_callbacks):
    officer = sign_in(client, "Officers")
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post("/admin/draw-a-panel/", asked(is_public="on", public_act=ACT)).url
    draw = Draw.objects.get()
    number = f"/admin/draws/{draw.pk}/number/"
    shown = client.get(page).text
    assert "Publish the list" in shown
    assert draw.panels_sha256 in shown
    assert client.get(number).status_code == 404
    assert client.get(f"/draws/{draw.pk}/").status_code == 404
    assert client.get(f"/admin/draws/{draw.pk}/files/panels.txt").text == draw.panels_text
    assert client.get(f"/admin/draws/{draw.pk}/files/panel.csv").status_code == 404

    client.post(f"/admin/draws/{draw.pk}/publish/")
    shown = client.get(page).text
    assert "Enter the number" in shown
    assert "Call the draw off" not in shown

    slip = client.post(number, {"number": "407", "again": "470"})
    assert slip.status_code == REFUSED
    assert "The two numbers differ" in slip.text
    assert client.post(number, {"number": "4O7", "again": "4O7"}).status_code == REFUSED
    assert client.post(number, {"number": "407", "again": "407"}).url == page
    assert "Who sits" in client.get(page).text
    assert client.get(f"/admin/draws/{draw.pk}/files/panel.csv").status_code == 200
    assert client.post(number, {"number": "408", "again": "408"}).status_code == 404
    assert {entry.user for entry in ModelLogEntry.objects.for_instance(draw)} == {officer}


@pytest.mark.parametrize("role", ["Debate moderators", "Analysts", "Councillors", ""])
def test_others_neither_publish_nor_enter_numbers(client, role):
    first, second = listed(), published()
    sign_in(client, role)
    client.post(f"/admin/draws/{first.pk}/publish/")
    client.post(f"/admin/draws/{second.pk}/number/", {"number": "407", "again": "407"})
    assert sorted(Draw.objects.values_list("state", flat=True)) == ["listed", "published"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"public_act": ""}, "Say how and when the number is drawn"),
        ({"public_act": ACT, "is_test": "on"}, "A test is not published"),
    ],
)
def test_a_public_draw_says_how_and_is_no_test(client, fields, words):
    sign_in(client, "Officers")
    answer = client.post("/admin/draw-a-panel/", asked(is_public="on", **fields))
    assert answer.status_code == REFUSED
    assert words in answer.text
    assert Draw.objects.count() == 0


# ---- for everybody -------------------------------------------------------------------------------


def test_everybody_reads_the_list_before_the_number_and_the_panel_after(client):
    hidden, draw = listed(title="Not yet"), published(purpose="Clean air")
    address = f"/draws/{draw.pk}/"
    before = client.get(address).text
    for words in ("will be drawn in public", draw.panels_sha256, ACT, "Clean air"):
        assert words in before
    assert client.get(f"{address}panels.txt").content == draw.panels_text.encode()
    assert client.get(f"/draws/{hidden.pk}/panels.txt").status_code == 404
    overview = client.get("/draws/").text
    assert "still to be drawn" in overview
    assert "Not yet" not in overview

    draw_by_number(draw=draw, number="407")
    after = client.get(address).text
    assert "407" in after
    assert all(code in after for code in read_panels(draw.panels_text)[407])
    assert "drawn on" in client.get("/draws/").text
    assert "Quillon" not in before + after + draw.panels_text


def test_the_public_pages_ask_little(client, django_assert_max_num_queries):
    draw = draw_by_number(draw=published(), number="407")
    published()
    for address in ("/draws/", f"/draws/{draw.pk}/"):
        client.get(address)
        with django_assert_max_num_queries(3):
            assert client.get(address).status_code == 200


def test_nothing_to_see_is_said(client):
    assert "None has been published yet." in client.get("/draws/").text
    assert client.get("/draws/1/").status_code == 404
