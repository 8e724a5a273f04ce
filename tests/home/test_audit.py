"""Who audits reads what staff did and whom they looked at, and can do nothing else."""

import csv
import datetime as dt
import io

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry, PageLogEntry

from core.audit import record
from home.access_review import Quarter, quarter_named, quarter_of
from home.models import AuditHead
from home.roles import ROLES, ensure_roles
from panel.models import LookedAt
from tests.consultations.factories import make_consultation
from tests.panel.factories import make_council, make_membership, make_user

pytestmark = pytest.mark.django_db
SEARCH, LOOKS, EVENTS = "/audit/", "/audit/looks/", "/audit/sign-ins/"
ACCESS, FILE = "/audit/access/", "/audit/access.csv"
SEARCHERS = {"Administrators", "Monitoring Officers", "Auditors"}
ALL = (SEARCH, LOOKS, EVENTS, ACCESS, FILE)
REVIEWERS = {"Administrators", "Monitoring Officers"}


@pytest.fixture(autouse=True)
def council():
    ensure_roles()
    return make_council()


def in_role(name, **fields):
    user = make_user(**fields)
    user.groups.add(Group.objects.get(name=name))
    return user


@pytest.fixture
def auditor(client):
    user = in_role("Auditors", email="auditor@example.org")
    client.force_login(user)
    return user


@pytest.mark.parametrize("role", ROLES)
def test_who_may_open_which_page(client, role):
    client.force_login(in_role(role))
    opened = {address for address in ALL if opens(client, address)}
    expected = {SEARCH, LOOKS, EVENTS} if role in SEARCHERS else set()
    assert opened == expected | ({ACCESS, FILE} if role in REVIEWERS else set())


def opens(client, address):
    answer = client.get(address)
    assert answer.status_code in (200, 403)
    assert client.post(address).status_code in (
        (403, 405) if address in (ACCESS, FILE) else (302, 403)
    )
    return answer.status_code == 200


def test_visitors_and_members_are_led_away(client):
    assert client.get(SEARCH).url == f"/account/login/?next={SEARCH}"
    client.force_login(make_membership().user)
    assert {client.get(a).status_code for a in ALL} == {403}


def test_an_auditor_opens_nothing_else(client, auditor):
    for address in ("/moderation/", "/results/panel/", "/results/panel/health/"):
        assert client.get(address).status_code == 403
    for address in ("/admin/", "/admin/membership/", "/admin/users/", "/admin/staff-access/"):
        assert client.get(address).status_code in (302, 403)
    assert "What staff did, whom they looked at" in client.get("/account/").text


# ---- what staff did ------------------------------------------------------------------------------


def acted(**more):
    officer = make_user(email="nadia@example.org", first_name="Nadia", last_name="Karim")
    member = make_membership(user=make_user(email="quillon@example.org"))
    record("panel.member_removed", on=member, by=officer, reason="Moved away", **more)
    return officer, member


def test_the_log_names_the_officer_the_act_and_the_reason_and_no_member(client, auditor):
    _officer, member = acted()
    page = client.get(SEARCH).text
    for words in ("Nadia Karim", "Remove a member from the panel", "Moved away"):
        assert words in page
    assert f"membership {member.pk}" in page
    assert "quillon" not in page


# What is done, the facts that the log keeps of it, and how the page says them.
IN_WORDS = [
    ("polls.open_stage", {"stage": "after"}, "stage: Second answers"),
    ("polls.close_stage", {"stage": "before", "minutes": 5}, "minutes: 5; stage: First answers"),
    ("polls.print_sheets", {"wave": "before"}, "round of answers: First answers"),
    ("polls.begin_batch", {"mode": "phone"}, "how answers came: By telephone"),
    (
        "polls.begin_batch",
        {"received_on": "2026-11-03"},
        "received on: Tuesday 3 November 2026",
    ),
    (
        "polls.words.judged",
        {"decision": "redacted"},
        "decided: Approved, with parts taken out",
    ),
    ("polls.words.name", {"decision": "left out"}, "decided: The name is left out"),
    ("polls.name_host", {"host": 12}, "who hosts: account 12"),
    (
        "polls.draw_arms",
        {"sizes": {"0": 4, "1": 8}},
        "people: Comparison group: 4, deliberate: 8",
    ),
    ("polls.draw_groups", {"sizes": {"1": 12, "2": 11}}, "people: group 1: 12, group 2: 11"),
    ("forums.question.live", {"before": "approved"}, "before: Waiting for an answer"),
    ("forums.post.facilitated", {"aim": "rules"}, "what for: Reminds of the rules"),
    (
        "consultations.approved",
        {"statements": ["time"]},
        "statements: There is enough time to think about it and to answer.",
    ),
    ("home.complaint_outcome", {"outcome": "not"}, "outcome: Not upheld"),
    ("panel.member_corrected", {"part": "home"}, "part: postcode and address"),
    ("panel.sample_drawn", {"test": True}, "only tried out: yes"),
    (
        "results.export",
        {"audience": "public", "format": "sav"},
        "class of file: Public: tables, small figures kept back; kind of file: SPSS",
    ),
    ("results.export", {"sha256": "a" * 64}, f"SHA-256: {'a' * 16}…"),
    # What nobody gave words for stays as the log has it.
    ("results.export", {"audience": "everybody"}, "class of file: everybody"),
    ("forums.answer.corrected", {"before": "approved"}, "before: approved"),
]


@pytest.mark.parametrize(("action", "data", "words"), IN_WORDS)
def test_codes_stand_on_the_page_in_words(client, auditor, action, data, words):
    record(action, on=make_consultation(), **data)
    (act,) = client.get(SEARCH, {"what": action}).context["found"]
    assert act.more == words
    assert PageLogEntry.objects.get(action=action).data == {"reason": "", **data}  # as it was


def test_entries_about_pages_and_others_stand_in_one_list_by_time(client, auditor):
    officer = make_user(first_name="Nadia", last_name="Karim")
    page = make_consultation(title="Parks")
    for day in range(1, 7):
        with time_machine.travel(f"2026-11-0{day} 12:00Z", tick=False):
            on = page if day % 2 else make_membership()
            name = "consultations.withdraw" if day % 2 else "panel.member_removed"
            record(name, on=on, by=officer, reason=f"Reason {day}")
    found = client.post(SEARCH, {"who": "Karim"}, follow=True).context["found"]
    assert [act.reason for act in found] == [f"Reason {day}" for day in range(6, 0, -1)]


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({}, 3),
        ({"who": "karim"}, 2),
        ({"who": "nadia@example"}, 2),
        ({"what": "panel.hold_placed"}, 1),
        ({"since-day": "2", "since-month": "11", "since-year": "2026"}, 2),
        ({"until-day": "2", "until-month": "11", "until-year": "2026"}, 2),
        ({"who": "karim", "what": "panel.hold_placed"}, 0),
    ],
)
def test_each_limit_narrows_it(client, auditor, asked, count):
    for log in (ModelLogEntry, PageLogEntry):
        log.objects.all().delete()
    officer = make_user(email="nadia@example.org", first_name="Nadia", last_name="Karim")
    member = make_membership()
    for day, by, action in (
        (1, officer, "panel.member_removed"),
        (2, officer, "panel.member_removed"),
        (3, make_user(), "panel.hold_placed"),
    ):
        # The last second of a day in London is of that day.
        with time_machine.travel(f"2026-11-0{day} 23:59:58Z", tick=False):
            record(action, on=member, by=by)
    answer = client.post(SEARCH, asked)
    assert "karim" not in answer.url and "nadia" not in answer.url
    assert client.get(answer.url).context["found"].paginator.count == count


def test_what_is_no_date_or_no_act_is_told_beside_its_field(client, auditor):
    answer = client.get(SEARCH, {"since-day": "31", "since-month": "2", "since-year": "2026"})
    assert answer.status_code == 422
    assert "There is a problem" in answer.text and "Enter a real date" in answer.text
    assert client.get(SEARCH, {"what": "nonsense"}).status_code == 422
    turned = {"since-day": "3", "since-month": "2", "since-year": "2026"}
    turned |= {"until-day": "2", "until-month": "2", "until-year": "2026"}
    assert "The last day comes before the first." in client.get(SEARCH, turned).text


@pytest.mark.parametrize("address", [SEARCH, LOOKS, EVENTS, ACCESS])
def test_a_page_costs_the_same_with_one_row_and_with_many(
    client, django_assert_max_num_queries, address
):
    client.force_login(in_role("Monitoring Officers"))
    for _row in range(5):
        officer = in_role("Officers")
        TOTP.activate(officer, "A" * 32)
        member = make_membership()
        record("panel.member_removed", on=member, by=officer)
        LookedAt.objects.create(by=officer, as_role="x", person=member.user, page="member")
    client.get(address)
    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200


# ---- that it is whole ----------------------------------------------------------------------------


CHECK = "/audit/check/"


@pytest.mark.parametrize("role", ROLES)
def test_who_searches_the_log_may_check_it_and_nobody_else(client, role):
    client.force_login(in_role(role))
    assert client.post(CHECK).status_code == (302 if role in SEARCHERS else 403)
    assert client.get(CHECK).status_code == 405
    assert (AuditHead.objects.get().checked_at is not None) == (role in SEARCHERS)


def test_the_page_gives_the_head_and_says_when_the_log_was_whole(client, auditor):
    acted()
    head = AuditHead.objects.get()
    page = client.get(SEARCH).text
    assert f"{head.number}:{head.digest}" in page
    assert "The log has not been checked yet" in page
    with time_machine.travel("2026-11-26 12:00Z", tick=False):
        page = client.post(CHECK, follow=True).text
    assert f"The log is whole: {head.number} entries were checked." in page
    assert "The log was whole at midday on 26 November 2026" in page


def test_a_fault_stands_open_on_the_page(client, auditor):
    acted()
    ModelLogEntry.objects.filter(action="panel.member_removed").delete()
    page = client.post(CHECK, follow=True).text
    assert "The log is not whole" in page
    assert "is gone from the log: panel.member_removed on panel.membership" in page
    assert '<details class="govuk-details" open>' in page


# ---- whom they looked at -------------------------------------------------------------------------


def test_looks_are_found_by_member_officer_page_and_day(client, auditor):
    officer, other = make_user(last_name="Karim"), make_user(last_name="Rowan")
    member, somebody = make_membership().user, make_membership().user
    for by, person, page in (
        (officer, member, "member"),
        (officer, somebody, "members"),
        (other, member, "draw"),
    ):
        LookedAt.objects.create(by=by, as_role="Officers", person=person, page=page, why="Case 7")

    def found(**asked):
        rows = client.post(LOOKS, asked, follow=True).context["found"]
        return {(row.by.last_name, row.person_id, row.page) for row in rows}

    of_member = {("Karim", member.pk, "member"), ("Rowan", member.pk, "draw")}
    assert found(whom=str(member.pk)) == of_member
    assert found(who="rowan") == {("Rowan", member.pk, "draw")}
    assert found(what="members") == {("Karim", somebody.pk, "members")}
    assert found(whom="9" * 40) == set()
    page = client.get(LOOKS).text
    assert f"Member {member.pk}" in page and "Case 7" in page
    assert member.email not in page


def test_an_address_is_posted_and_leads_to_a_link_with_a_number(client, auditor):
    member, officer = make_membership().user, make_user(last_name="Karim")
    asked = {"who": "Karim", "whom": member.email.upper(), "since-day": "2"}
    asked |= {"since-month": "11", "since-year": "2026"}
    answer = client.post(LOOKS, asked)
    assert answer.url == (
        f"{LOOKS}?who={officer.pk}&whom={member.pk}&since-day=2&since-month=11&since-year=2026"
    )
    assert client.get(answer.url).status_code == 200
    for typed in (member.email[:-1], "²", "nobody"):
        refused = client.post(LOOKS, {"whom": typed})
        assert (refused.status_code, "Nobody has this address" in refused.text) == (422, True)
        assert f'value="{typed}"' in refused.text


@pytest.mark.parametrize("address", [SEARCH, LOOKS])
def test_a_name_is_posted_and_a_link_takes_only_numbers(client, auditor, address):
    refused = client.post(address, {"who": "nobody at all"})
    assert (refused.status_code, "Nobody here has this name" in refused.text) == (422, True)
    assert client.get(address, {"who": "Karim"}).status_code == 422
    assert client.get(address, {"who": "3-17"}).status_code == 200
    two = [make_user(last_name="Karim").pk for _one in range(2)]
    answer = client.post(address, {"who": "karim"})
    assert answer.url == f"{address}?who={two[0]}-{two[1]}"


@pytest.mark.parametrize("whom", ["somebody@example.org", "²", "x" * 300])
def test_a_link_takes_no_address_and_no_odd_number(client, auditor, whom):
    assert client.get(LOOKS, {"whom": whom}).status_code == 422
    assert client.get(LOOKS, {"whom": "٣"}).status_code == 200


# ---- the review of access ------------------------------------------------------------------------


@given(st.dates(dt.date(2001, 1, 1), dt.date(2090, 12, 31)))
def test_every_day_is_in_one_quarter(day):
    quarter = quarter_of(day)
    assert quarter.first <= day < quarter.next.first
    assert quarter.next.before == quarter
    assert quarter.before < quarter < quarter.next
    assert quarter.first.day == 1 and quarter.first.month in (1, 4, 7, 10)


@time_machine.travel("2026-11-26 12:00Z", tick=False)
def test_a_quarter_is_known_by_its_code_and_none_lies_ahead():
    assert quarter_named("2026-q2") == Quarter(2026, 2)
    for code in ("", "2026-q5", "x", "2027-q1", "2026-q4"):
        assert quarter_named(code) == Quarter(2026, 4)
    assert str(Quarter(2026, 4)) == "October to December 2026"


def test_the_review_counts_the_showings_of_its_quarter(client):
    officer = in_role("Officers", email="nadia@example.org", first_name="=Nadia")
    TOTP.activate(officer, "A" * 32)
    member, somebody = make_membership().user, make_membership().user
    for when, person in (
        ("2026-09-30 22:59Z", member),
        ("2026-09-30 23:00Z", member),  # London: 1 October
        ("2026-10-15 12:00Z", member),
        ("2026-11-15 12:00Z", somebody),
    ):
        with time_machine.travel(when, tick=False):
            LookedAt.objects.create(by=officer, as_role="Officers", person=person, page="member")
    client.force_login(in_role("Monitoring Officers"))
    answer = client.get(FILE, {"quarter": "2026-q4"})
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="staff-access-2026-q4.csv"'
    )
    rows = {
        row["E-mail"]: row
        for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    }
    row = rows["nadia@example.org"]
    assert (row["Roles"], row["Second step"]) == ("Officers", "App")
    assert (row["Times shown a member"], row["Members shown"]) == ("3", "2")
    assert row["Name"].startswith("'=")
    assert member.email not in rows
    page = client.get(ACCESS, {"quarter": "2026-q3"})
    assert {r.person.email: r.shown for r in page.context["rows"]}["nadia@example.org"] == 1
    assert ModelLogEntry.objects.filter(action="home.access_reviewed").count() == 1
