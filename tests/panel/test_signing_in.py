"""The one door: codes by e-mail, for residents and for staff."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine
from django.contrib.auth import authenticate, get_user
from django.core import mail
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from core.refusals import Refused
from panel import signing_in
from panel.models import User
from panel.signing_in import CODES_AN_ADDRESS, TRIES_A_CODE, CodeProcess
from tests.panel.factories import make_council, make_membership, make_user

LOGIN, CODE = "/account/login/", "/account/login/code/"
JOIN, JOIN_CODE = "/join/", "/join/code/"


@pytest.fixture(autouse=True)
def council(db):
    return make_council()


def code_in(message) -> str:
    return re.search(r"^ {4}([A-Z-]{9})$", message.body, re.M)[1]


def ask(client, email, at=LOGIN, **more):
    return client.post(at, {"email": email, **more})


def who(client):
    return get_user(client) if "_auth_user_id" in client.session else None


@pytest.mark.parametrize("is_staff", [False, True])
def test_a_code_from_the_post_box_opens_the_door(client, is_staff):
    user = make_user(email="maya@example.org", is_staff=is_staff)
    answer = ask(client, " Maya@Example.org ")
    assert (answer.status_code, answer.url) == (302, CODE)
    code = code_in(mail.outbox[0])
    assert re.fullmatch(r"[B-Z]{4}-[B-Z]{4}", code)
    answer = client.post(CODE, {"code": f" {code.lower().replace('-', '')} "})
    assert (answer.status_code, answer.url, who(client)) == (302, "/account/", user)


def test_the_message_is_plain_and_comes_from_the_council(client):
    make_user(email="maya@example.org")
    ask(client, "maya@example.org")
    message = mail.outbox[0]
    code = code_in(message)
    assert (message.subject, message.from_email, message.to, message.reply_to) == (
        f"Your code for Ask Bristol: {code}",
        "Ask Bristol <panel@example.org>",
        ["maya@example.org"],
        ["panel@bristol.example.org"],
    )
    assert message.content_subtype == "plain"
    assert "List-Unsubscribe" not in message.extra_headers
    assert message.body == (
        "Hello,\n\nthis is your code for Ask Bristol:\n\n"
        f"    {code}\n\n"
        "Type or paste it on the page that asked for it. It works once, for 10 minutes.\n\n"
        "If you did not ask for it, do nothing. Nobody can get in without it. Give it to nobody, "
        "also not to us.\n\n"
        "-- \nAsk Bristol, Bristol City Council\n"
        "panel@bristol.example.org, phone 0117 496 0000\n"
    )


def normal(answer, *secrets):
    """Return an answer without the parts that are random for everybody."""
    text = re.sub(r'(csrfmiddlewaretoken" value=)"\w+"|nonce="[^"]+"', r"\1", answer.text)
    for secret in secrets:
        text = text.replace(secret, "*")
    return answer.status_code, answer.get("Location"), text


@pytest.mark.parametrize(("at", "then"), [(LOGIN, CODE), (JOIN, JOIN_CODE)])
def test_pages_answer_alike_whether_or_not_there_is_an_account(at, then):
    make_user(email="known@example.net")
    seen = []
    for email in ("known@example.net", "strange@example.net"):
        client = Client()
        answers = [
            ask(client, email, at),
            client.get(then),
            client.post(then, {"code": "XXXX-XXXX"}),
        ]
        seen.append([normal(answer, email) for answer in answers])
    assert seen[0] == seen[1]
    assert [status for status, _to, _text in seen[0]] == [302, 200, 422]
    assert len(mail.outbox) == 2


def test_an_unknown_address_is_told_by_letter_how_to_join(client):
    ask(client, "strange@example.org")
    message = mail.outbox[0]
    assert message.subject == "There is no account at Ask Bristol with this address"
    assert "http://127.0.0.1:8000/join/" in message.body
    client.post(CODE, {"code": ""})
    client.post(CODE, {"code": "None"})
    assert (who(client), User.objects.count()) == (None, 0)


def test_joining_makes_the_account_only_when_the_address_is_proved(client):
    assert ask(client, "new@example.org", JOIN).url == JOIN_CODE
    assert User.objects.count() == 0
    answer = client.post(JOIN_CODE, {"code": code_in(mail.outbox[0])})
    assert (answer.status_code, who(client).email) == (302, "new@example.org")
    assert client.get("/join/").url == "/join/where/"


def test_a_member_who_joins_again_is_simply_signed_in(client):
    user = make_membership(user=make_user(email="maya@example.org")).user
    ask(client, "maya@example.org", JOIN)
    client.post(JOIN_CODE, {"code": code_in(mail.outbox[0])})
    assert (who(client), User.objects.count()) == (user, 1)
    assert client.get(JOIN).url == "/account/"


def test_two_tabs_of_one_newcomer_make_one_account():
    codes, clients = [], [Client(), Client()]
    for client in clients:
        ask(client, "new@example.org", JOIN)
        codes.append(code_in(mail.outbox[-1]))
    for client, code in zip(clients, codes, strict=True):
        client.post(JOIN_CODE, {"code": code})
    assert User.objects.count() == 1
    assert [who(client).email for client in clients] == ["new@example.org"] * 2


def test_a_wrong_code_is_refused_with_status_title_summary_and_message(client):
    make_user(email="maya@example.org")
    ask(client, "maya@example.org")
    answer = client.post(CODE, {"code": "BBBB-BBBB"})
    message = "That is not the code we sent. Check it and try again."
    assert answer.status_code == 422
    assert re.search(r"<title>Error:", answer.text)
    assert "There is a problem" in answer.text
    assert f'<a href="#code">{message}</a>' in answer.text
    assert answer.text.count(message) == 2
    assert 'value="BBBB-BBBB"' in answer.text
    assert who(client) is None


def test_after_five_wrong_codes_the_right_one_is_worth_nothing(client):
    make_user(email="maya@example.org")
    ask(client, "maya@example.org")
    for _try in range(TRIES_A_CODE):
        assert client.post(CODE, {"code": "BBBB-BBBB"}).status_code == 422
    answer = client.post(CODE, {"code": code_in(mail.outbox[0])}, follow=True)
    assert "That was too many tries. Ask for a new code." in answer.text
    assert who(client) is None
    assert client.post(CODE, {"code": code_in(mail.outbox[0])}).url == LOGIN


def test_of_twelve_parallel_tries_only_five_are_looked_at(rf, monkeypatch):
    looked = []
    monkeypatch.setattr(signing_in, "compare_user_code", lambda **_c: looked.append(1) or False)
    barrier = Barrier(12)

    def guess(_number):
        process = CodeProcess.__new__(CodeProcess)
        process.state = {"number": "same", "email": "maya@example.org", "code": "BBBB-BBBB"}
        process.abort = lambda: None
        barrier.wait()
        try:
            process.try_code("CCCC-CCCC")
        except Refused:
            return "refused"
        return "looked at"

    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(guess, range(12)))
    assert (answers.count("looked at"), answers.count("refused"), len(looked)) == (5, 7, 5)


def test_guessing_over_many_codes_ends_too(client):
    make_user(email="maya@example.org")
    looked_at = 0
    for _code in range(CODES_AN_ADDRESS):
        ask(client, "maya@example.org")
        for _try in range(TRIES_A_CODE):
            answer = client.post(CODE, {"code": "BBBB-BBBB"})
            looked_at += answer.status_code == 422
    assert looked_at == signing_in.TRIES_AN_ADDRESS


def test_the_sixth_code_for_an_address_is_not_sent(client):
    make_user(email="maya@example.org")
    for _time in range(CODES_AN_ADDRESS):
        assert ask(Client(), "maya@example.org").status_code == 302
    answer = ask(client, "MAYA@example.org", JOIN)
    assert answer.status_code == 422
    assert "We have sent several codes already." in answer.text
    assert len(mail.outbox) == CODES_AN_ADDRESS


def test_one_computer_cannot_write_to_the_whole_town(client, monkeypatch):
    monkeypatch.setattr(signing_in, "CODES_A_COMPUTER", 3)
    statuses = [ask(Client(), f"p{n}@example.org").status_code for n in range(5)]
    assert statuses == [302, 302, 302, 422, 422]
    # Nor by pretending to be many computers.
    forged = client.post(LOGIN, {"email": "p9@example.org"}, headers={"X-Forwarded-For": "1.2.3.4"})
    assert forged.status_code == 422


def test_a_code_works_for_ten_minutes(client):
    make_user(email="maya@example.org")
    with time_machine.travel("2026-11-01 12:00Z", tick=False) as clock:
        ask(client, "maya@example.org")
        clock.shift(601)
        answer = client.post(CODE, {"code": code_in(mail.outbox[0])}, follow=True)
    assert "That code has run out. Ask for a new one." in answer.text
    assert who(client) is None


def test_a_new_code_replaces_the_old_one(client):
    make_user(email="maya@example.org")
    ask(client, "maya@example.org")
    client.post(CODE, {"action": "again"})
    old, new = (code_in(message) for message in mail.outbox)
    assert client.post(CODE, {"code": old}).status_code == 422
    assert client.post(CODE, {"code": new}).status_code == 302
    assert who(client) is not None


def test_a_code_opens_only_the_browser_that_asked(client):
    make_user(email="maya@example.org")
    ask(client, "maya@example.org")
    other = Client()
    assert other.post(CODE, {"code": code_in(mail.outbox[0])}).url == LOGIN
    assert who(other) is None


def test_a_closed_account_stays_closed(client):
    make_user(email="gone@example.org", is_active=False)
    ask(client, "gone@example.org")
    assert mail.outbox == []
    ask(client, "gone@example.org", JOIN)
    client.post(JOIN_CODE, {"code": code_in(mail.outbox[0])})
    assert who(client) is None


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ("/wards/", "/wards/"),
        ("https://evil.example/", "/account/"),
        ("//evil.example/", "/account/"),
        ("/\\evil.example", "/account/"),
        ("javascript:alert(1)", "/account/"),
    ],
)
def test_after_the_code_people_go_where_they_wanted_but_never_elsewhere(client, asked, sent):
    make_user(email="maya@example.org")
    ask(client, "maya@example.org", next=asked)
    answer = client.post(CODE, {"code": code_in(mail.outbox[0])})
    assert answer.url == sent
    assert client.get(LOGIN, {"next": asked}).url == sent


def test_a_password_opens_nothing_through_the_framework(client):
    user = make_user(email="admin@example.org", password="open sesame", is_superuser=True)
    assert authenticate(email=user.email, username=user.email, password="open sesame") is None
    assert user.check_password("open sesame")  # so the line above could have failed


def addresses(patterns, before=""):
    """Yield every address without parameters."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield "/" + re.sub(r"\^|\$|\\Z|\\", "", route)


def test_one_address_takes_a_password_and_none_signs_in_whose_address_is_unproved():
    user = make_user(email="admin@example.org", password="open sesame", is_superuser=True)
    known = {
        "username": user.email,
        "email": user.email,
        "login": user.email,
        "password": "open sesame",
        "password1": "open sesame",
        "code": "BBBB-BBBB",
    }
    tried, takes_password = 0, []
    for address in sorted(set(addresses(get_resolver().url_patterns))):
        if any(c in address for c in "<>()[]*?+"):
            continue
        client = Client(raise_request_exception=False)
        tried += 1
        page = client.get(address)
        if b'type="password"' in (getattr(page, "content", b"") or b""):
            takes_password.append(address)
        client.post(address, known)
        assert who(client) is None, address
    assert tried > 50
    assert takes_password == ["/account/login/password/"]


def test_the_ways_in_are_these_and_no_others():
    """Whatever is added to the addresses of accounts has to be thought of here."""
    account = next(p for p in get_resolver().url_patterns if str(p.pattern) == "account/")
    found = {address.removeprefix("/") for address in addresses(account.url_patterns)}
    ways_in = {"login/", "login/code/", "login/password/", "2fa/webauthn/login/", "council/back/"}
    ways_in |= {"login/who/", "login/who/code/"}  # of several people at one address
    on_the_way = {"council/", "2fa/authenticate/", "signup/", "inactive/", "logout/"}
    of_who_is_in = {"confirm/", "password/"}
    ways_to_a_second_step = {a for a in found if a.startswith("2fa/")} - ways_in - on_the_way
    assert found == ways_in | on_the_way | of_who_is_in | ways_to_a_second_step
    for address in of_who_is_in | ways_to_a_second_step:
        if "<" not in address:
            assert Client().get(f"/account/{address}").url.startswith(LOGIN), address


@pytest.mark.parametrize(
    "address",
    [
        "/admin/login/",
        "/_util/login/",
        "/admin/",
        "/admin/password_reset/",
        "/account/password/reset/",
        "/account/signup/",
        "/account/email/",
        "/account/reauthenticate/",
        "/account/3rdparty/",
        "/account/3rdparty/signup/",
        "/account/social/connections/",
        "/account/social/login/cancelled/",
        "/account/oidc/council/login/",
        "/account/openid_connect/login/callback/",
    ],
)
def test_the_doors_of_the_libraries_are_walled_up_or_lead_to_ours(client, address):
    answer = client.get(address, follow=True)
    last = answer.redirect_chain[-1][0] if answer.redirect_chain else address
    assert answer.status_code == 404 or last.split("?")[0] in (LOGIN, JOIN)


def test_a_resident_is_told_that_the_cms_is_not_theirs_and_not_sent_round_in_circles(client):
    client.force_login(make_user())
    answer = client.get("/admin/", follow=True)
    assert answer.status_code == 403
    words = answer.content.decode()
    assert "This is where the council’s staff work." in words
    assert "permission to access the admin" not in words


def test_signing_out_takes_a_press_of_a_button(client):
    client.force_login(make_user())
    assert client.get("/account/logout/").status_code == 200
    assert who(client) is not None
    assert client.post("/account/logout/").url == "/"
    assert who(client) is None


def test_a_forged_form_is_refused():
    client = Client(enforce_csrf_checks=True)
    assert [client.post(at, {"email": "a@example.org"}).status_code for at in (LOGIN, JOIN)] == [
        403,
        403,
    ]


def test_a_demonstration_shows_the_code_for_invented_addresses_only(council):
    council.is_demonstration = True
    council.save()
    for email, shown in (("maya@example.org", True), ("maya@real.example.uk", False)):
        make_user(email=email)
        client = Client()
        ask(client, email)
        assert (code_in(mail.outbox[-1]) in client.get(CODE).text) is shown


def test_outside_a_demonstration_no_code_is_ever_shown(client, settings, council):
    make_user(email="maya@example.org")
    ask(client, "maya@example.org")
    assert code_in(mail.outbox[-1]) not in client.get(CODE).text
    council.is_demonstration = True
    council.save()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert code_in(mail.outbox[-1]) not in client.get(CODE).text


def test_pages_that_know_a_person_are_kept_by_no_cache(client):
    make_user(email="maya@example.org")
    ask(client, "maya@example.org")
    for address in (CODE, reverse("panel:join_code")):
        assert "no-store" in client.get(address).headers["Cache-Control"]
