"""Several people at one e-mail address, told apart by the mobile numbers that they have proved."""

import datetime as dt
import re

import pytest
import time_machine
from django.contrib.auth import get_user
from django.core import mail as outbox
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from core.refusals import Refused
from home.request_forms import ReceiveForm
from panel import mail
from panel.at_address import open_by_letter, person_named
from panel.invitations import UnusableCode, batch_of, make_codes
from panel.joining import leave_panel
from panel.models import (
    InvitationBatch,
    InvitationCode,
    Membership,
    MobileNumber,
    SecurityEvent,
    User,
)
from panel.models.people import second_identity_of
from panel.own_address import change_address
from panel.own_password import set_password
from panel.texts import proving
from tests.panel.factories import BRISTOL, make_council, make_edition, make_membership, make_ward
from tests.panel.factories import make_user as make_account
from tests.panel.test_own_password import newest_code

LOGIN, CODE, JOIN, JOIN_CODE = "/account/login/", "/account/login/code/", "/join/", "/join/code/"
WHO, WHO_CODE, MOBILE = "/account/login/who/", "/account/login/who/code/", "/account/mobile/"
HOME, HERS, HIS, NOBODYS = "home@example.org", "07700 900123", "07700 900456", "07700 900789"


@pytest.fixture(autouse=True)
def places(db, settings, tmp_path):
    settings.TEXTS, settings.TEXT_FILE_PATH = "outbox", tmp_path
    make_council(is_demonstration=True)
    ward = make_ward(name="Easton", code="E05010896")
    make_edition(BS56XX=(BRISTOL, ward.code, ""))


@pytest.fixture
def first():
    """A member whom the address stands for, as it did before anybody shared it."""
    return make_membership(user=make_account(email=HOME)).user


def sharing(number, email=HOME) -> User:
    """Return a member who shares an address and is known by a number."""
    read = proving_number(number)
    user = make_account(email=email, second_identity=second_identity_of(read))
    make_membership(user=user)
    proving.keep(user, read)
    return user


def proving_number(number) -> str:
    return "+44" + number[1:].replace(" ", "")


def who(client):
    user = get_user(client)
    return user if user.is_authenticated else None


def prove_address(client, at=LOGIN, then=CODE, **more):
    client.post(at, {"email": HOME, **more})
    return client.post(then, {"code": newest_code()})


def texted_code(client) -> str:
    return re.search(r"Your code is: <b>([^<]+)</b>", client.get(WHO_CODE).text)[1]


def say_number(client, number):
    assert client.post(WHO, {"action": "number", "number": number}).url == WHO_CODE
    return client.post(WHO_CODE, {"code": texted_code(client)})


# ---- joining -----------------------------------------------------------------------------------


def test_a_second_person_joins_with_the_address_and_a_number_of_their_own(client, first):
    assert "We share an e-mail address at home" in client.get(JOIN).text
    assert prove_address(client, JOIN, JOIN_CODE, shares="on").url == WHO
    page = client.get(WHO).text
    assert "Your own mobile number" in page and "without a mobile number" not in page
    assert who(client) is None
    say_number(client, HIS)
    second = who(client)
    assert second != first and second.email == HOME
    client.post("/join/where/", {"action": "find", "postcode": "BS5 6XX"})
    client.post("/join/you/", {"age_band": "35-49", "agrees": "on"})
    assert Membership.objects.filter(user__email=HOME).count() == 2
    assert MobileNumber.objects.get(user=second).number == proving_number(HIS)
    assert mail.letter_to(second, "panel/mail/password_set", {}, kind="service").to == [HOME]


def test_who_joins_again_with_the_same_number_is_signed_in_and_not_made_twice(client, first):
    second = sharing(HIS)
    prove_address(client, JOIN, JOIN_CODE, shares="on")
    say_number(client, HIS)
    assert who(client) == second
    assert User.objects.filter(email=HOME).count() == 2


def test_the_database_keeps_one_account_for_an_address_and_number(first):
    sharing(HIS)
    for identity in ("", second_identity_of(proving_number(HIS))):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.create_user(HOME, second_identity=identity)


def test_where_no_texts_are_sent_nobody_shares_and_the_address_stands_for_the_first(
    client, first, settings
):
    sharing(HIS)
    settings.TEXTS = ""
    assert "We share an e-mail address" not in client.get(JOIN).text
    prove_address(client, shares="on")
    assert who(client) == first


# ---- by a letter, without a mobile ---------------------------------------------------------------


def letters(number=2, **fields):
    """Return the codes of a batch of letters, as they are printed."""
    day = timezone.localdate() + dt.timedelta(days=30)
    batch = InvitationBatch.objects.create(
        **{"name": "Shared", "kind": "shared", "number": number, "expires_on": day} | fields
    )
    return make_codes(batch=batch)


def say_letter(client, code):
    return client.post(WHO, {"action": "letter", "letter": code})


@pytest.mark.parametrize("texts", ["outbox", ""])
def test_who_has_no_mobile_joins_with_a_letter_and_signs_in_with_it(client, first, settings, texts):
    settings.TEXTS = texts
    mine, another = letters()
    prove_address(client, JOIN, JOIN_CODE, shares="on")
    page = client.get(WHO).text
    assert "The code from your letter" in page
    assert ("Your mobile number" in page) == bool(texts)
    say_letter(client, mine.lower())
    second = who(client)
    assert second != first and (second.email, second.is_told_apart_by_number) == (HOME, False)
    assert person_named(f"{HOME} {mine}") == second
    make_membership(user=second)

    browser = Client()
    assert prove_address(browser).url == WHO
    wrong = say_letter(browser, another)  # never used to join
    assert (wrong.status_code, who(browser)) == (422, None)
    assert "Nobody has joined in this way with this address." in wrong.text
    assert SecurityEvent.objects.filter(kind="failed", about="Code of a letter").count() == 1
    say_letter(browser, mine)
    assert who(browser) == second
    proving.keep(second, proving_number(HIS))  # a number that is added takes nothing away
    assert User.objects.get(pk=second.pk).second_identity == second.second_identity


def test_a_code_of_a_letter_joins_one_person_once_until_its_last_day(client, first):
    mine, _other = letters()
    (late,) = letters(number=1, name="Late", expires_on=timezone.localdate())
    (invitation,) = letters(number=1, name="Invitations", kind="letters")
    prove_address(client, JOIN, JOIN_CODE, shares="on")
    say_letter(client, mine)
    assert InvitationCode.objects.exclude(used_on=None).count() == 1
    with pytest.raises(Refused, match="used already"):
        open_by_letter("elsewhere@example.org", mine)
    with pytest.raises(Refused, match="code of an invitation"):
        open_by_letter(HOME, invitation)
    with (
        time_machine.travel(timezone.now() + dt.timedelta(days=2)),
        pytest.raises(Refused, match="does not work today"),
    ):
        open_by_letter(HOME, late)
    with pytest.raises(UnusableCode, match="We ask for it after this"):
        batch_of(late)
    assert User.objects.filter(email=HOME).count() == 2


# ---- signing in --------------------------------------------------------------------------------


def test_each_signs_in_as_themselves(client, first):
    hers, his = sharing(HERS), sharing(HIS)
    for number, user in ((HERS, hers), (HIS, his)):
        browser = Client()
        assert prove_address(browser).url == WHO
        assert who(browser) is None
        assert say_number(browser, number).url == "/account/"
        assert who(browser) == user
    prove_address(client)
    assert client.post(WHO, {"action": "alone"}).url == "/account/"
    assert who(client) == first


def test_after_the_number_people_go_where_they_wanted(client):
    his = sharing(HIS)
    client.post(LOGIN + "?next=/account/details/", {"email": HOME, "next": "/account/details/"})
    client.post(CODE, {"code": newest_code()})
    assert say_number(client, HIS).url == "/account/details/"
    assert who(client) == his


def test_pages_do_not_say_whose_numbers_are_known(client, first):
    sharing(HIS)
    shown = []
    for number in (HIS, NOBODYS):
        browser = Client()
        prove_address(browser)
        browser.post(WHO, {"action": "number", "number": number})
        page = browser.get(WHO_CODE).text
        hidden = r'value="[^"]+"|nonce="[^"]+"|<b>[^<]+</b>'
        shown.append(re.sub(hidden, "", page).replace(number, ""))
    assert shown[0] == shown[1]
    prove_address(client)
    answer = say_number(client, NOBODYS)
    assert answer.url == WHO and who(client) is None
    assert "Nobody has joined in this way with this address." in client.get(WHO).text


def test_who_is_not_there_cannot_enter_alone(client):
    sharing(HIS)
    prove_address(client)
    answer = client.post(WHO, {"action": "alone"})
    assert (
        answer.status_code == 200
        and "Nobody has joined in this way with this address." in answer.text
    )
    assert who(client) is None


def test_neither_code_is_enough_by_itself(client, first):
    sharing(HIS)
    for address in (WHO, WHO_CODE):  # without the code by e-mail
        for answer in (client.get(address), client.post(address, {"action": "alone"})):
            assert answer.url in (LOGIN, WHO)
    assert client.post(WHO, {"action": "number", "number": HIS}).url == LOGIN
    prove_address(client)
    client.post(WHO, {"action": "number", "number": HIS})
    right = texted_code(client)
    for _try in range(6):
        client.post(WHO_CODE, {"code": "BCDF-GHJK"})
    client.post(WHO_CODE, {"code": right})
    assert who(client) is None


def test_it_runs_out(client, first):
    sharing(HIS)
    prove_address(client)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=21)):
        assert client.get(WHO).url == LOGIN
        assert client.post(WHO, {"action": "alone"}).url == LOGIN


def test_an_address_that_nobody_shares_signs_in_as_before_and_strangers_see_no_difference(client):
    make_membership(user=make_account(email="alone@example.org"))
    sharing(HIS)
    pages = []
    for email in (HOME, "alone@example.org", "nobody@example.org"):
        browser = Client()
        assert browser.post(LOGIN, {"email": email}).url == CODE
        page = re.sub(r'value="[^"]+"|nonce="[^"]+"|<b>[^<]+</b>', "", browser.get(CODE).text)
        pages.append(page.replace(email, ""))
    assert pages[0] == pages[1]
    assert "There is no account" in outbox.outbox[-1].subject


# ---- afterwards --------------------------------------------------------------------------------


def test_another_number_tells_apart_from_then_on_and_none_cannot(client, first):
    his, hers = sharing(HIS), sharing(HERS)
    client.force_login(his)
    client.post(MOBILE, {"action": "remove"})
    assert MobileNumber.objects.filter(user=his).exists()
    assert "tells you from others" in client.get(MOBILE).text
    proving.keep(his, proving_number(NOBODYS))
    browser = Client()
    prove_address(browser)
    say_number(browser, NOBODYS)
    assert who(browser) == his
    with pytest.raises(Refused, match="told apart by this number"):
        proving.keep(his, proving_number(HERS))
    assert MobileNumber.objects.get(user=hers).number == proving_number(HERS)


def test_an_address_of_ones_own_stands_for_one_alone(first):
    his = sharing(HIS)
    change_address(user=his, email="his@example.org")
    assert User.objects.known_by("his@example.org") == his
    assert User.objects.known_by(HOME) == first


def test_no_password_goes_with_a_shared_address(first):
    with pytest.raises(Refused, match="Others use your e-mail address"):
        set_password(user=sharing(HIS), password="lantern-otter-quarry")


def test_who_leaves_leaves_the_other_and_no_second_identity(first):
    his = sharing(HIS)
    leave_panel(his)
    his.refresh_from_db()
    assert (his.second_identity, his.email) == ("", f"left-{his.pk}@invalid")
    assert User.objects.known_by(HOME) == first


def test_staff_say_whom_they_mean(first):
    his = sharing(HIS)
    assert person_named(f" {HOME.upper()} {HIS}") == his
    assert person_named(f"{HOME} -") == first
    assert person_named(f"{HOME} {NOBODYS}") is None
    with pytest.raises(Refused, match="Several people use this address"):
        person_named(HOME)
    form = ReceiveForm({"email": HOME, "received_on": "2026-01-01", "note": "By letter"})
    assert "Several people use this address" in str(form.errors["email"])
