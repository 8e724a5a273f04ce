"""Shared tablets, and calls that end with a private link."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.utils import timezone

from core.refusals import Refused
from polls.keying import begin_batch
from polls.kiosks import address_of, open_kiosk
from polls.models import Draft, Kiosk, Response, Signal
from tests.polls.factories import make_officer, make_questionnaire, some_items

pytestmark = pytest.mark.django_db
MAY = "polls.key_answers"
OPEN = {"who_may_answer": "anybody", "asks_type": "never"}


@pytest.fixture
def page():
    return make_questionnaire(some_items(1), **OPEN)


@pytest.fixture
def tablet(page):
    return open_kiosk(page=page, place="Easton library", hours=8, by=make_officer(MAY))


def answer_at(client, page, tablet, value: str):
    """Let one person begin at a tablet and answer its one question; return the check page."""
    begun = client.post(address_of(tablet))
    assert begun["Location"] == f"/polls/{page.pk}/answer/only/"
    client.post(f"/polls/{page.pk}/answer/only/who/", {"ward": "", "postcode": ""})
    client.post(f"/polls/{page.pk}/answer/only/1/", {"answer": value})
    return client.get(f"/polls/{page.pk}/answer/only/check/")


def send(client, page, check):
    stamp = re.search(r'name="stamp" value="([^"]+)"', check.content.decode())[1]
    return client.post(f"/polls/{page.pk}/answer/only/check/", {"stamp": stamp, "website": ""})


def test_one_person_after_the_other_answers_on_a_tablet(client, page, tablet, monkeypatch):
    monkeypatch.setattr("polls.views.checking.slowed_in_sending", lambda *a, **k: None)
    for value in ("3", "8"):
        check = answer_at(client, page, tablet, value)
        assert "Stop, and clear what I have answered" in check.content.decode()
        send(client, page, check)
        done = client.get(f"/polls/{page.pk}/answer/only/done/").content.decode()
        assert "Finish, for the next person" in done
        for shown in (check.content.decode(), done):  # elsewhere the tablet has no timer
            links = re.findall(r'<a [^>]*href="(/[^"]*|mailto:[^"]*)"', shown)
            assert all(link.startswith(f"/polls/{page.pk}/answer/") for link in links), links
        cleared = client.post(f"/polls/{page.pk}/kiosk/clear/")
        assert cleared["Location"] == address_of(tablet)
        again = client.get(f"/polls/{page.pk}/answer/only/1/").content.decode()
        assert " checked" not in again
    assert [r.mode for r in Response.objects.all()] == ["kiosk", "kiosk"]
    assert not Signal.objects.exists() and not Draft.objects.exists()


def test_who_walks_away_leaves_nothing_behind(client, page, tablet):
    answer_at(client, page, tablet, "3")
    assert Draft.objects.count() == 1
    client.post(f"/polls/{page.pk}/kiosk/clear/")
    assert not Draft.objects.exists()
    answer_at(client, page, tablet, "3")
    client.post(address_of(tablet))  # the next person begins without the last one's having stopped
    assert [draft.answers for draft in Draft.objects.all()] == [{}]


def test_a_tablet_ends_when_it_runs_out_or_an_officer_says_so(client, page, tablet):
    officer = make_officer(MAY)
    address = address_of(tablet)
    assert client.get(address[:-2] + "x/").status_code == 404
    assert client.post(f"/polls/{page.pk}/kiosk/clear/").status_code == 404
    Kiosk.objects.update(until=timezone.now() - dt.timedelta(minutes=1))
    assert client.post(address).status_code == 403
    Kiosk.objects.update(until=timezone.now() + dt.timedelta(hours=1))
    client.force_login(officer)
    managed = client.get(f"/polls/{page.pk}/kiosks/").text
    assert address in managed and 'class="qrline"' in managed
    client.post(f"/polls/{page.pk}/kiosks/", {"end": str(tablet.pk)})
    assert client.post(address).status_code == 403
    assert not Draft.objects.exists()


def test_a_tablet_is_for_what_anybody_may_answer_and_opened_by_who_may(client, page):
    members_only = make_questionnaire()
    with pytest.raises(Refused, match="Only members of the panel"):
        open_kiosk(page=members_only, place="Library", hours=8, by=make_officer(MAY))
    client.force_login(make_officer("polls.override_stage"))
    sent = {"place": "Library", "hours": "8"}
    assert client.post(f"/polls/{page.pk}/kiosks/", sent).status_code == 403
    assert not Kiosk.objects.exists()


def test_the_tablet_signs_out_whoever_opened_it(client, page, tablet):
    client.force_login(make_officer(MAY))
    client.post(address_of(tablet))
    assert "_auth_user_id" not in client.session


def test_a_call_is_gone_on_with_through_a_private_link(client, page, monkeypatch):
    officer = make_officer(MAY)
    item = page.items.get()
    today = timezone.localdate()
    begin_batch(page=page, by=officer, mode="phone", format="large-print", received_on=today)
    client.force_login(officer)
    address, sent = f"/polls/{page.pk}/entry/1/", {f"i{item.pk}": "7", "link": "1"}
    assert client.post(address, sent | {"to": "nobody"}).status_code == 422
    assert "Enter the e-mail address that the link goes to" in client.post(address, sent).text
    assert not Draft.objects.exists()
    client.post(address, sent | {"to": "ana@example.org"})
    assert not Response.objects.exists()
    draft = Draft.objects.get()
    assert (draft.mode, draft.answers[str(item.pk)]) == ("assisted", 7)
    assert "ana@example.org" not in str(draft.answers)
    (message,) = mail.outbox
    way = re.search(rf"/polls/{page.pk}/go-on/\S+", message.body)[0]

    client.logout()
    assert client.post(way)["Location"] == f"/polls/{page.pk}/answer/only/"
    client.post(f"/polls/{page.pk}/answer/only/who/", {"ward": "", "postcode": ""})
    check = client.get(f"/polls/{page.pk}/answer/only/check/")
    monkeypatch.setattr("polls.views.checking.slowed_in_sending", lambda *a, **k: None)
    send(client, page, check)
    response = Response.objects.get()
    assert (response.mode, response.format) == ("assisted", "large-print")


def test_no_link_goes_out_from_what_only_members_answer(client):
    page = make_questionnaire(some_items(1))
    officer = make_officer(MAY)
    today = timezone.localdate()
    begin_batch(page=page, by=officer, mode="phone", format="standard", received_on=today)
    client.force_login(officer)
    address = f"/polls/{page.pk}/entry/1/"
    assert "private link" not in client.get(address).content.decode()
    client.post(address, {"number": "1", "link": "1", "to": "ana@example.org"})
    assert not mail.outbox and not Draft.objects.exists()


def test_an_organisation_on_paper_is_kept_apart(client):
    page = make_questionnaire(some_items(1), who_may_answer="anybody")
    officer = make_officer(MAY)
    today = timezone.localdate()
    begin_batch(page=page, by=officer, mode="paper", format="standard", received_on=today)
    client.force_login(officer)
    address = f"/polls/{page.pk}/entry/1/"
    who = {"number": "1", "type": "a bus", "name": "Easton Bakers", f"i{page.items.get().pk}": "7"}
    assert client.post(address, who | {"type": "1"}).status_code == 422
    client.post(address, who)
    response = Response.objects.get()
    assert (response.respondent_type, response.organisation.name) == ("business", "Easton Bakers")
    assert response.has_account is False
