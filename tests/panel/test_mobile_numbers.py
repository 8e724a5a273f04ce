"""Mobile numbers: read as people type them, proved by a code, changed, removed, forgotten."""

import contextlib
import json
import re

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core.refusals import Refused
from panel import places_on_panel
from panel.joining import leave_panel
from panel.models import Consent, MessageWishes, MobileNumber
from panel.texts import proving
from panel.texts.numbers import read_number, spoken
from panel.texts.outbox import Outbox
from tests.panel.factories import make_council, make_membership, make_user

PAGE, CODE = "/account/mobile/", "/account/mobile/code/"
NUMBER = "+447700900123"


# ---- reading -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "07700900123",
        "07700 900 123",
        " 07700-900-123 ",
        "(07700) 900123",
        "+447700900123",
        "+44 7700 900123",
        "+44 (0)7700 900123",
        "0044 7700 900123",
        "447700900123",
        "\u200b07700\u00a0900\u2013123",
        "０７７００９００１２３",
    ],
)
def test_a_number_is_read_however_it_is_typed(typed):
    assert read_number(typed) == NUMBER


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("seven", "digits alone"),
        ("", "digits alone"),
        ("07700 900x23", "digits alone"),
        ("٠٧٧٠٠٩٠٠١٢٣", "digits alone"),
        ("0770 090 012", "too short"),
        ("07700 900 1234", "too long"),
        ("7700 900123", "with its 0 in front"),
        ("+353 86 123 4567", "only text UK"),
        ("0117 922 2000", "begins with 07"),
        ("0117 922 200", "too short"),
        ("07012 345678", "begins with 07"),
        ("07612 345678", "begins with 07"),
        ("0344 000 0000", "begins with 07"),
    ],
)
def test_what_is_no_mobile_number_is_refused_in_words(typed, words):
    with pytest.raises(Refused, match=words):
        read_number(typed)


def test_the_isle_of_man_has_mobile_numbers():
    assert read_number("07624 345678") == "+447624345678"


@given(st.from_regex(r"7[1-57-9][0-9]{8}", fullmatch=True))
def test_what_we_show_is_read_again_as_the_same(national):
    assert read_number(spoken(f"+44{national}")) == f"+44{national}"


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_or_refused(typed):
    with contextlib.suppress(Refused):
        assert re.fullmatch(r"\+447[0-9]{9}", read_number(typed))


# ---- proving -------------------------------------------------------------------------------------


@pytest.fixture
def texts(settings, tmp_path):
    """A demonstration, whose texts lie in files."""
    settings.TEXTS, settings.TEXT_FILE_PATH = "outbox", tmp_path
    make_council(is_demonstration=True)
    return Outbox()


@pytest.fixture
def member(client, db):
    user = make_membership().user
    client.force_login(user)
    return user


def code_in(texts) -> str:
    return texts.newest()[0].words.split()[0]


def prove(client, texts, number="07700 900123"):
    client.post(PAGE, {"number": number})
    return client.post(CODE, {"code": code_in(texts)}, follow=True)


def test_a_number_is_kept_once_its_code_was_typed(client, member, texts):
    answer = client.post(PAGE, {"number": "07700 900 123"})
    assert answer.url == CODE
    assert not MobileNumber.objects.exists()
    text = texts.newest()[0]
    assert text.number == NUMBER
    assert text.words.endswith("is your code for Ask Bristol. It works for 10 minutes.")
    page = client.get(CODE).text
    assert "07700 900123" in page
    assert code_in(texts) in page  # an invented number of a demonstration
    page = client.post(CODE, {"code": code_in(texts).lower()}, follow=True).text
    assert "Your mobile number is 07700 900123." in page
    assert MobileNumber.objects.get(user=member).number == NUMBER
    assert client.get(CODE).url == PAGE  # used up


def test_a_code_for_a_real_number_is_not_shown(client, member, texts):
    client.post(PAGE, {"number": "07911 123456"})
    assert code_in(texts) not in client.get(CODE).text


def test_a_wrong_number_keeps_what_was_typed_and_sends_nothing(client, member, texts):
    answer = client.post(PAGE, {"number": "0117 922 2000"})
    assert answer.status_code == 422
    assert "A mobile number begins with 07" in answer.text
    assert 'value="0117 922 2000"' in answer.text
    assert texts.newest() == []


def test_five_wrong_codes_are_the_last(client, member, texts):
    client.post(PAGE, {"number": "07700 900123"})
    right = code_in(texts)
    for _number in range(5):
        answer = client.post(CODE, {"code": "WRONG-CODE"})
        assert answer.status_code == 422
    answer = client.post(CODE, {"code": right}, follow=True)
    assert "That was too many tries." in answer.text
    assert not MobileNumber.objects.exists()


def test_a_code_runs_out_after_ten_minutes(client, member, texts):
    client.post(PAGE, {"number": "07700 900123"})
    with time_machine.travel(timezone.now() + timezone.timedelta(minutes=11)):
        answer = client.post(CODE, {"code": code_in(texts)}, follow=True)
    assert "That code has run out." in answer.text
    assert not MobileNumber.objects.exists()


def test_three_codes_an_hour_go_to_one_number_whoever_asks(client, member, texts):
    client.post(PAGE, {"number": "07700 900123"})
    for _number in range(2):
        client.post(CODE, {"action": "again"})
    client.force_login(make_membership().user)
    answer = client.post(PAGE, {"number": "+44 7700 900123"})
    assert (answer.status_code, len(texts.newest())) == (422, 3)
    assert "We have sent several codes already" in answer.text


def test_six_codes_an_hour_are_asked_for_by_one_person(client, member, texts):
    for number in range(8):
        client.post(PAGE, {"number": f"07700 90012{number}"})
    assert len(texts.newest()) == 6


def test_thirty_codes_an_hour_are_asked_for_from_one_computer(client, member, texts, monkeypatch):
    monkeypatch.setattr(proving, "MOST_FROM_COMPUTER", ((3, 3600),))
    for number in range(4):
        client.force_login(make_membership().user)
        answer = client.post(PAGE, {"number": f"07700 90012{number}"})
    assert (answer.status_code, len(texts.newest())) == (422, 3)
    assert "from this computer or network" in answer.text
    assert 'value="07700 900123"' in answer.text
    client.post(PAGE, {"number": "07700 900129"}, REMOTE_ADDR="192.0.2.7")
    assert len(texts.newest()) == 4


def test_the_site_sends_so_many_codes_a_day_and_no_more(client, member, texts, settings):
    assert settings.TEXT_CODES_A_DAY == 500
    settings.TEXT_CODES_A_DAY = 2
    for number in range(3):
        client.force_login(make_membership().user)
        address = f"192.0.2.{number}"
        answer = client.post(PAGE, {"number": f"07700 90012{number}"}, REMOTE_ADDR=address)
    assert (answer.status_code, len(texts.newest())) == (422, 2)
    assert "as many codes as we can today" in answer.text


@pytest.mark.django_db
@pytest.mark.parametrize("was_member", [False, True])
def test_only_who_has_a_place_on_the_panel_is_sent_a_code(client, texts, was_member):
    user = make_user()
    if was_member:
        place = make_membership(user=user)
        places_on_panel.remove(membership=place, reason="Two accounts", by=make_user())
    client.force_login(user)
    for answer in (client.get(PAGE), client.post(PAGE, {"number": "07700 900123"})):
        assert answer.url == "/account/messages/"
    assert "We text only members of the panel." in client.get("/account/messages/").text
    assert "Give us a mobile number" not in client.get("/account/messages/").text
    assert texts.newest() == []
    # Who has a number from before can still take it away.
    MobileNumber.objects.create(user=user, number=NUMBER)
    page = client.get(PAGE).text
    assert "Remove this number" in page and "Text me a code" not in page
    client.post(PAGE, {"action": "remove"})
    assert not MobileNumber.objects.exists()


def test_who_lost_their_place_while_a_code_was_under_way_gets_no_other(client, member, texts):
    client.post(PAGE, {"number": "07700 900123"})
    member.membership.delete()
    assert client.post(CODE, {"action": "again"}).url == PAGE
    assert len(texts.newest()) == 1
    client.post(CODE, {"code": code_in(texts)})
    assert not MobileNumber.objects.exists()


def test_a_number_that_another_person_has_answers_the_same(client, member, texts):
    MobileNumber.objects.create(user=make_user(), number=NUMBER)
    page = prove(client, texts).text
    assert "Your number is proved." in page
    assert MobileNumber.objects.filter(number=NUMBER).count() == 2


def test_a_number_is_changed_and_removed(client, member, texts):
    prove(client, texts)
    prove(client, texts, "07700 900456")
    assert [row.number for row in MobileNumber.objects.all()] == ["+447700900456"]
    client.post("/account/messages/", {"rhythm": "instant", "language": "en-gb", "channel": "text"})
    assert MessageWishes.objects.get(user=member).channel == "text"
    client.post(PAGE, {"action": "remove"})
    assert not MobileNumber.objects.exists()
    assert MessageWishes.objects.get(user=member).channel == "email"
    choices = Consent.objects.filter(user=member, purpose="texts").order_by("pk")
    assert [row.choice for row in choices] == ["given", "withdrawn"]


def test_texts_cannot_be_chosen_without_a_proved_number(client, member, texts):
    chosen = {"rhythm": "instant", "language": "en-gb", "channel": "text"}
    assert "By text" not in client.get("/account/messages/").text
    client.post("/account/messages/", chosen)
    assert MessageWishes.objects.get(user=member).channel == "email"


def test_one_sees_ones_number_and_leaving_forgets_it(client, member, texts):
    prove(client, texts)
    held = json.loads(client.get("/account/data.json").content)
    assert held["account"][0]["mobile_number"] == NUMBER
    leave_panel(member)
    assert not MobileNumber.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("address", [PAGE, CODE])
def test_the_pages_are_for_who_is_signed_in_where_texts_are_on(client, texts, settings, address):
    assert "/account/login/" in client.get(address).url
    settings.TEXTS = ""
    client.force_login(make_user())
    assert client.get(address).status_code == 404
    assert (
        "text"
        not in client.get("/account/messages/").text.lower().split("<main")[1].split("</main")[0]
    )


def test_an_outbox_outside_a_demonstration_offers_no_texts(client, member, texts):
    make_council(is_demonstration=False)
    assert client.get(PAGE).status_code == 404
