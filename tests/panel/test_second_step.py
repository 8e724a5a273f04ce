"""Two-step sign-in with an app, after the code from the e-mail."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import SimpleNamespace

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth import get_user
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client

from panel.forms import CountsTries
from tests.panel.factories import make_council, make_user

LOGIN, CODE, SECOND = "/account/login/", "/account/login/code/", "/account/2fa/authenticate/"
NOON = 1_790_000_000


@pytest.fixture(autouse=True)
def council(db):
    make_council()
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def member():
    user = make_user(email="nadia@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def code_of_app(secret, step=0):
    return format_hotp_value(hotp_value(secret, NOON // 30 + step))


def prove_address(client, user):
    client.post(LOGIN, {"email": user.email})
    code = re.search(r"^ {4}(\S{9})$", mail.outbox[-1].body, re.M)[1]
    return client.post(CODE, {"code": code})


def is_in(client):
    return get_user(client).is_authenticated


def test_turned_on_it_is_asked_for_and_turned_off_it_is_not(
    client, member, django_capture_on_commit_callbacks
):
    prove_address(client, member)
    assert "It is off." in client.get("/account/2fa/").text
    page = client.get("/account/2fa/totp/activate/")
    secret = re.search(r"<code>(\w+)</code>", page.text)[1]
    assert client.post("/account/2fa/totp/activate/", {"code": "000000"}).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/account/2fa/totp/activate/", {"code": code_of_app(secret)})
    assert answer.url == "/account/2fa/recovery-codes/"
    spare = re.findall(r"<li><code>(\d+)</code>", client.get(answer.url).text)
    assert len(spare) == 10
    assert [m.subject for m in mail.outbox[1:]] == ["Two-step sign-in is on"]

    again = Client()
    assert prove_address(again, member).url == SECOND
    assert not is_in(again)
    refused = again.post(SECOND, {"code": "000000"})
    assert "That is not the code that your app shows now." in refused.text
    assert not is_in(again)
    assert again.get("/account/2fa/").url.startswith(LOGIN)
    again.post(SECOND, {"code": spare[0]})
    assert is_in(again)

    other = Client()
    prove_address(other, member)
    other.post(SECOND, {"code": spare[0]})  # each works once
    assert not is_in(other)

    # Turning it off asks for the app, or a spare code, once more.
    assert again.post("/account/2fa/totp/deactivate/").url.startswith("/account/2fa/reauth")
    again.post("/account/2fa/reauthenticate/", {"code": spare[1]})
    again.post("/account/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=member, type="totp").exists()
    last = Client()
    prove_address(last, member)
    assert is_in(last)


def test_of_twelve_parallel_second_codes_five_are_looked_at():
    looked = []

    class Form(CountsTries):
        def __init__(self):
            self.user = SimpleNamespace(pk=7)

    class Base:
        def clean_code(self):
            looked.append(1)
            raise ValidationError("no", code="incorrect_code")

    Counted = type("Counted", (Form, Base), {})
    barrier = Barrier(12)

    def guess(_number):
        barrier.wait()
        with pytest.raises(ValidationError):
            Counted().clean_code()

    with ThreadPoolExecutor(12) as threads:
        list(threads.map(guess, range(12)))
    assert len(looked) == 5


def test_pages_of_the_second_step_are_in_our_look(client, member):
    client.force_login(member)
    TOTP.activate(member, "A" * 32)
    for address in ("/account/2fa/", "/account/2fa/totp/activate/"):
        page = client.get(address, follow=True)
        assert '<main id="main">' in page.text
        assert "<style" not in page.text
