"""What the council's provider says, and what of it cannot be believed."""

from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import time_machine
from django.conf import settings as site
from django.test import Client

from panel.models import CouncilIdentity
from tests.panel.council_provider import KID, a_key
from tests.panel.factories import make_membership
from tests.panel.signing_on import BACK, BEGIN, EMAIL, in_role, leave, sign_in, who

# ---- what cannot be believed ---------------------------------------------------------------------


def unsigned(claims):
    return jwt.encode(claims, None, "none", headers={"kid": KID})


def by_another_key(claims):
    return jwt.encode(claims, a_key("wrong"), "RS256", headers={"kid": KID})


def by_an_unknown_key(claims):
    return jwt.encode(claims, a_key("wrong"), "RS256", headers={"kid": "other"})


def with_the_clients_secret(claims):
    return jwt.encode(claims, site.STAFF_SIGN_ON["client_secret"] * 2, "HS256", {"kid": KID})


BENT = {
    "wrong issuer": lambda t: t | {"iss": "https://evil.example"},
    "wrong audience": lambda t: t | {"aud": "another-client"},
    "for several, by nobody": lambda t: t | {"aud": ["folkmoot", "another-client"]},
    "for another party": lambda t: t | {"azp": "another-client"},
    "expired": lambda t: t | {"exp": t["iat"] - 61, "iat": t["iat"] - 600},
    "not yet": lambda t: t | {"nbf": t["iat"] + 600},
    "wrong nonce": lambda t: t | {"nonce": "of another sign-in"},
    "no nonce": lambda t: {k: v for k, v in t.items() if k != "nonce"},
    "no subject": lambda t: {k: v for k, v in t.items() if k != "sub"},
    "no expiry": lambda t: {k: v for k, v in t.items() if k != "exp"},
}


@pytest.mark.parametrize("fault", BENT)
def test_a_token_with_a_wrong_claim_opens_nothing(client, provider, fault):
    in_role()
    provider.bend = BENT[fault]
    answer = sign_in(client)
    assert (answer.status_code, who(client)) == (502, None)
    assert "We could not learn who you are from Bristol account" in answer.text
    assert not CouncilIdentity.objects.exists()


@pytest.mark.parametrize(
    "sign",
    [unsigned, by_another_key, by_an_unknown_key, with_the_clients_secret, lambda claims: "x.y.z"],
)
def test_a_token_that_the_provider_did_not_sign_opens_nothing(client, provider, sign):
    in_role()
    provider.sign = sign
    assert sign_in(client).status_code == 502
    assert who(client) is None


def test_claims_about_somebody_else_open_nothing(client, provider):
    in_role()
    del provider.claims["email"]
    provider.only_in_userinfo = {"email": EMAIL, "email_verified": True}
    provider.userinfo_sub = "person-2"
    assert sign_in(client).status_code == 502


def test_another_issuer_that_answers_is_not_ours(client, provider):
    provider.discovery = {"issuer": "https://evil.example"}
    answer = client.post(BEGIN)
    assert (answer.status_code, who(client)) == (502, None)


def test_an_answer_that_names_another_issuer_is_not_ours(client, provider):
    in_role()
    assert client.get(leave(client) + "&iss=https%3A%2F%2Fevil.example").status_code == 502
    assert who(client) is None


def test_the_state_belongs_to_the_browser_and_works_once(client, provider):
    in_role()
    back = leave(client)
    other = Client()
    for visitor, address in ((other, back), (client, f"{back}x"), (client, f"{BACK}?code=a")):
        answer = visitor.get(address)
        assert (answer.status_code, who(visitor)) == (400, None)
        assert "This sign-in began in another browser, or too long ago" in answer.text
    assert client.get(back).status_code == 302
    client.post("/account/logout/")
    assert client.get(back).status_code == 400
    assert who(client) is None


def test_a_code_works_only_where_its_proof_is(client, provider):
    """Somebody else's code, put into one's own answer, meets a proof that does not fit."""
    in_role()
    stolen = parse_qs(urlsplit(leave(Client())).query)["code"][0]
    state = parse_qs(urlsplit(leave(client)).query)["state"][0]
    assert client.get(BACK, {"code": stolen, "state": state}).status_code == 502
    assert who(client) is None


def test_ten_minutes_are_enough_to_sign_in_there(client, provider):
    in_role()
    with time_machine.travel("2026-11-01 12:00Z", tick=False) as clock:
        back = leave(client)
        clock.shift(601)
        assert client.get(back).status_code == 400


def test_calling_it_off_leads_back_to_the_door(client, provider):
    state = parse_qs(urlsplit(client.post(BEGIN).url).query)["state"][0]
    answer = client.get(BACK, {"error": "access_denied", "state": state}, follow=True)
    assert answer.redirect_chain[-1][0] == "/account/login/"
    assert "You called it off" in answer.text


def test_a_provider_that_is_down_is_said_in_words(client, provider, settings):
    settings.STAFF_SIGN_ON["issuer"] = "http://127.0.0.1:9"
    assert client.post(BEGIN).status_code == 502


def test_somebody_signed_in_stays_who_they_are(client, provider):
    in_role()
    back = leave(client)
    member = make_membership().user
    client.force_login(member)
    assert client.get(back).url == "/account/"
    assert client.post(BEGIN).url == "/account/"
    assert who(client) == member
