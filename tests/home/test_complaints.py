"""Complaints about data: from anybody, acknowledged at once, answered with where to go next."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from wagtail.models import ModelLogEntry

from core.refusals import Refused
from home import complaints as doing
from home.own_data import as_file
from home.retention import run
from home.roles import ROLES, ensure_roles
from panel.joining import leave_panel
from panel.models import DataComplaint, LookedAt, User
from panel.request_clock import acknowledge_by
from tests.panel.factories import make_council, make_membership, make_user, make_ward

pytestmark = pytest.mark.django_db
FORM, SENT = "/data-protection/complaint/", "/data-protection/complaint/sent/"
LIST, NEW = "/admin/data-complaints/", "/admin/data-complaints/add/"
EMAIL = "quillon@example.org"
TOLD = {"words": "You wrote to my neighbour about me", "email": EMAIL, "name": "", "contact": ""}
THOSE_WHO_ANSWER = ("Administrators", "Data protection officers")


@pytest.fixture(autouse=True)
def council():
    cache.clear()
    ensure_roles()
    return make_council()


@pytest.fixture
def admin(client):
    user = make_user(email="admin@example.org", is_staff=True)
    user.groups.add(Group.objects.get(name="Data protection officers"))
    client.force_login(user)
    return user


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    def act(function, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            return function(*args, **kwargs)

    return act


def at(day):
    return time_machine.travel(f"{day} 12:00Z", tick=False)


def day(text):
    return dt.date.fromisoformat(text)


def test_a_complaint_of_1_july_is_acknowledged_by_30_july():
    """E8.1."""
    assert acknowledge_by(day("2026-07-01")) == day("2026-07-30")
    assert acknowledge_by(day("2028-02-01")) == day("2028-03-01")  # a leap year
    complaint = DataComplaint(received_on=day("2026-07-01"), channel="letter")
    with at("2026-07-30"):
        assert (complaint.is_late, complaint.state) == (False, "To be acknowledged")
    with at("2026-07-31"):
        assert complaint.is_late
    complaint.acknowledged_on = day("2026-07-30")
    assert not complaint.is_late


# ---- anybody -------------------------------------------------------------------------------------


def test_anybody_complains_and_is_answered_at_once(committed):
    visitor = Client()
    page = visitor.get(FORM).text
    assert "Anybody can, with or without an account." in page
    with at("2026-07-01"):
        assert committed(visitor.post, FORM, TOLD).url == SENT
        confirmation = visitor.get(SENT).text
    complaint = DataComplaint.objects.get()
    assert (complaint.channel, complaint.received_on) == ("website", day("2026-07-01"))
    assert (complaint.acknowledged_on, complaint.state) == (day("2026-07-01"), "Acknowledged")
    assert f"Its number is {complaint.pk}, received on 1 July 2026." in confirmation
    assert TOLD["words"] not in confirmation
    (letter,) = mail.outbox
    assert letter.to == [EMAIL]
    assert f"number {complaint.pk}" in letter.subject
    assert "neighbour" not in letter.body  # what anybody typed is sent to nobody
    assert "List-Unsubscribe" not in letter.extra_headers
    assert Client().get(SENT).url == FORM


def test_without_an_address_the_page_itself_confirms(client):
    assert client.post(FORM, TOLD | {"email": "", "contact": "1 Mill Lane"}).url == SENT
    assert DataComplaint.objects.get().acknowledged_how.startswith("On the page")
    assert "this page is our confirmation" in client.get(SENT).text
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"words": " "}, "Say what is wrong"),
        ({"email": "", "contact": ""}, "Give an e-mail address, or another way"),
        ({"email": "quillon@"}, "Enter an e-mail address, like name@example.org"),
    ],
)
def test_what_is_missing_is_told_and_what_was_typed_kept(client, changes, words):
    answer = client.post(FORM, TOLD | changes)
    assert answer.status_code == 422
    assert answer.text.count(words) == 2  # in the summary and beside the field
    assert "<title>Error:" in answer.text
    assert changes.get("words", TOLD["words"]) in answer.text
    assert not DataComplaint.objects.exists()


def test_mail_that_does_not_go_out_leaves_it_to_be_acknowledged(client, committed, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError("no route")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", broken)
    assert committed(client.post, FORM, TOLD).url == SENT
    assert DataComplaint.objects.get().state == "To be acknowledged"
    assert "We confirm it by" in client.get(SENT).text


def test_one_computer_sends_a_few_and_is_told_another_way(client):
    for _one in range(5):
        assert client.post(FORM, TOLD).status_code == 302
    refused = client.post(FORM, TOLD)
    assert (refused.status_code, "Phone or write to us" in refused.text) == (422, True)
    assert DataComplaint.objects.count() == 5


# ---- those who answer ----------------------------------------------------------------------------


def test_the_officer_takes_a_complaint_through_its_life(client, admin, committed):
    make_council(data_protection_officer="Ada Wren")
    with at("2026-07-10"):
        client.force_login(admin)
        told = TOLD | {"channel": "letter", "received_on": "2026-07-01", "email": ""}
        told["contact"] = "1 Mill Lane"
        assert client.post(NEW, told).url == LIST
        complaint = DataComplaint.objects.get()
        page = client.get(LIST).text
        assert "30 July 2026" in page and "To be acknowledged" in page
        one = f"{LIST}{complaint.pk}/"
        refused = client.post(f"{one}outcome/", {"outcome": "upheld", "words": "Sorry"})
        assert "Acknowledge it first." in refused.text
        noted = {"on": "2026-07-09", "how": "By letter"}
        assert client.post(f"{one}acknowledge/", noted).url == one
        assert client.post(f"{one}look-into/", {"steps": "Asked the ward team"}).url == one
    with at("2026-07-20"):
        client.force_login(admin)
        outcome = {"outcome": "upheld", "words": "We mixed up two addresses."}
        assert committed(client.post, f"{one}outcome/", outcome).url == one
        letter = client.post(f"{one}letter.txt")
        again = client.post(f"{one}outcome/", outcome)
    complaint.refresh_from_db()
    assert (complaint.state, complaint.outcome_on) == ("Upheld", day("2026-07-20"))
    for words in ("We mixed up two", "ico.org.uk/make-a-complaint", "0303 123 1113", "Ada Wren"):
        assert words in letter.text
    assert mail.outbox == []
    assert "Nothing of it changes any more" in again.text
    acts = ModelLogEntry.objects.filter(action__startswith="home.complaint_").order_by("pk")
    assert [entry.action.removeprefix("home.complaint_") for entry in acts] == [
        *("received", "acknowledged", "looked_into", "outcome")
    ]
    assert "neighbour" not in str([(entry.label, entry.data) for entry in acts])


def test_the_outcome_goes_out_by_mail_with_the_commissioner_in_it(client, admin, committed):
    complaint = committed(doing.complain, **TOLD)
    committed(
        doing.tell_outcome, complaint=complaint, outcome="not", words="It was not us.", by=admin
    )
    received, outcome = mail.outbox
    assert outcome.to == [EMAIL]
    assert "Not upheld" in outcome.body and "It was not us." in outcome.body
    assert "Wycliffe House" in outcome.body


@pytest.mark.parametrize(
    ("act", "told", "words"),
    [
        ("acknowledge", {"on": "2026-06-30", "how": "x"}, "before the complaint came"),
        ("acknowledge", {"on": "2026-07-11", "how": "x"}, "today or a day before"),
        ("acknowledge", {"on": "2026-07-05", "how": ""}, "Say how"),
        ("look-into", {"steps": ""}, "Say what is done about it"),
        ("outcome", {"outcome": "", "words": "x"}, "Choose the outcome"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_changes_nothing(client, admin, act, told, words):
    with at("2026-07-10"):
        client.force_login(admin)
        received = {"received_on": day("2026-07-01"), "channel": "letter", "by": admin}
        complaint = doing.complain(**TOLD | {"email": "", "contact": "x"}, **received)
        before = DataComplaint.objects.values().get()
        answer = client.post(f"{LIST}{complaint.pk}/{act}/", told)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert DataComplaint.objects.values().get() == before
    with pytest.raises(IntegrityError), transaction.atomic():
        DataComplaint.objects.update(outcome="upheld")
    with at("2026-07-10"), pytest.raises(Refused, match="today or a day before"):
        doing.complain(**TOLD, received_on=day("2026-07-11"))


@pytest.mark.parametrize("role", ROLES)
def test_who_may_read_note_and_answer(client, role):
    complaint = doing.complain(**TOLD)
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    answers = role in THOSE_WHO_ANSWER
    notes = answers or role == "Officers"
    one = f"{LIST}{complaint.pk}/"
    for address in (LIST, one, f"{one}acknowledge/"):
        assert (client.get(address).status_code == 200) == answers, address
    assert (client.get(NEW).status_code == 200) == notes
    told = TOLD | {"channel": "phone", "received_on": dt.date.today().isoformat()}
    client.post(NEW, told)
    assert DataComplaint.objects.count() == 1 + notes
    client.post(f"{one}look-into/", {"steps": "x"})
    complaint.refresh_from_db()
    assert (complaint.steps == "x") == answers
    assert Client().get(LIST).status_code == 302


# ---- whose it is ---------------------------------------------------------------------------------


@pytest.fixture
def member():
    user = make_user(email=EMAIL, display_name="Quillon F")
    make_membership(user=user, ward=make_ward(name="Easton"))
    return User.objects.get(pk=user.pk)


def test_who_complained_signed_in_sees_it_among_their_data_and_who_looked(
    client, member, admin, committed
):
    client.force_login(member)
    assert 'value="quillon@example.org"' in client.get(FORM).text
    committed(client.post, FORM, TOLD)
    client.force_login(admin)
    client.get(f"{LIST}{DataComplaint.objects.get().pk}/")
    held = as_file(User.objects.get(pk=member.pk))
    assert [row["text"] for row in held["complaints"]] == [TOLD["words"]]
    look = LookedAt.objects.get()
    assert (look.person, look.page) == (member, "complaint")
    assert as_file(User.objects.get(pk=admin.pk))["complaints"] == []


def test_leaving_empties_what_is_answered_at_once_and_the_rest_with_its_outcome(
    member, admin, committed
):
    answered = committed(doing.complain, **TOLD)  # not signed in: found by the address
    committed(doing.tell_outcome, complaint=answered, outcome="upheld", words="Sorry", by=admin)
    still_open = committed(doing.complain, **TOLD, person=member)
    others = committed(doing.complain, **TOLD | {"email": "other@example.org"})
    committed(leave_panel, member)

    def kept(complaint):
        complaint.refresh_from_db()
        return (complaint.email, complaint.words, complaint.outcome_words)

    assert kept(answered) == ("", "", "")
    assert kept(still_open) == (EMAIL, TOLD["words"], "")
    committed(doing.tell_outcome, complaint=still_open, outcome="not", words="No", by=admin)
    assert mail.outbox[-1].to == [EMAIL]
    assert kept(still_open) == ("", "", "")
    assert kept(others)[0] == "other@example.org"
    assert (answered.outcome, still_open.outcome) == ("upheld", "not")


def test_it_goes_two_years_after_its_outcome(admin, committed):
    with at("2026-07-20"):
        complaint = committed(doing.complain, **TOLD)
        committed(doing.tell_outcome, complaint=complaint, outcome="not", words="x", by=admin)
        doing.complain(**TOLD)
    with at("2028-07-19"):
        run()
        assert DataComplaint.objects.count() == 2
    with at("2028-07-20"):
        run()
    assert DataComplaint.objects.get().outcome == ""


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_however_many(client, admin, django_assert_max_num_queries, number):
    for _one in range(number):
        doing.complain(**TOLD, person=make_user())
    client.get(LIST)
    with django_assert_max_num_queries(12):
        assert client.get(LIST).status_code == 200
