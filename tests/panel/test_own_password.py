"""A password of one's own: wanted by some, needed by nobody."""

import re
import time

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import get_user
from django.core import mail
from django.test import Client

from panel import own_password
from panel.own_password import TRIES_AN_ADDRESS
from tests.panel.factories import make_council, make_membership, make_user

SET, ENTER, INDEX, CONFIRM = (
    "/account/password/",
    "/account/login/password/",
    "/account/2fa/",
    "/account/confirm/",
)
GOOD = "lantern-otter-quarry"


@pytest.fixture(autouse=True)
def council(db):
    return make_council()


@pytest.fixture
def member():
    return make_membership(user=make_user(email="maya@example.org")).user


def prove_address(client, user):
    client.post("/account/login/", {"email": user.email})
    client.post("/account/login/code/", {"code": newest_code()})


def with_password(email, **fields):
    user = make_user(email=email, password=GOOD, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def newest_code():
    return re.search(r"^ {4}(\S{9})$", mail.outbox[-1].body, re.M)[1]


def who(client):
    user = get_user(client)
    return user if user.is_authenticated else None


def test_a_member_sets_a_password_signs_in_with_it_and_removes_it(
    client, member, django_capture_on_commit_callbacks
):
    prove_address(client, member)
    other = Client()
    other.force_login(member)
    assert "You have none, and need none." in client.get(INDEX).text
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(SET, {"password": GOOD}).url == INDEX
    assert mail.outbox[-1].subject == "Your password was set"
    assert (who(client), who(other)) == (member, None)  # everybody else is out

    fresh = Client()
    answer = fresh.post(ENTER, {"email": " Maya@example.org", "password": GOOD})
    assert (answer.url, who(fresh)) == ("/account/", member)

    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(SET, {"action": "remove"}).url == INDEX
    assert mail.outbox[-1].subject == "Your password was removed"
    late = Client()
    assert late.post(ENTER, {"email": member.email, "password": GOOD}).status_code == 422
    assert who(late) is None
    prove_address(late, member)  # the code goes on working
    assert who(late) == member


@pytest.mark.parametrize(
    ("weak", "words"),
    [
        ("", "Enter a new password"),
        ("qzxj", "at least 10 characters"),
        ("password123", "too common"),
        ("maya@example.org", "too similar"),
    ],
)
def test_a_weak_password_is_refused_in_words_beside_the_field(client, member, weak, words):
    prove_address(client, member)
    answer = client.post(SET, {"password": weak})
    assert answer.status_code == 422
    assert answer.text.count(words) == 2  # in the summary and beside the field
    assert "qzxj" not in answer.text  # a password is never shown again
    member.refresh_from_db()
    assert not member.has_usable_password()


def test_an_old_proof_is_asked_for_again_and_keeps_no_password_meanwhile(client, member):
    with time_machine.travel(time.time() - 3600, tick=False):
        prove_address(client, member)
    answer = client.post(SET, {"password": GOOD})
    assert answer.url == f"{CONFIRM}?next=%2Faccount%2Fpassword%2F"
    assert GOOD not in str(dict(client.session))
    assert "Send me a code" in client.get(answer.url).text
    client.post(answer.url, {"action": "send"})
    assert client.post(answer.url, {"code": "BBBB-BBBB"}).status_code == 422
    assert client.post(answer.url, {"code": newest_code()}).url == SET
    assert client.get(SET).status_code == 200


def test_confirming_ends_after_five_tries(client, member):
    prove_address(client, member)
    client.post(CONFIRM, {"action": "send"})
    right = newest_code()
    for _try in range(5):
        assert client.post(CONFIRM, {"code": "BBBB-BBBB"}).status_code == 422
    assert "too many tries" in client.post(CONFIRM, {"code": right}).text
    assert "has run out" in client.post(CONFIRM, {"code": right}).text


def test_unknown_addresses_wrong_and_missing_passwords_are_refused_alike(client, member):
    known = with_password("known@example.org")
    make_user(email="unproved@example.org", password=GOOD)
    make_user(email="gone@example.org", password=GOOD, is_active=False)
    seen = set()
    for email in (
        *(known.email, member.email, "strange@example.org"),
        *("gone@example.org", "unproved@example.org"),
    ):
        password = "wrong-wrong-wrong" if email == known.email else GOOD
        answer = Client().post(ENTER, {"email": email, "password": password})
        text = re.sub(r'csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"', "", answer.text)
        seen.add((answer.status_code, text.replace(email, "*")))
    assert len(seen) == 1
    assert "do not go together" in seen.pop()[1]


def test_the_same_work_is_done_for_an_unknown_address(monkeypatch, client):
    hashed = []
    monkeypatch.setattr(own_password, "make_password", hashed.append)
    client.post(ENTER, {"email": "strange@example.org", "password": GOOD})
    assert hashed == [GOOD]


def test_guessing_ends_and_the_code_still_works(client):
    user = with_password("known@example.org")
    for _try in range(TRIES_AN_ADDRESS):
        assert "do not go together" in guess(client, user, "wrong-wrong-wrong")
    assert "too many tries" in guess(client, user, GOOD)
    assert who(client) is None
    prove_address(client, user)
    assert who(client) == user


def guess(client, user, password):
    return client.post(ENTER, {"email": user.email, "password": password}).text


def test_a_password_is_never_enough_where_a_second_step_is_on(client):
    user = with_password("nadia@example.org")
    TOTP.activate(user, "A" * 32)
    answer = client.post(ENTER, {"email": user.email, "password": GOOD})
    assert (answer.url, who(client)) == ("/account/2fa/authenticate/", None)


def test_staff_with_a_password_and_no_second_step_set_one_up(client):
    user = with_password("nadia@example.org", is_staff=True)
    client.post(ENTER, {"email": user.email, "password": GOOD})
    assert client.get("/admin/").url == INDEX
    # Setting one up asks for a code by e-mail first: the password is not proof enough.
    answer = client.get("/account/2fa/totp/activate/")
    assert answer.url.startswith(CONFIRM)
    client.post(answer.url, {"action": "send"})
    assert client.post(answer.url, {"code": newest_code()}).url == "/account/2fa/totp/activate/"
    assert client.get("/account/2fa/totp/activate/").status_code == 200


@pytest.mark.parametrize(
    ("asked", "sent"), [("/wards/", "/wards/"), ("https://evil.example/", "/account/")]
)
def test_after_the_password_people_go_where_they_wanted_but_never_elsewhere(client, asked, sent):
    user = with_password("known@example.org")
    form = {"email": user.email, "password": GOOD, "next": asked}
    assert client.post(ENTER, form).url == sent
    assert client.get(ENTER, {"next": asked}).url == sent


def test_who_is_signed_out_sets_nothing(client):
    assert client.post(SET, {"password": GOOD}).url == f"/account/login/?next={SET}"
