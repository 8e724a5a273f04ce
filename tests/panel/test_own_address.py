"""Another e-mail address: proved, told to the old one, and nothing of the old wishes lost."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user
from django.core import mail as outbox
from django.test import Client

from core.refusals import Refused
from panel import consent, mail
from panel.importing import import_members
from panel.models import Bounce, Consent, Membership, StoppedAddress, User
from panel.own_address import change_address
from tests.panel.factories import (
    BRISTOL,
    make_council,
    make_edition,
    make_membership,
    make_user,
    make_ward,
    sign_in_by_code_alone,
)
from tests.panel.test_importing import HEAD, listing
from tests.panel.test_own_password import newest_code, prove_address, who

ADDRESS, CODE, HOME = "/account/email/", "/account/email/code/", "/account/"
OLD, NEW = "maya@example.org", "maya.new@example.org"


@pytest.fixture(autouse=True)
def council(db):
    return make_council()


@pytest.fixture
def member(client):
    """A member who has just proved by a code that it is they."""
    user = make_membership(user=make_user(email=OLD)).user
    prove_address(client, user)
    return user


def test_a_code_to_the_new_address_changes_it_and_the_old_one_is_told(
    client, member, django_capture_on_commit_callbacks
):
    other = Client()
    other.force_login(member)
    assert OLD in client.get(ADDRESS).text
    assert client.post(ADDRESS, {"email": f" {NEW.upper()} "}).url == CODE
    assert outbox.outbox[-1].to == [NEW]
    assert f"We have written to {NEW}" in client.get(CODE).text
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(CODE, {"code": newest_code()}, follow=True)
    assert f"Saved. Codes and messages go to {NEW}." in answer.text
    member.refresh_from_db()
    assert member.email == NEW
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [
        (NEW, True, True)
    ]
    notice = outbox.outbox[-1]
    assert (notice.to, notice.subject) == ([OLD], "Your e-mail address was changed")
    assert NEW not in notice.body
    assert (who(client), who(other)) == (member, None)  # every other browser is out
    fresh = Client()
    prove_address(fresh, member)
    assert who(fresh) == member


def test_nothing_changes_without_the_code(client, member):
    client.post(ADDRESS, {"email": NEW})
    wrong = client.post(CODE, {"code": "BCDF-GHJK"})
    assert wrong.status_code == 422 and "That is not the code we sent." in wrong.text
    for _try in range(5):
        client.post(CODE, {"code": "BCDF-GHJK"})
    assert client.post(CODE, {"code": newest_code()}).url == ADDRESS
    member.refresh_from_db()
    assert member.email == OLD


def test_a_new_code_may_be_asked_for_and_the_first_works_no_more(client, member):
    client.post(ADDRESS, {"email": NEW})
    first = newest_code()
    assert client.post(CODE, {"action": "again"}).url == CODE
    assert client.post(CODE, {"code": first}).status_code == 422
    client.post(CODE, {"code": newest_code()})
    member.refresh_from_db()
    assert member.email == NEW


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter an e-mail address, like name@example.org"),
        ("maya", "Enter an e-mail address, like name@example.org"),
        (OLD, "This is the address that you have now."),
    ],
)
@pytest.mark.usefixtures("member")
def test_what_is_no_new_address_is_explained(client, typed, words):
    answer = client.post(ADDRESS, {"email": typed})
    assert answer.status_code == 422 and words in answer.text


@pytest.mark.usefixtures("member")
def test_pages_answer_alike_whether_or_not_the_address_is_known(client):
    make_membership(user=make_user(email="other@example.org"))
    pages = []
    for email in ("other@example.org", "nobody@example.org"):
        assert client.post(ADDRESS, {"email": email}).url == CODE
        page = re.sub(r'value="[^"]+"|nonce="[^"]+"', "", client.get(CODE).text)
        pages.append(page.replace(email, ""))
    assert pages[0] == pages[1]
    taken, code = outbox.outbox[-2:]
    assert "It has one already, so no code was sent" in taken.body
    assert not re.search(r"^ {4}\S{9}$", taken.body, re.M) and "your code" in code.body


def test_the_database_decides_who_has_an_address_first(member):
    make_user(email=NEW)
    with pytest.raises(Refused):
        change_address(user=member, email=NEW)
    assert member.email == OLD and User.objects.get(pk=member.pk).email == OLD


def test_it_is_asked_for_proof_first_and_of_visitors_to_sign_in(client):
    for address in (ADDRESS, CODE):
        assert client.get(address).url.startswith("/account/login/")
    sign_in_by_code_alone(client, make_membership().user)
    for address in (ADDRESS, CODE):
        assert client.post(address, {"email": NEW}).url.startswith("/account/confirm/")
    assert outbox.outbox == []


def test_a_code_that_was_sent_before_the_change_signs_nobody_in(client):
    user = make_membership(user=make_user(email=OLD)).user
    client.post("/account/login/", {"email": OLD})
    code = newest_code()
    change_address(user=user, email=NEW)
    client.post("/account/login/code/", {"code": code})
    assert not get_user(client).is_authenticated


# ---- what goes along ---------------------------------------------------------------------------


def test_who_stopped_our_mail_gets_none_at_the_new_address(member):
    mail.stop(member)
    chosen = Consent.objects.filter(user=member).count()
    change_address(user=member, email=NEW)
    assert mail.has_stopped(member)
    digests = {mail.digest(OLD), mail.digest(NEW)}
    assert set(StoppedAddress.objects.values_list("digest", flat=True)) == digests
    assert Consent.objects.filter(user=member).count() == chosen
    mail.resume(member)
    assert not mail.has_stopped(member)


def test_who_wants_our_mail_gets_it_and_what_came_back_from_the_new_address_is_over(member):
    Bounce.objects.create(digest=mail.digest(NEW), is_hard=True)
    change_address(user=member, email=NEW)
    assert consent.may_be_told(member) and not mail.is_paused(NEW)
    assert not StoppedAddress.objects.exists()


def test_the_list_that_brought_a_member_does_not_bring_them_twice():
    easton = make_ward()
    make_edition(BS56XX=(BRISTOL, easton.code, ""))
    text = HEAD + f"{OLD},BS5 6XX,35-49\n"
    import_members(file=listing(text), file_name="list.csv")
    change_address(user=User.objects.get(email=OLD), email=NEW)
    report = import_members(file=listing(text), file_name="list.csv")
    assert (report.new, Membership.objects.count()) == (0, 1)
    assert "has another address." in report.notes[0].words
