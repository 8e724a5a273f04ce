"""A questionnaire that anybody may answer: without an account, and nobody is kept out."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from core.keys import UNLINKED
from home.retention import run
from polls.models import Draft, Organisation, QuestionnairePage, Response, Signal, WhoMayAnswer
from polls.responding import submit_response
from polls.visitors import COOKIE as BALLOTS
from polls.without_account import COOKIE, Visitor
from tests.panel.factories import make_council, make_ward
from tests.polls.factories import a_scale, answers_to, change, make_member, make_questionnaire
from tests.polls.test_answering import text
from tests.polls.test_receipts import everything_stored

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def page(clock):
    make_council()
    return open_page()


def open_page(**fields) -> QuestionnairePage:
    items = [a_scale(1, code="one"), a_scale(2, code="two")]
    return make_questionnaire(items, who_may_answer=WhoMayAnswer.ANYBODY, **fields)


def at(page, step="") -> str:
    return f"/polls/{page.pk}/answer/only/{step}"


def answer_all(client, page, **who) -> None:
    """Say who one is, and answer both questions."""
    client.post(at(page, "who/"), {"type": "resident"} | who)
    client.post(at(page, "1/"), {"answer": "3"})
    client.post(at(page, "2/"), {"answer": "8"})


def send(client, page, clock, *, after=20, **data):
    """Look over the answers for some seconds, and send them."""
    shown = client.get(at(page, "check/"))
    clock.shift(after)
    return client.post(at(page, "check/"), {"stamp": shown.context["stamp"]} | data)


def receipt_of(client, answer) -> str:
    return client.get(answer["Location"]).context["receipt"]


# ---- the whole way


def test_a_visitor_says_who_they_are_answers_checks_and_sends(client, page, clock):
    ward = make_ward(name="Easton", code="E05010896")
    assert "Anybody can answer. You need no account." in text(client.get(page.url))
    assert client.get(at(page))["Location"] == at(page, "who/")
    assert client.get(at(page, "1/"))["Location"] == at(page, "who/")

    said = client.post(at(page, "who/"), {"type": "works-here", "ward-ward": ward.code})
    assert said["Location"] == at(page, "1/")
    cookie = client.cookies[COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    client.post(at(page, "1/"), {"answer": "3"})
    client.post(at(page, "2/"), {"answer": "8"})
    shown = text(client.get(at(page, "check/")))
    assert "Answering as Somebody who works or studies here Change" in shown
    assert "Where I live Easton Change" in shown

    done = send(client, page, clock)

    receipt = receipt_of(client, done)
    response = Response.objects.get()
    assert (response.respondent_type, response.ward, response.age_band) == ("works-here", ward, "")
    assert (response.has_account, response.design_weight) == (False, None)
    assert "You sent your answers on" in text(client.get(page.url))
    assert client.get(at(page, "1/")).status_code == 403

    client.post(f"/polls/{page.pk}/take-back/", {"receipt": receipt})
    assert not Response.objects.exists()
    assert "Easton" in text(client.get(at(page, "check/")))  # open to them again, nothing lost


def test_members_alone_are_asked_where_an_officer_says_nothing(client, clock):
    page = make_questionnaire()
    assert at(page) in client.get(at(page))["Location"].partition("?next=")[2]
    assert client.get(at(page, "who/")).status_code == 302
    member = make_member()
    client.force_login(member)
    assert client.get(at(page))["Location"] == at(page, "1/")


def test_who_is_signed_in_answers_as_a_member(client, page, clock):
    member = make_member(ward=make_ward(name="Lockleaze"))
    client.force_login(member)
    assert "ward-ward" not in client.get(at(page, "who/")).content.decode()
    answer_all(client, page)

    client.post(at(page, "check/"))

    response = Response.objects.get()
    assert response.key == member.key_for(page.subject)
    assert (response.has_account, response.ward.name) == (True, "Lockleaze")


def test_nothing_stored_leads_from_one_questionnaire_to_another(client, page, clock):
    other = open_page()
    client.cookies[BALLOTS] = "a ballot's"
    for one in (page, other):
        answer_all(client, one)
        send(client, one, clock)

    assert Response.objects.count() == 2
    assert len(set(Response.objects.values_list("key", flat=True))) == 2
    assert len(set(Signal.objects.values_list("network", flat=True))) == 2
    assert len(set(Signal.objects.values_list("browser", flat=True))) == 2
    assert "127.0.0.1" not in str(everything_stored())


@pytest.mark.parametrize("field", ["who_may_answer", "asks_type"])
def test_who_may_answer_stays_once_somebody_did(page, field):
    page.asks_type = "always"
    page.save()
    submit(page, Visitor("one"))
    page = QuestionnairePage.objects.get(pk=page.pk)
    setattr(page, field, "members" if field == "who_may_answer" else "never")
    with pytest.raises(ValidationError, match="People have answered, so it stays"):
        page.save()


def submit(page, who, **about):
    about = {"type": "resident", "was_asked": True} | about
    return submit_response(
        user=who, page=page, wave="only", answers=answers_to(page, 5) | {"about": about}
    )


# ---- machines are slowed, people lose nothing


@pytest.mark.parametrize(
    ("after", "data"), [(0, {}), (20, {"website": "spam.example"}), (20, {"stamp": "forged"})]
)
def test_what_comes_too_quickly_is_asked_again_with_all_answers(client, page, clock, after, data):
    answer_all(client, page)

    answer = send(client, page, clock, after=after, **data)

    assert answer.status_code == 422
    assert "That was very quick. Nothing is lost" in text(answer)
    assert "Error:" in answer.content.decode().partition("</title>")[0]
    assert "through traffic? 8 Change" in text(answer)
    assert send(client, page, clock).status_code == 302
    assert Response.objects.count() == 1


@pytest.mark.parametrize("limit", ["BEGUN", "SAVED", "SENT"])
def test_many_from_one_network_wait_a_minute_and_keep_what_they_entered(
    client, page, clock, monkeypatch, limit
):
    if limit != "BEGUN":
        answer_all(client, page)
    monkeypatch.setattr(f"polls.slowing.{limit}", 0)
    if limit == "SENT":
        answer = send(client, page, clock)
        assert "through traffic? 8 Change" in text(answer)
    elif limit == "SAVED":
        answer = client.post(at(page, "2/"), {"answer": "6"})
        assert 'value="6" checked' in " ".join(answer.content.decode().split())
    else:
        answer = client.post(at(page, "who/"), {"type": "visitor"})
        assert answer.context["form"]["type"].value() == "visitor"
    assert answer.status_code == 429
    assert "wait a minute, then try again" in text(answer)
    monkeypatch.undo()
    if limit == "SENT":
        assert send(client, page, clock).status_code == 302


def test_twelve_people_at_one_address_are_twelve_responses(page, clock):
    for number in range(12):
        submit(page, Visitor(f"library {number}"))
    assert page.participant_count() == 12


def test_two_people_share_a_browser(client, page, clock):
    for _person in range(2):
        answer_all(client, page)
        send(client, page, clock)
        client.post(f"/polls/{page.pk}/somebody-else/")
    assert Response.objects.count() == 2
    assert len(set(Signal.objects.values_list("browser", flat=True))) == 1


# ---- organisations


def test_an_organisation_says_whom_it_represents_and_how_it_knows(client, page, clock):
    way = client.post(at(page, "who/"), {"type": "voluntary"})
    assert way["Location"] == at(page, "organisation/")
    refused = client.post(at(page, "organisation/"), {"name": "Friends of the Park"})
    assert refused.status_code == 422
    assert "Say whom the organisation represents" in text(refused)
    assert 'value="Friends of the Park"' in refused.content.decode()
    said = {
        "name": "Friends of the Park",
        "represents": "120 members",
        "how_gathered": "At a meeting",
    }
    client.post(at(page, "organisation/"), said)
    client.post(at(page, "1/"), {"answer": "3"})
    client.post(at(page, "2/"), {"answer": "8"})
    assert "Whom it represents 120 members" in text(client.get(at(page, "check/")))

    send(client, page, clock)

    told = Organisation.objects.get()
    assert (told.name, told.represents, told.how_gathered) == tuple(said.values())


def test_answers_wait_until_it_is_said_who_answers(client, page, clock):
    client.post(at(page, "1/"), {"answer": "3"})
    client.post(at(page, "2/"), {"answer": "8"})
    assert client.get(at(page, "check/"))["Location"] == at(page, "who/")
    client.post(at(page, "who/"), {"type": "other"})
    assert send(client, page, clock).status_code == 302


# ---- going on elsewhere


def test_a_private_link_leads_to_the_same_question_on_another_device(client, page, clock):
    client.post(at(page, "who/"), {"type": "resident"})
    way = client.post(at(page, "1/"), {"answer": "3", "later": "1"})
    assert way["Location"] == at(page, "link/")
    link = client.get(at(page, "link/")).context["link"]
    number = link.rstrip("/").rpartition("/")[2]
    assert number not in str(everything_stored())

    other = Client()
    assert "Go on in this browser" in text(other.get(link))
    assert COOKIE not in other.cookies  # a look, or a mail scanner's, changes nothing
    way = other.post(link)
    assert other.get(way["Location"])["Location"] == at(page, "2/")
    other.post(at(page, "2/"), {"answer": "8"})
    send(other, page, clock)

    assert Response.objects.count() == 1
    assert "were sent on" in text(client.get(link))
    assert "Nothing is saved under this link" in text(client.get(link.replace(number, "guess")))


def test_the_link_and_the_receipt_are_mailed_and_the_address_is_kept_nowhere(client, page, clock):
    client.post(at(page, "who/"), {"type": "resident"})
    client.post(at(page, "1/"), {"answer": "3"})
    link = client.get(at(page, "link/")).context["link"]
    wrong = client.post(at(page, "link/"), {"address": "nobody"})
    assert wrong.status_code == 422
    client.post(at(page, "link/"), {"address": "quillon@example.org"})
    client.post(at(page, "2/"), {"answer": "8"})
    receipt = receipt_of(client, send(client, page, clock))
    client.post(at(page, "mail/"), {"receipt": receipt, "address": "quillon@example.org"})

    first, second = mail.outbox
    assert first.to == second.to == ["quillon@example.org"]
    assert link.rpartition("/go-on/")[2] in first.body
    assert receipt in second.body
    assert "quillon" not in str(everything_stored()).replace("DjangoSession", "")


def test_links_are_not_mailed_without_end(client, page, clock):
    client.post(at(page, "who/"), {"type": "resident"})
    for _try in range(5):
        last = client.post(at(page, "link/"), {"address": "quillon@example.org"})
    assert len(mail.outbox) == 3
    assert "We have sent several messages already." in text(last)


# ---- afterwards


def test_what_tells_where_answers_came_from_goes_when_they_are_anonymised(client, page, clock):
    answer_all(client, page)
    send(client, page, clock)
    Draft.objects.create(page=page, key="somebody who never sent")
    assert Signal.objects.count() == 1

    clock.move_to(NOW + dt.timedelta(days=400))
    change(QuestionnairePage.objects.filter(pk=page.pk), anonymised_on=timezone.localdate())
    run()

    response = Response.objects.get()
    assert response.key.startswith(UNLINKED)
    assert not Signal.objects.exists()
    assert not Draft.objects.exists()
