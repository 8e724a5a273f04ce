"""What is kept for how long: both sides of each border, holds, reports first, and runs."""

import datetime as dt
from dataclasses import replace
from io import StringIO

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from consultations.following import follow
from consultations.models import Follow
from core.audit import record
from core.refusals import Refused
from core.retention import NOTHING_HELD, Found, Period, Rule
from forums.models import Mute, Question, Report, RoomEvent, Support
from home import retention
from home.retention import change_period, make_report, report, run, run_daily
from home.roles import ROLES, ensure_roles
from panel.holds import is_held, lift_hold, place_hold
from panel.joining import leave_panel
from panel.models import Hold, Message, RetentionRun, User
from panel.models.people import months_after
from polls.models import Ballot, BriefingRead, Draft, Response, Wave
from polls.reading import mark_as_read
from polls.responding import save_answers, submit_response, withdraw_response
from polls.voting import cast_ballot
from results.reports import report_of
from tests.consultations.factories import make_closed_consultation, make_consultation, make_outcome
from tests.forums.factories import make_answer, make_question, make_session, make_support
from tests.panel.factories import make_council, make_membership, make_user
from tests.polls.factories import (
    answers_to,
    change,
    make_briefing,
    make_member,
    make_poll,
    make_questionnaire,
    make_quick_poll,
    move_to,
)

pytestmark = pytest.mark.django_db
UTC = dt.UTC


@pytest.fixture(autouse=True)
def council():
    return make_council()


def at(when):
    return time_machine.travel(when, tick=False)


def due(code) -> int:
    return next(line.due for line in report() if line.rule.code == code)


def line_of(entry, code) -> dict:
    return next(line for line in entry.lines if line["rule"] == code)


def officer():
    return make_user(is_staff=True)


# ---- periods -------------------------------------------------------------------------------------


@given(st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31)), st.integers(1, 84))
def test_what_began_on_a_day_is_due_from_the_day_that_many_months_later(began, months):
    ends = months_after(began, months)
    for day, is_due in ((ends - dt.timedelta(days=1), False), (ends, True)):
        noon = dt.datetime.combine(day, dt.time(12), UTC)
        assert (began <= Period(months, "months").before(noon).day) is is_due


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (Period(30, "days"), "30 days"),
        (Period(1, "days"), "1 day"),
        (Period(6, "months"), "6 months"),
        (Period(24, "months"), "2 years"),
        (Period(72, "months"), "6 years"),
    ],
)
def test_periods_read_as_people_say_them(period, words):
    assert str(period) == words


def test_the_schedule_is_the_one_that_is_published():
    usual = {rule.code: (rule.period.number, rule.period.unit) for rule in retention.RULES}
    assert usual == {
        "unfinished": (30, "days"),
        "left": (1, "days"),
        "sessions": (1, "days"),
        "audit_log": (72, "months"),
        "looks": (12, "months"),
        "data_requests": (24, "months"),
        "calls": (24, "months"),
        "seats": (24, "months"),
        "told_draws": (1, "days"),
        "other_pools": (3, "months"),
        "data_complaints": (24, "months"),
        "breaches": (72, "months"),
        "security": (12, "months"),
        "removed": (12, "months"),
        "over": (24, "months"),
        "holds": (72, "months"),
        "bounces": (24, "months"),
        "tasks": (30, "days"),
        "statement_votes": (24, "months"),
        "promised": (0, "days"),
        "answers": (24, "months"),
        "told": (24, "months"),
        "messages": (24, "months"),
        "by_answers": (7, "days"),
        "votes": (24, "months"),
        "drafts": (30, "days"),
        "papers": (90, "days"),
        "chat_log": (6, "months"),
    }


# ---- accounts, sessions and the log --------------------------------------------------------------


def test_an_unfinished_sign_up_goes_after_thirty_days_and_a_member_stays():
    with at("2026-03-01 12:00Z"):
        unfinished, member = make_user(), make_membership().user
        staff, expert = make_user(is_staff=True), make_user(job_title="Transport researcher")
    for moment, count in (("2026-03-31 11:59Z", 0), ("2026-03-31 12:00Z", 1)):
        with at(moment):
            assert due("unfinished") == count
            run()
        assert User.objects.filter(pk=unfinished.pk).exists() is not count
    assert set(User.objects.all()) == {member, staff, expert}


def test_sessions_go_a_day_after_they_end():
    with at("2026-03-01 12:00Z"):
        Client().force_login(make_membership().user)
    with at("2026-03-16 11:59Z"):
        assert due("sessions") == 0
    with at("2026-03-16 12:00Z"):
        run()
    assert not Session.objects.exists()


def test_the_log_of_staff_goes_after_six_years():
    by = officer()
    with at("2020-03-15 12:00Z"):
        record("panel.hold_placed", on=by, by=by, reason="Case 7")
    with at("2026-03-15 11:59Z"):
        assert due("audit_log") == 0
    with at("2026-03-15 12:01Z"):
        entry = run()
    assert line_of(entry, "audit_log")["done"] == 1
    assert not ModelLogEntry.objects.filter(action="panel.hold_placed").exists()
    assert ModelLogEntry.objects.filter(action="home.retention_run").count() == 1


# ---- answers -------------------------------------------------------------------------------------


@pytest.fixture
def decided(django_capture_on_commit_callbacks):
    """A deliberative poll in which three people answered twice, decided on 15 March 2024."""
    with at("2024-01-10 12:00Z"), django_capture_on_commit_callbacks(execute=True):
        consultation = make_consultation()
        poll = make_poll("before", parent=consultation)
        # From before pages named a day: theirs is two years after the decision.
        change(type(poll).objects.filter(pk=poll.pk), anonymised_on=None)
        briefing = make_briefing(poll)
        people = [make_member() for _person in range(3)]
        for number, person in enumerate(people):
            sent = answers_to(poll, number, 5, 9)
            person.receipt = submit_response(
                user=person, page=poll, wave=Wave.BEFORE, answers=sent
            ).receipt
            mark_as_read(user=person, briefing=briefing)
        poll = move_to(poll, "after")
        for number, person in enumerate(people):
            sent = answers_to(poll, number + 2, 5, 8)
            submit_response(user=person, page=poll, wave=Wave.AFTER, answers=sent)
        follow(people[0], consultation)
        poll = move_to(poll, "closed")
        outcome = make_outcome(consultation, decided_on=dt.date(2024, 3, 15))
        outcome.save_revision().publish()
    poll.people, poll.outcome = people, outcome
    return poll


def pairs_of(poll):
    keys = {}
    for response in Response.objects.filter(page_id=poll.pk):
        keys.setdefault(response.key, set()).add(response.wave)
    return sorted(map(sorted, keys.values()))


def answers_stored(poll):
    rows = Response.objects.filter(page_id=poll.pk).values_list(
        "public_id", "wave", "ward", "age_band", "answers__item", "answers__number"
    )
    return sorted(rows, key=str)


def test_two_years_after_the_decision_the_way_back_is_destroyed_and_the_answers_stay(decided):
    person = decided.people[0]
    before, stored = pairs_of(decided), answers_stored(decided)
    assert before == [["after", "before"]] * 3

    with at("2026-03-14 23:59Z"):
        assert due("answers") == 0
        run()
        assert own_answers(person) == 2

    with at("2026-03-15 00:00Z"):
        assert due("answers") == 9  # six sets of answers, three readings of the briefing
        entry = run()
        assert line_of(entry, "answers")["oldest"] == "2024-03-15"
        assert line_of(entry, "answers")["done"] == 9
        assert due("answers") == 0
        assert own_answers(person) == 0
    assert answers_stored(decided) == stored
    assert pairs_of(decided) == before  # pairs stay pairs
    keys = {person.key_for(decided.subject) for person in decided.people}
    assert not Response.objects.filter(key__in=keys).exists()
    assert not BriefingRead.objects.filter(key__in=keys).exists()
    assert BriefingRead.objects.count() == 3
    read = set(BriefingRead.objects.values_list("key", flat=True))
    assert read == set(Response.objects.values_list("key", flat=True))
    assert not Follow.objects.exists()
    assert Message.objects.count() == 3
    assert not Message.objects.exclude(key__startswith="-").exists()
    with pytest.raises(Refused, match="no answers under this number"):
        withdraw_response(page=decided, receipt=person.receipt)


def own_answers(user) -> int:
    client = Client()
    client.force_login(user)
    return len(client.get("/account/data.json").json()["answers"])


def test_no_figure_changes_with_it(decided):
    with at("2026-03-14 12:00Z"):
        seen = figures(decided)
    with at("2026-03-16 12:00Z"):
        run()
        assert figures(decided) == seen


def figures(poll):
    """Return all that is published, less the number of the files that repeat it."""
    return repr(replace(report_of(poll, threshold=5), snapshot=""))


def test_without_a_decision_nothing_begins_to_count(decided):
    decided.outcome.unpublish()
    with at("2036-01-01 12:00Z"):
        assert due("answers") == 0


def test_the_last_of_two_decisions_counts(decided):
    consultation = decided.get_parent().specific
    make_outcome(consultation, decided_on=dt.date(2025, 3, 15), slug="second", title="Second")
    with at("2026-06-01 12:00Z"):
        assert due("answers") == 0
    with at("2027-03-15 12:00Z"):
        assert due("answers") == 9


@pytest.fixture
def voted():
    with at("2024-01-10 12:00Z"):
        poll, voter = make_quick_poll("Yes", "No"), make_member()
        cast_ballot(key=poll.key_of(f"user-{voter.pk}"), choice=poll.choices.first())
    change(type(poll).objects.filter(pk=poll.pk), closes_at="2024-02-01T12:00Z")
    poll.voter_key = poll.key_of(f"user-{voter.pk}")
    return poll


def test_votes_count_from_the_end_of_the_poll(voted):
    with at("2026-02-01 11:59Z"):
        assert due("votes") == 0
    with at("2026-02-01 12:01Z"):
        assert due("votes") == 1
        run()
    ballot = Ballot.objects.get()
    assert ballot.key != voted.voter_key
    assert ballot.choice == voted.choices.first()


def test_votes_within_a_consultation_count_from_their_end_as_they_were_told(voted):
    with at("2024-03-01 12:00Z"):
        consultation = make_closed_consultation()
        voted.move(consultation, pos="last-child")
    assert type(voted).objects.get(pk=voted.pk).anonymised_on == dt.date(2026, 2, 1)
    with at("2026-01-31 23:59Z"):
        assert (due("votes"), due("answers")) == (0, 0)
    with at("2026-02-01 12:01Z"):
        assert due("votes") == 1
        run()
    assert not Ballot.objects.filter(key=voted.voter_key).exists()


def test_what_was_begun_and_never_sent_goes_thirty_days_after_the_end():
    with at("2026-01-10 12:00Z"):
        page = make_questionnaire()
        save_answers(
            user=make_member(), page=page, wave="only", given=[(page.items.first(), 7, "")]
        )
    change(type(page).objects.filter(pk=page.pk), closes_at="2026-02-01T12:00Z")
    with at("2026-03-03 11:59Z"):
        assert due("drafts") == 0
    with at("2026-03-03 12:00Z"):
        run()
    assert not Draft.objects.exists()


# ---- live sessions -------------------------------------------------------------------------------


@pytest.fixture
def session():
    """A session that ended on 15 January 2026 at 8 in the evening, with all that may be in one."""
    with at("2026-01-15 19:00Z"):
        session = make_session()
        people = [make_member() for _person in range(3)]
        asked = make_question(session, author=people[0], state="answered", text="Who pays?")
        Question.objects.filter(pk=asked.pk).update(final_support=None)
        make_answer(asked, text="The council does.", published_at=timezone.now())
        make_support(asked, *people)
        Question.objects.filter(pk=asked.pk).update(first_text="Who pays, you lot?")
        make_question(session, author=people[1], state="declined", declined_because="elsewhere")
        first = make_question(session, author=people[1], state="merged", merged_into=asked)
        make_question(session, author=people[2], state="merged", merged_into=first)
        make_question(session, author=people[2], state="withdrawn")
        Mute.objects.create(session=session, user=people[2], reason="Asked the same ten times")
        RoomEvent.objects.create(session=session, sequence=1, audience="desk", kind="asked")
    session.people, session.asked = people, asked
    return session


def test_after_six_months_the_raw_log_goes_and_the_transcript_stays(session):
    transcript = Client().get(f"/sessions/{session.pk}/transcript.csv").content
    with at("2026-07-15 18:59Z"):  # 19:59 on a summer's evening
        assert due("chat_log") == 0
    with at("2026-07-15 19:01Z"):
        assert due("chat_log") == 4 + 1 + 1 + 3
        entry = run()
        assert line_of(entry, "chat_log")["oldest"] == "2026-01-15"
        assert due("chat_log") == 0
    kept = Question.objects.with_support().get()
    assert (kept.pk, kept.text, kept.first_text) == (session.asked.pk, "Who pays?", "")
    assert kept.support == 3  # as many as stood behind it
    assert [reply.text for reply in kept.answers.all()] == ["The council does."]
    for model in (Support, Mute, RoomEvent):
        assert not model.objects.exists()
    assert Client().get(f"/sessions/{session.pk}/transcript.csv").content == transcript


def test_what_is_complained_of_stays_until_the_complaint_is_settled(session):
    declined = Question.objects.get(state="declined")
    complaint = Report.objects.create(
        contribution=declined, category="harassment", due_at=timezone.now()
    )
    with at("2027-01-01 12:00Z"):
        run()
        assert Question.objects.filter(pk=declined.pk).exists()
        Report.objects.filter(pk=complaint.pk).update(settled_at=timezone.now())
        run()
    assert not Question.objects.filter(pk=declined.pk).exists()


# ---- holds ---------------------------------------------------------------------------------------


def test_a_hold_on_a_person_keeps_theirs_and_lets_the_others_go(decided):
    person = decided.people[0]
    hold = place_hold(kind="litigation", reason="Case 12/2026", by=officer(), person=person)
    with at("2026-04-01 12:00Z"):
        entry = run()
        assert (line_of(entry, "answers")["done"], line_of(entry, "answers")["held"]) == (6, 3)
        assert own_answers(person) == 2
        assert Follow.objects.filter(user=person).exists()
        lift_hold(hold=hold, reason="Settled", by=officer())
        assert line_of(run(), "answers")["done"] == 3
        assert own_answers(person) == 0


def test_a_hold_on_a_consultation_keeps_all_below_it(decided):
    page = decided.get_parent()
    place_hold(kind="foi", reason="FOI 2026-31", by=officer(), page=page)
    with at("2026-04-01 12:00Z"):
        entry = run()
        assert (line_of(entry, "answers")["done"], line_of(entry, "answers")["held"]) == (0, 9)
    assert own_answers(decided.people[0]) == 2


def test_a_hold_on_a_kind_of_record_keeps_all_of_it(session):
    place_hold(kind="complaint", reason="Ombudsman", by=officer(), rule="chat_log")
    with at("2027-01-01 12:00Z"):
        entry = run()
        assert (line_of(entry, "chat_log")["done"], line_of(entry, "chat_log")["held"]) == (0, 9)
    assert Question.objects.count() == 5


def test_a_hold_on_a_person_in_a_session_keeps_what_they_asked(session):
    place_hold(kind="complaint", reason="C 4", by=officer(), person=session.people[2])
    with at("2027-01-01 12:00Z"):
        run()
    kept = Question.objects.exclude(pk=session.asked.pk)
    assert {question.author for question in kept if question.state != "merged"} == {
        session.people[2]
    }
    assert Question.objects.filter(author=session.people[2]).count() == 2
    assert Mute.objects.exists()
    assert RoomEvent.objects.exists()


def test_who_leaves_under_a_hold_is_out_and_their_details_go_once_it_is_lifted():
    member = make_membership(user=make_user(email="quillon@example.org")).user
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    with at("2026-03-01 12:00Z"):
        hold = place_hold(kind="litigation", reason="Case 12/2026", by=officer(), person=member)
        client = Client()
        client.force_login(member)
        assert "until that is over" in client.get("/account/leave/").text
        client.post("/account/leave/")
        member.refresh_from_db()
        assert (member.email, member.is_active) == ("quillon@example.org", False)
        assert member.membership.status == "left"
    with at("2026-05-01 12:00Z"):
        assert line_of(run(), "left")["held"] == 1
        lift_hold(hold=hold, reason="Settled", by=officer())
        assert line_of(run(), "left")["done"] == 1
    member.refresh_from_db()
    assert member.email == f"left-{member.pk}@invalid"
    assert not EmailAddress.objects.exists()


def test_without_a_hold_leaving_is_at_once():
    member = make_membership().user
    assert not is_held(member)
    leave_panel(member)
    assert member.email == f"left-{member.pk}@invalid"


@pytest.mark.parametrize(
    "wrong", [{"reason": " "}, {"rule": ""}, {"rule": "chat_log", "person": "somebody"}]
)
def test_a_hold_names_one_thing_and_a_reason(wrong):
    told = {"kind": "foi", "reason": "FOI 7", "by": officer(), "rule": "chat_log"} | wrong
    if told.get("person"):
        told["person"] = make_user()
    with pytest.raises(Refused):
        place_hold(**told)
    assert not Hold.objects.exists()


def test_a_hold_is_lifted_once_and_for_a_reason():
    hold = place_hold(kind="foi", reason="FOI 7", by=officer(), rule="chat_log")
    with pytest.raises(Refused, match="Give the reason"):
        lift_hold(hold=hold, reason="", by=officer())
    lift_hold(hold=hold, reason="Answered", by=officer())
    with pytest.raises(Refused, match="lifted already"):
        lift_hold(hold=hold, reason="Answered", by=officer())
    actions = ModelLogEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["panel.hold_placed", "panel.hold_lifted"]


def test_a_person_sees_that_something_is_kept_for_longer():
    member = make_membership().user
    place_hold(kind="complaint", reason="About their neighbour", by=officer(), person=member)
    client = Client()
    client.force_login(member)
    held = client.get("/account/data.json").json()
    assert [row["kind"] for row in held["holds"]] == ["Complaint"]
    assert "About their neighbour" not in str(held)


# ---- reports and runs ----------------------------------------------------------------------------


def test_a_report_touches_nothing():
    with at("2026-03-01 12:00Z"):
        make_user()
    with at("2026-06-01 12:00Z"):
        before = User.objects.count()
        assert line_of(make_report(), "unfinished")["due"] == 1
        assert User.objects.count() == before
        words = StringIO()
        call_command("apply_retention", stdout=words)
        assert "unfinished" in words.getvalue()
        assert "A report only. Nothing was touched" in words.getvalue()
        assert User.objects.count() == before
        call_command("apply_retention", commit=True, stdout=words)
        assert "unfinished let go of: 1" in words.getvalue()
        assert User.objects.count() == before - 1


def test_each_night_has_one_run_and_the_very_first_only_reports():
    with at("2026-01-01 12:00Z"):
        make_user()
    for moment, makes_run, people in (
        ("2026-06-01 01:30Z", False, 1),  # half past two in Bristol: too early
        ("2026-06-01 02:30Z", True, 1),  # the first only reports
        ("2026-06-01 12:00Z", False, 1),
        ("2026-06-02 01:30Z", False, 1),
        ("2026-06-02 02:30Z", True, 0),
        ("2026-06-02 02:31Z", False, 0),
    ):
        with at(moment):
            assert (run_daily() is not None) is makes_run
        assert User.objects.count() == people
    reports = RetentionRun.objects.order_by("at").values_list("is_report", flat=True)
    assert list(reports) == [True, False]
    actions = ModelLogEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["home.retention_reported", "home.retention_run"]


def test_a_fault_in_one_kind_leaves_the_others_to_be_done(monkeypatch, caplog):
    def fall_over():
        User.objects.all().delete()
        raise RuntimeError("the disk is full")

    broken = Rule(
        "broken",
        "Broken",
        Period(1, "days"),
        "always",
        "It fails.",
        find=lambda cutoff, held: Found(3, None, fall_over),
    )
    monkeypatch.setattr(retention, "RULES", (broken, *retention.RULES))
    with at("2026-03-01 12:00Z"):
        make_user()
        member = make_membership().user
    with at("2026-06-01 12:00Z"):
        entry = run()
    assert line_of(entry, "broken")["fault"] is True
    assert line_of(entry, "unfinished")["done"] == 1
    assert User.objects.get() == member
    assert "could not be let go of" in caplog.text


def test_a_council_sets_its_own_period_within_reason():
    rule, by = retention.rule_named("unfinished"), officer()
    with at("2026-03-01 12:00Z"):
        make_user()
    with at("2026-03-08 12:00Z"):
        assert due("unfinished") == 0
        change_period(rule=rule, number=7, reason="Our privacy notice", by=by)
        assert due("unfinished") == 1
    entry = ModelLogEntry.objects.get(action="home.retention_changed")
    assert (entry.data["before"], entry.data["after"]) == (30, 7)
    with pytest.raises(Refused, match="cannot be changed"):
        change_period(rule=retention.rule_named("left"), number=7, reason="No", by=by)


def test_pages_on_data_protection_say_when_no_backup_is_left(client):
    make_council(backups_days=20)
    assert "in no backup after 20 days" in client.get(reverse("used_for")).text
    client.force_login(make_user(is_staff=True, is_superuser=True))
    assert "<td>20 days</td>" in client.get(reverse("retention")).text
    assert "Backups: 20 days at the most" in client.get(reverse("impact_assessment")).text


def test_nothing_held_costs_no_second_look(django_assert_max_num_queries):
    with django_assert_max_num_queries(33):
        report()
    assert retention.held_now() == NOTHING_HELD


# ---- in the CMS ----------------------------------------------------------------------------------

ADDRESS = "/admin/retention/"


def in_role(client, name):
    ensure_roles()
    user = make_user()
    user.groups.add(Group.objects.get(name=name))
    client.force_login(user)
    return user


def test_administrators_read_report_hold_lift_and_change(client, decided):
    by, person = in_role(client, "Administrators"), decided.people[0]
    page = client.get(ADDRESS).text
    assert "There was no run yet." in page
    assert "2 years" in page
    with at("2026-06-01 12:00Z"):
        in_role(client, "Administrators")
        assert client.post(f"{ADDRESS}report/").url == ADDRESS
        page = client.get(ADDRESS).text
    assert "15 March 2024" in page

    form = {"kind": "litigation", "person": person.email.upper(), "reason": "Case 12/2026"}
    by = in_role(client, "Administrators")
    assert client.post(f"{ADDRESS}holds/add/", form).url == ADDRESS
    hold = Hold.objects.get()
    assert (hold.person, hold.by) == (person, by)
    page = client.get(ADDRESS).text
    assert all(words in page for words in (person.email, "Case 12/2026", "Litigation"))
    lift = f"{ADDRESS}holds/{hold.pk}/lift/"
    assert client.post(lift, {"reason": ""}).status_code == 422
    assert client.post(lift, {"reason": "Settled"}).url == ADDRESS
    assert not Hold.objects.standing().exists()

    period = f"{ADDRESS}unfinished/"
    assert client.post(period, {"number": "0", "reason": "x"}).status_code == 422
    assert client.post(period, {"number": "14", "reason": "Our notice"}).url == ADDRESS
    assert "14 days" in client.get(ADDRESS).text
    assert client.get(f"{ADDRESS}left/").status_code == 404


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, "Name one person"),
        ({"person": "nobody@example.org"}, "No account here has this address."),
        ({"person": "quillon@example.org", "rule": "chat_log"}, "Name one person"),
        ({"rule": "no-such-rule"}, "Choose from the list."),
    ],
)
def test_a_faulty_hold_is_refused_beside_the_field_and_nothing_typed_is_lost(client, form, words):
    in_role(client, "Administrators")
    make_user(email="quillon@example.org")
    answer = client.post(f"{ADDRESS}holds/add/", {"kind": "foi", "reason": "FOI 2026-31", **form})
    assert answer.status_code == 422
    assert words in answer.text
    assert "FOI 2026-31" in answer.text
    assert not Hold.objects.exists()


@pytest.mark.parametrize("role", [role for role in ROLES if role != "Administrators"])
def test_nobody_else_reads_or_does_any_of_it(client, role):
    in_role(client, role)
    hold = place_hold(kind="foi", reason="FOI 7", by=officer(), rule="chat_log")
    for address in (
        "",
        "assessment/",
        "report/",
        "holds/add/",
        f"holds/{hold.pk}/lift/",
        "unfinished/",
    ):
        for send in (client.get, client.post):
            assert send(ADDRESS + address).status_code in (302, 403, 405)
    assert Hold.objects.standing().count() == 1
    assert not RetentionRun.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_however_much_is_held(
    client, number, django_assert_max_num_queries
):
    in_role(client, "Administrators")
    for _one in range(number):
        place_hold(kind="foi", reason="7", by=officer(), person=make_membership().user)
        place_hold(kind="foi", reason="7", by=officer(), page=make_closed_consultation())
        make_report(by=officer())
    client.get(ADDRESS)
    with django_assert_max_num_queries(13):  # one of them notes whom it shows
        assert client.get(ADDRESS).status_code == 200
