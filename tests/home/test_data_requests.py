"""Requests for one's own data: the clock, the file without third parties, and what is kept."""

import datetime as dt
import hashlib
import json

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.test import Client
from wagtail.models import ModelLogEntry

from core.refusals import Refused
from forums.debate import open_topic
from home import data_requests as doing
from home.own_data import as_file
from home.retention import run
from home.roles import ROLES, ensure_roles
from panel import profiles
from panel.models import ClockStop, DataRequest, LookedAt, MobileNumber, QuestionSet, User
from tests.forums.factories import make_forum, make_question, make_session, make_support
from tests.panel.factories import make_council, make_membership, make_user, make_ward

pytestmark = pytest.mark.django_db
LIST, NEW = "/admin/data-requests/", "/admin/data-requests/add/"
EMAIL, POSTCODE = "quillon@example.org", "BS9 1ZQ"
OTHERS = (
    "Ask Rowan Pike, 0117 496 0123 or rowan@example.net, BS5 6XX. "
    "I am quillon@example.org, BS9 1ZQ."
)


@pytest.fixture(autouse=True)
def council():
    ensure_roles()
    return make_council()


@pytest.fixture
def member():
    user = make_user(email=EMAIL, display_name="Quillon F")
    make_membership(user=user, postcode=POSTCODE, ward=make_ward(name="Easton"))
    return User.objects.get(pk=user.pk)


@pytest.fixture
def admin(client):
    user = make_user(email="admin@example.org", is_staff=True)
    user.groups.add(Group.objects.get(name="Administrators"))
    client.force_login(user)
    return user


def made(member, admin, received="2026-09-03"):
    return doing.receive(
        person=member, received_on=dt.date.fromisoformat(received), note="By letter", by=admin
    )


def fresh(request):
    return DataRequest.objects.with_stops().get(pk=request.pk)


def at(day):
    return time_machine.travel(f"{day} 12:00Z", tick=False)


def day(text):
    return dt.date.fromisoformat(text)


# ---- the clock -----------------------------------------------------------------------------------


def test_an_administrator_takes_a_request_through_its_life(client, member, admin):
    with at("2026-09-04"):
        client.force_login(admin)
        told = {"email": "Quillon@example.org ", "received_on": "2026-09-03", "note": "By letter"}
        assert client.post(NEW, told).url == LIST
        request = DataRequest.objects.get()
        assert (request.due_on, request.state) == (day("2026-10-03"), "Under way")
        assert "3 October 2026" in client.get(LIST).text
    one = f"{LIST}{request.pk}/"
    with at("2026-09-17"):
        answer = client.post(f"{one}stop/", {"since": "2026-09-10", "reason": "Which address?"})
        assert answer.url == one
        assert (fresh(request).state, fresh(request).due_on) == ("Clock stopped", day("2026-10-10"))
        assert client.post(f"{one}resume/", {"until": "2026-09-17"}).url == one
        assert fresh(request).due_on == day("2026-10-10")
    with at("2026-10-01"):
        client.force_login(admin)
        assert client.post(f"{one}extend/", {"reason": "Many answers"}).url == one
        assert fresh(request).due_on == day("2026-12-10")
        file = client.post(f"{one}file.json")
        assert file.headers["Content-Disposition"] == (
            f'attachment; filename="request-{request.pk}.json"'
        )
        assert "no-store" in file.headers["Cache-Control"]
        assert client.post(f"{one}sent/", {"sent_on": "2026-10-01", "how": "By post"}).url == one
    sent = fresh(request)
    assert (sent.state, sent.is_late, sent.sent_how) == ("Sent", False, "By post")
    assert sent.file_sha256 == hashlib.sha256(file.content).hexdigest()
    acts = ModelLogEntry.objects.filter(action__startswith="home.request_").order_by("pk")
    assert [entry.action.removeprefix("home.request_") for entry in acts] == [
        *("received", "stopped", "resumed", "extended", "file_taken", "sent")
    ]
    assert not [entry for entry in acts if "quillon" in str((entry.label, entry.data)).lower()]


@pytest.mark.parametrize(
    ("act", "told", "words"),
    [
        ("stop", {"since": "2026-09-02", "reason": "x"}, "before the request came"),
        ("stop", {"since": "2026-09-21", "reason": "x"}, "today or a day before"),
        ("stop", {"since": "2026-09-11", "reason": ""}, "Give the reason"),
        ("stop", {"since": "the tenth", "reason": "x"}, "Enter a real date"),
        ("resume", {"until": "2026-09-11"}, "does not stand still"),
        ("extend", {"reason": ""}, "Give the reason"),
        ("sent", {"sent_on": "2026-09-02", "how": "By post"}, "before the request came"),
        ("sent", {"sent_on": "2026-09-10", "how": ""}, "Say how it was sent"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_changes_nothing(
    client, member, admin, act, told, words
):
    with at("2026-09-20"):
        client.force_login(admin)
        request = made(member, admin)
        before = DataRequest.objects.values().get()
        answer = client.post(f"{LIST}{request.pk}/{act}/", told)
        assert (answer.status_code, words in answer.text) == (422, True)
    assert DataRequest.objects.values().get() == before
    assert not ClockStop.objects.exists()


def test_more_that_cannot_be(member, admin):
    with at("2026-09-20"):
        request = made(member, admin)
        doing.stop_clock(request=request, since=day("2026-09-05"), reason="Who?", by=admin)
        stopped = fresh(request)
        this = {"request": stopped, "by": admin}
        with pytest.raises(Refused, match="stands still already"):
            doing.stop_clock(**this, since=day("2026-09-10"), reason="x")
        with pytest.raises(Refused, match="before the clock stopped"):
            doing.resume_clock(**this, until=day("2026-09-04"))
        with pytest.raises(Refused, match="Say first when it went on"):
            doing.mark_as_sent(**this, sent_on=day("2026-09-20"), how="x")
        doing.resume_clock(request=stopped, until=day("2026-09-08"), by=admin)
        with pytest.raises(Refused, match="stood still on that day"):
            doing.stop_clock(request=fresh(request), since=day("2026-09-06"), reason="x", by=admin)
    with at("2026-10-07"):  # due on 6 October
        late = fresh(request)
        assert (late.due_on, late.is_late, late.state) == (day("2026-10-06"), True, "Late")
        with pytest.raises(Refused, match="late already"):
            doing.extend(request=late, reason="x", by=admin)
        with pytest.raises(Refused, match="cannot stop after that"):
            doing.stop_clock(request=late, since=day("2026-10-07"), reason="x", by=admin)
        doing.mark_as_sent(request=late, sent_on=day("2026-10-07"), how="By post", by=admin)
        this = {"request": fresh(request), "by": admin}
        with pytest.raises(Refused, match="It is answered"):
            doing.stop_clock(**this, since=day("2026-09-10"), reason="x")
        with pytest.raises(Refused, match="It is answered"):
            doing.extend(**this, reason="x")
        with pytest.raises(Refused, match="It is answered"):
            doing.take_out(**this, words="x")
        with pytest.raises(Refused, match="It is answered"):
            doing.make_file(fresh(request), "json", by=admin)


def test_two_officers_at_once_extend_once_and_stop_once(member, admin):
    with at("2026-09-20"):
        one = fresh(made(member, admin))
        other = fresh(one)
        doing.extend(request=one, reason="First", by=admin)
        with pytest.raises(Refused, match="extended already"):
            doing.extend(request=other, reason="Second", by=admin)
        doing.stop_clock(request=one, since=day("2026-09-10"), reason="First", by=admin)
        with pytest.raises(Refused, match="stands still already"):
            doing.stop_clock(request=other, since=day("2026-09-11"), reason="Second", by=admin)
    with pytest.raises(IntegrityError), transaction.atomic():
        DataRequest.objects.filter(pk=one.pk).update(extended_because="")


def test_what_another_officer_did_meanwhile_is_seen_before_anything_changes(member, admin):
    with at("2026-09-20"):
        stale = fresh(made(member, admin))
        assert (stale.open_stop, stale.sent_on) == (None, None)
        doing.stop_clock(request=fresh(stale), since=day("2026-09-10"), reason="x", by=admin)
        with pytest.raises(Refused, match="Say first when it went on"):
            doing.mark_as_sent(request=stale, sent_on=day("2026-09-20"), how="x", by=admin)
        doing.resume_clock(request=stale, until=day("2026-09-12"), by=admin)
        doing.make_file(fresh(stale), "json", by=admin)
        doing.mark_as_sent(request=stale, sent_on=day("2026-09-20"), how="x", by=admin)
        sent = DataRequest.objects.values().get()
        acts = (
            lambda: doing.make_file(stale, "html", by=admin),
            lambda: doing.take_out(request=stale, words="x", by=admin),
            lambda: doing.extend(request=stale, reason="x", by=admin),
            lambda: doing.stop_clock(request=stale, since=day("2026-09-15"), reason="x", by=admin),
        )
        for act in acts:
            with pytest.raises(Refused, match="It is answered"):
                act()
        assert DataRequest.objects.values().get() == sent
        entry = ModelLogEntry.objects.get(action="home.request_sent")
        assert entry.data["sha256"] == sent["file_sha256"] != ""
        DataRequest.objects.all().delete()
        with pytest.raises(Refused, match="no longer here"):
            acts[0]()


# ---- the file ------------------------------------------------------------------------------------


@pytest.fixture
def talk(member):
    topic = open_topic(forum=make_forum(), author=member, title="Benches", text=OTHERS)
    other = make_question(make_session(), text="I am Jo Kettle and I ask when")
    make_support(other, member)
    return topic


def test_the_file_is_that_of_the_member_without_third_parties(member, admin, talk):
    with at("2026-09-20"):
        request = made(member, admin)
        doing.take_out(request=request, words=" rowan pike \n\n", by=admin)
        held = json.loads(doing.make_file(fresh(request), "json", by=admin))
        own = json.loads(json.dumps(as_file(User.objects.get(pk=member.pk)), default=str))
        printed = doing.make_file(fresh(request), "html", by=admin).decode()
    assert set(own) | {"request"} == set(held)
    assert held["account"][0]["email"] == EMAIL
    assert held["membership"][0]["postcode"] == POSTCODE
    assert held["contributions"][0]["text"] == (
        "Ask [taken out: about somebody else], [phone] or [email], [postcode]. "
        f"I am {EMAIL}, {POSTCODE}."
    )
    assert held["supports"][0]["question"] == "[taken out: about somebody else]"
    for text in (json.dumps(held), printed):
        for words in ("Rowan", "0117 496 0123", "rowan@example.net", "BS5 6XX", "Jo Kettle"):
            assert words not in text
        assert EMAIL in text and POSTCODE in text
    for chapter in ("Your place on the panel", "What you wrote for others to read"):
        assert chapter in printed


def test_the_page_shows_what_has_to_be_read_for_others_and_no_answers(client, member, admin, talk):
    profiles.answer(
        membership=member.membership,
        question_set=QuestionSet.objects.get(code="religion", edition="EW-2021"),
        answers={"religion": "other"},
        words={"religion": "Quillonism"},
    )
    request = made(member, admin, dt.date.today().isoformat())
    page = client.get(f"{LIST}{request.pk}/").text
    assert "Rowan Pike" in page and "[phone]" in page
    assert "What you told about yourself (1)" in page
    assert "Quillonism" not in page
    assert "Quillonism" in client.post(f"{LIST}{request.pk}/file.html").text


def test_what_was_typed_is_shown_as_text_in_the_printed_file(member, admin):
    open_topic(forum=make_forum(), author=member, title="B", text="<script>alert(1)</script>")
    with at("2026-09-20"):
        printed = doing.make_file(fresh(made(member, admin)), "html", by=admin).decode()
    assert "<script>" not in printed
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in printed


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("ﬁne, ½ of it\u200b", "ﬁne, ½ of it\u200b"),  # nothing to take out: letter for letter
        ("Text me on 07700 900123, not 07700 900124", "Text me on 07700 900123, not [phone]"),
        ("+44 7700 900 123 or 07700900123", "+44 7700 900 123 or 07700900123"),
        ("QUILLON@example.org wrote", "QUILLON@example.org wrote"),
        ("Rowan: ０１１７ 496 0123, I am BS9 1ZQ", "Rowan: [phone], I am BS9 1ZQ"),
        ("not-quillon@example.org.uk", "[email]"),
    ],
)
def test_what_is_ones_own_and_what_leads_to_others(typed, left):
    own = [EMAIL, POSTCODE, *doing.ways_to_write("+447700900123")]
    assert doing.redact_but(typed, own) == left


def test_ones_own_number_stays_in_ones_file(member, admin):
    MobileNumber.objects.create(user=member, number="+447700900123")
    open_topic(forum=make_forum(), author=member, title="B", text="Call 07700 900123 or 900124")
    with at("2026-09-20"):
        held = json.loads(doing.make_file(fresh(made(member, admin)), "json", by=admin))
    assert held["contributions"][0]["text"].startswith("Call 07700 900123")


def test_nothing_of_the_file_is_kept_and_the_words_go_when_it_is_sent(member, admin, talk):
    with at("2026-09-20"):
        request = made(member, admin)
        doing.take_out(request=request, words="Rowan Pike", by=admin)
        assert fresh(request).taken_out == "Rowan Pike"
        doing.mark_as_sent(request=fresh(request), sent_on=day("2026-09-20"), how="x", by=admin)
    assert "Rowan" not in str(DataRequest.objects.values().get())
    with at("2028-09-19"):
        run()
        assert DataRequest.objects.exists()
    with at("2028-09-20"):
        run()
    assert not DataRequest.objects.exists() and not ClockStop.objects.exists()


# ---- who may, and who is told --------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in ROLES if role != "Administrators"])
def test_nobody_but_an_administrator_opens_or_does_anything(client, member, admin, role):
    request = made(member, admin, dt.date.today().isoformat())
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    before = DataRequest.objects.values().get()
    one = f"{LIST}{request.pk}/"
    for address in (LIST, NEW, one, *(f"{one}{act}/" for act in ("stop", "sent", "take-out"))):
        assert client.get(address).status_code in (302, 403), address
        assert client.post(address, {"words": "x", "how": "x"}).status_code in (302, 403), address
    for kind in ("json", "html"):
        assert client.post(f"{one}file.{kind}").status_code in (302, 403)
    assert DataRequest.objects.values().get() == before
    assert Client().post(f"{one}file.json").status_code == 302


def test_each_look_is_on_record_and_the_member_sees_request_and_looks(client, member, admin):
    request = made(member, admin)
    for address in (LIST, f"{LIST}{request.pk}/"):
        client.get(address)
    client.post(f"{LIST}{request.pk}/file.json")
    looks = LookedAt.objects.order_by("pk").values_list("person", "page")
    assert list(looks) == [(member.pk, "request")] * 3
    assert LookedAt.objects.last().why == f"Request {request.pk}: By letter"
    held = as_file(User.objects.get(pk=member.pk))
    assert held["requests"][0]["note"] == "By letter"
    assert len(held["looks"]) == 3


def test_a_wrong_address_is_told_beside_its_field_and_the_rest_is_kept(client, admin):
    told = {"email": "nobody@example.org", "received_on": "2026-09-03", "note": "By letter 7"}
    answer = client.post(NEW, told)
    assert answer.status_code == 422
    assert "There is no account with this address" in answer.text
    assert 'value="By letter 7"' in answer.text and 'value="2026-09-03"' in answer.text
    assert client.get(f"{LIST}1/").status_code == 404
    assert client.get(f"{LIST}1/stop/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_however_many(client, admin, django_assert_max_num_queries, number):
    for _one in range(number):
        request = made(make_membership().user, admin)
        ClockStop.objects.create(request=request, since=day("2026-09-04"), reason="Who?")
    client.get(LIST)
    with django_assert_max_num_queries(14):
        assert client.get(LIST).status_code == 200
