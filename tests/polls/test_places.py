"""Postcodes and places: whatever people give, only the ward is kept."""

from base64 import b64encode
from hashlib import sha256

import pytest
from django.core.cache import cache

from core.charts.maps import holds
from panel.outlines import KEPT
from polls.branching import Asked, faults_in
from polls.models import Answer, Draft, Item
from polls.places import WardPicture
from tests.panel.factories import make_council, make_edition, make_ward
from tests.polls.test_more_item_types import Questions

pytestmark = pytest.mark.django_db
LEFT, RIGHT = "M0 0L50 0L50 100L0 100Z", "M50 0L100 0L100 100L50 100Z"


@pytest.fixture
def wards():
    make_council()
    cache.delete(KEPT)
    yield [
        make_ward(name="Leftham", outline=LEFT),
        make_ward(name="Rightham", outline=RIGHT),
    ]
    cache.delete(KEPT)


def a_postcode(**fields):
    return Item(**{"kind": Item.Kind.POSTCODE, "wording": "Where do you work?"} | fields)


def a_place(**fields):
    return Item(**{"kind": Item.Kind.PLACE, "wording": "Where is it worst?"} | fields)


def test_a_postcode_gives_the_ward_and_is_kept_nowhere(client, wards):
    make_edition(BS56XX=(wards[0].council_code, wards[0].code, ""))
    asked = Questions(client, a_postcode())
    page = client.get(asked.address).text
    assert "We keep the ward it is in, and not the postcode." in page
    assert 'type="image"' not in page
    assert asked.post(**{"": "bs56xx"}).status_code == 302
    assert asked.kept() == wards[0].code
    assert "BS5" not in str(Draft.objects.get().answers)
    assert f'value="{wards[0].code}" selected' in client.get(asked.address + "?change").text
    words = asked.send()
    assert "Leftham" in words
    assert "BS5" not in words
    stored = Answer.objects.get()
    assert (stored.ward, stored.text) == (wards[0], "")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Easton", "Enter a full postcode, like BS5 6XX"),
        ("BS9 9ZZ", "We do not know where BS9 9ZZ is. Choose a ward instead"),
        ("", "Enter a postcode or choose a ward"),
    ],
)
def test_what_is_no_postcode_of_ours_is_given_back(client, wards, typed, words):
    asked = Questions(client, a_postcode())
    answer = asked.post(**{"": typed})
    assert answer.status_code == 422
    assert words in answer.text
    assert 'href="#answer"' in answer.text
    assert f'value="{typed}"' in answer.text
    assert Draft.objects.count() == 0


def test_a_ward_is_chosen_from_the_list(client, wards):
    asked = Questions(client, a_postcode())
    assert asked.post(**{"-ward": "E05000000"}).status_code == 422
    assert asked.post(**{"-ward": wards[1].code}).status_code == 302
    assert asked.kept() == wards[1].code


def test_a_point_on_the_map_is_shown_before_it_is_kept(client, wards):
    asked = Questions(client, a_place())
    page = client.get(asked.address).text
    assert page.count('type="image"') == 2
    pointed = asked.post(**{"-small.x": "210", "-small.y": "30"})
    assert pointed.status_code == 200
    assert "You pointed at Rightham. Choose Continue to keep it." in pointed.text
    assert f'value="{wards[1].code}" selected' in pointed.text
    assert f'/polls/wards.svg#{wards[1].code}"' in pointed.text
    assert Draft.objects.count() == 0
    large = asked.post(**{"-large.x": "210", "-large.y": "30"})
    assert f'value="{wards[0].code}" selected' in large.text
    assert asked.post(**{"-ward": wards[0].code}).status_code == 302
    assert "Leftham" in asked.send()


def test_a_point_beside_the_wards_is_none(client, wards):
    asked = Questions(client, a_place())
    for x in ("900", "-1", "x", "99999"):
        answer = asked.post(**{"-small.x": x, "-small.y": "30"})
        assert answer.status_code == 422
        assert "That point is in none of the wards." in answer.text


def test_enter_in_the_postcode_box_is_no_point(client, wards):
    """A browser presses the first button of a form, which may be the map, at no point at all."""
    make_edition(BS56XX=(wards[1].council_code, wards[1].code, ""))
    asked = Questions(client, a_place())
    nowhere = {"-small.x": "0", "-small.y": "0"}
    assert asked.post(**nowhere | {"": "BS5 6XX"}).status_code == 302
    assert asked.kept() == wards[1].code
    assert asked.post(**nowhere | {"-ward": wards[0].code}).status_code == 302
    assert asked.kept() == wards[0].code


def test_a_place_comes_back_as_it_was_sent(client, wards):
    asked = Questions(client, a_place())
    assert asked.comes_back(wards[0].code) == ["Where is it worst? Leftham"]
    assert asked.refuses("E05000000", "Leftham", ["x"], 5, {"": "x"})


@pytest.mark.parametrize("left", ["Words", ["12"], 7, "dk", {"12": "13"}])
def test_old_drafts_break_no_page(client, wards, left):
    asked = Questions(client, a_place())
    key = asked.member.key_for(asked.page.subject)
    Draft.objects.create(page=asked.page, key=key, answers={str(asked.item.pk): left})
    assert client.get(asked.address + "?change").status_code == 200
    assert client.get(f"/polls/{asked.page.pk}/answer/only/check/").status_code == 200


def test_the_map_is_a_picture_of_the_wards(client, wards):
    answer = client.get("/polls/wards.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.text.count("<path") == 2
    assert "<title>Rightham</title>" in answer.text
    # Which one is marked the browser alone knows: it stands in no request, so in no log.
    assert all(f'<path id="{ward.code}"' in answer.text for ward in wards)
    style = answer.text.split("<style>")[1].split("</style>")[0]
    assert style == ":target{fill:#0b4656}"
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("sent", ["E05000000", '"><script>', ""])
def test_what_is_no_ward_is_no_part_of_an_address(client, wards, sent):
    asked = Questions(client, a_place())
    answer = asked.post(**{"": "Easton", "-ward": sent})
    assert "wards.svg#" not in answer.text and "wards.svg?" not in answer.text
    assert "<script>" not in answer.text.split("<main")[1]


def test_a_point_is_found_in_its_ward_and_not_in_a_hole():
    ring = "M0 0L9 0L9 9L0 9ZM3 3L6 3L6 6L3 6Z"
    assert [holds(ring, x, 4) for x in (1, 4, 8, 10)] == [True, False, True, False]
    assert not holds("", 1, 1)


def test_the_picture_is_as_high_as_the_wards_are(wards):
    picture = WardPicture(wards, 280)
    assert picture.height == 280
    assert picture.ward_at("139", "279").name == "Leftham"
    assert picture.ward_at("141", "0").name == "Rightham"


def test_nothing_follows_from_a_place():
    earlier = Asked("a", "place", has_dont_know=True)
    assert "answered with a place" in faults_in([earlier, Asked("b", "text", "a = 1")])[1]
