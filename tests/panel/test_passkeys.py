"""Passkeys, as far as the server decides; real ones are tried in `tests/browser`."""

import json
import time
from types import SimpleNamespace

import pytest
from allauth.core import context
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.core import mail
from django.test import Client, RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from core.refusals import Refused
from panel.forms_of_signing_in import PasskeySignInForm
from panel.models import SecurityEvent
from panel.passkeys import MOST, add_passkey
from tests.panel.factories import make_council, make_membership, make_user

INDEX, ADD, ENTER = "/account/2fa/", "/account/2fa/webauthn/add/", "/account/2fa/webauthn/login/"


@pytest.fixture(autouse=True)
def council(db):
    return make_council()


def keep_passkey(user, name="my phone"):
    kind = Authenticator.Type.WEBAUTHN
    return Authenticator.objects.create(user=user, type=kind, data={"name": name, "credential": {}})


def prove_lately(client, method="code"):
    session = client.session
    session["account_authentication_methods"] = [
        {"method": method, "at": time.time(), "reauthenticated": True}
    ]
    session.save()


def test_the_options_ask_for_finger_face_or_pin_and_a_key_that_signs_in_alone(client):
    user = make_membership().user
    client.force_login(user)
    prove_lately(client)
    page = client.get(ADD)
    assert page.context["options"]["publicKey"]["authenticatorSelection"] == {
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": "required",
    }
    answer = Client().get(ENTER, headers={"Accept": "application/json"}).json()
    assert answer["request_options"]["publicKey"]["userVerification"] == "required"


HOSTILE = [
    *("", "{", "null", "[]", "7", '"x"', "{}", '{"response": null}', '{"response": {}}'),
    '{"id": "x", "rawId": "x", "type": "public-key", "response": {"userHandle": 7}}',
    '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30",'
    '"attestationObject":"oA","authenticatorData":"AA","signature":"AA","userHandle":"MQ"}}',
    "x" * 50_000,
    # The library made as many bytes of these as they say, until the machine had none left.
    '{"id": "AA", "rawId": 40000000000, "type": "public-key", "response": {}}',
    '{"id": "AA", "rawId": 4%s, "type": "public-key", "response": {}}' % ("0" * 9000),
    '{"id": "AA", "rawId": "AA", "response": {"clientDataJSON": 40000000000}}',
]


@pytest.mark.parametrize("sent", HOSTILE, ids=range(len(HOSTILE)))
def test_what_no_browser_sends_is_refused_in_words(client, sent):
    visitor = Client()
    visitor.get(ENTER, headers={"Accept": "application/json"})
    answer = visitor.post(ENTER, {"credential": sent}, follow=True)
    assert "That passkey is not known here any more." in answer.text
    assert not get_user(visitor).is_authenticated
    failed = SecurityEvent.objects.filter(kind="failed", person=None)
    assert {one.about for one in failed} <= {"WebAuthn"}
    assert failed.count() == 1 or "userHandle" not in sent  # what looks like one was tried

    user = make_membership().user
    client.force_login(user)
    prove_lately(client)
    client.get(ADD)
    answer = client.post(ADD, {"credential": sent, "name": "my phone"})
    assert answer.status_code == 422
    assert 'value="my phone"' in answer.text
    assert not Authenticator.objects.exists()


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["id", "rawId", "type", "response", "userHandle", "clientDataJSON"]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=12,
    )
)
@settings(max_examples=150, deadline=None)
def test_no_shape_of_a_credential_is_a_fault_of_ours(django_db_blocker, sent):
    request = RequestFactory().post("/")
    request.session = {}
    with django_db_blocker.unblock(), context.request_context(request):
        assert not PasskeySignInForm(data={"credential": json.dumps(sent)}).is_valid()


def test_a_residents_passkey_makes_nothing_harder(client):
    """It stands beside the code by e-mail; only an app, or a role, asks for a second step."""
    user = make_membership(user=make_user(email="maya@example.org")).user
    keep_passkey(user)
    client.post("/account/login/", {"email": user.email})
    code = mail.outbox[-1].body.split("\n    ")[1].split("\n")[0]
    assert client.post("/account/login/code/", {"code": code}).url == "/account/"
    assert get_user(client) == user


def test_a_members_of_staff_passkey_is_asked_for_after_the_code(client):
    user = make_user(email="nadia@example.org", is_staff=True)
    keep_passkey(user)
    client.post("/account/login/", {"email": user.email})
    code = mail.outbox[-1].body.split("\n    ")[1].split("\n")[0]
    assert client.post("/account/login/code/", {"code": code}).url == "/account/2fa/authenticate/"


def test_a_lost_passkey_is_removed_with_a_code_by_e_mail(client):
    user = make_membership().user
    lost = keep_passkey(user, "drowned phone")
    client.force_login(user)
    assert "drowned phone" in client.get(INDEX).text
    remove = f"/account/2fa/webauthn/keys/{lost.pk}/remove/"
    session = client.session
    session.pop("account_authentication_methods")
    session.save()
    answer = client.post(remove)
    assert answer.url.startswith("/account/2fa/webauthn/reauthenticate/")
    prove_lately(client)
    assert client.get(remove).status_code == 200
    assert client.post(remove).url == INDEX
    assert not Authenticator.objects.exists()


def test_the_last_passkey_of_a_role_stays(client):
    user = make_user(is_staff=True)
    only = keep_passkey(user)
    client.force_login(user)
    prove_lately(client, "mfa")
    answer = client.post(f"/account/2fa/webauthn/keys/{only.pk}/remove/", follow=True)
    assert "this is your only one" in answer.text
    assert Authenticator.objects.filter(pk=only.pk).exists()


def test_nobody_removes_the_passkey_of_another(client):
    theirs = keep_passkey(make_user())
    client.force_login(make_membership().user)
    prove_lately(client)
    assert client.post(f"/account/2fa/webauthn/keys/{theirs.pk}/remove/").status_code == 404


def test_there_is_an_end_to_passkeys(client):
    user = make_membership().user
    for number in range(MOST):
        keep_passkey(user, f"key {number}")
    client.force_login(user)
    request = SimpleNamespace(user=user, session=client.session)
    with pytest.raises(Refused, match="You have 10 passkeys"):
        add_passkey(request, name="x", credential={})
