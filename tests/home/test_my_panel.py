"""A member's own page."""

from datetime import date

import pytest

from consultations.models import ConsultationPage
from panel.models import Councillor
from polls.responding import submit_response
from tests.consultations.factories import from_now, make_consultation, make_outcome
from tests.forums.factories import make_forum, make_session
from tests.panel.factories import (
    make_council,
    make_edition,
    make_membership,
    make_user,
    make_ward,
)
from tests.polls.factories import (
    answers_to,
    make_briefing,
    make_member,
    make_officer,
    make_poll,
    make_questionnaire,
    make_quick_poll,
    move_to,
)

pytestmark = pytest.mark.django_db


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get("/account/").headers["Location"] == "/account/login/?next=/account/"


def test_somebody_without_a_membership_finishes_joining(client):
    client.force_login(make_user())

    assert client.get("/account/").headers["Location"] == "/join/"


def test_staff_come_to_their_work_and_are_not_asked_to_answer(client):
    make_poll("before")
    client.force_login(make_officer("forums.moderate_contribution", "results.export_results"))

    page = client.get("/account/").content.decode()

    assert "To answer as a resident, join with an account of your own." in page
    assert 'href="/moderation/"' in page
    assert 'href="/results/"' in page
    assert 'href="/admin/"' not in page
    assert "Open to you" not in page
    assert "Your next step" not in page


def test_an_expert_comes_to_the_desks_of_their_own_sessions(client):
    expert = make_user()
    mine = make_session(experts=[expert], title="Ask about buses")
    other = make_session(title="Ask about parks")
    client.force_login(expert)

    page = client.get("/account/").content.decode()

    assert f'<a href="/sessions/{mine.pk}/desk/">Ask about buses</a>' in page
    assert f"/sessions/{other.pk}/desk/" not in page


def test_a_member_sees_one_next_step(client):
    member = make_member(user=make_user(display_name="Maya"))
    poll = make_poll("before")
    make_poll("between")  # closes sooner, and took first answers from others
    client.force_login(member)

    panel = client.get("/account/").context["panel"]

    assert panel.rows == []
    assert panel.name == "Maya"
    assert panel.poll == poll
    assert [stage.code for stage in panel.stages if stage.is_your_next] == ["before"]


def test_who_is_between_two_wards_is_asked_and_answers(client):
    make_council()
    before = make_ward(name="Old Ash", valid_from="1999-05-06", valid_to="2016-05-05")
    ash = make_ward(name="Ash")
    edition = make_edition()
    membership = make_membership(postcode="BS1 1AD", ward=before, ward_source="to-confirm")
    client.force_login(membership.user)

    page = client.get("/account/").text
    assert "The ward boundaries changed on 5 May 2016. You were in Old Ash" in page
    assert 'href="/account/details/">Choose my ward</a>' in page

    details = {"postcode": "BS1 1AD", "ward": before.code}
    assert client.post("/account/details/", details).status_code == 422
    assert edition.postcodes.count() == 0
    assert client.post("/account/details/", details | {"ward": ash.code}).status_code == 302

    page = client.get("/account/").text
    assert "The ward boundaries changed" not in page
    membership.refresh_from_db()
    assert (membership.ward, membership.ward_source) == (ash, "self-stated")


def test_after_the_first_answers_the_briefing_is_next(client):
    member, poll = make_member(), make_poll("before")
    make_briefing(poll)
    submit_response(user=member, page=poll, wave="before", answers=answers_to(poll))
    client.force_login(member)

    panel = client.get("/account/").context["panel"]

    assert panel.next_step.code == "briefing"


def test_who_has_done_what_is_open_reads_what_comes_next(client):
    member, poll = make_member(), make_poll("before")
    make_questionnaire()
    client.force_login(member)
    filled = 'class="btn btn--small"'
    # The next step has the one filled button; without it, the first thing that is open.
    assert filled not in client.get("/account/").content.decode()

    submit_response(user=member, page=poll, wave="before", answers=answers_to(poll))
    page = client.get("/account/").content.decode()

    assert "Nothing needs you today" in page
    assert "Next: Second answers. Opens " in page
    assert page.count(filled) == 1


def test_open_to_you_leaves_out_what_is_answered(client):
    member = make_member()
    answered, unanswered = make_questionnaire(), make_questionnaire()
    submit_response(user=member, page=answered, wave="only", answers=answers_to(answered))
    quick_poll = make_quick_poll()
    client.force_login(member)

    panel = client.get("/account/").context["panel"]

    assert [row["url"] for row in panel.rows] == [unanswered.url, quick_poll.url]


def test_what_came_of_it_names_the_decision_to_those_who_took_part(client):
    member, other = make_member(), make_member()
    consultation = make_consultation()
    poll = make_poll("before", parent=consultation)
    submit_response(user=member, page=poll, wave="before", answers=answers_to(poll))
    move_to(poll, "closed")
    ConsultationPage.objects.filter(pk=consultation.pk).update(closes_at=from_now(days=-1))
    make_outcome(ConsultationPage.objects.get(pk=consultation.pk), we_did="Ten stay, four reopen.")

    client.force_login(member)
    mine = client.get("/account/").context["panel"].came
    client.force_login(other)
    theirs = client.get("/account/").context["panel"].came

    assert [(row["title"], row["sentence"]) for row in mine] == [
        (consultation.title, "Ten stay, four reopen.")
    ]
    assert theirs == []


def test_an_answer_that_is_owed_is_named(client):
    member = make_member()
    consultation = make_consultation(decision_maker="Transport Committee")
    poll = make_poll("before", parent=consultation)
    submit_response(user=member, page=poll, wave="before", answers=answers_to(poll))
    ConsultationPage.objects.filter(pk=consultation.pk).update(closes_at=from_now(days=-1))
    client.force_login(member)

    [row] = client.get("/account/").context["panel"].came

    assert row["sentence"] == "You took part. Transport Committee owes you an answer."


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_however_much_is_open(client, rows, django_assert_num_queries):
    member = make_member()
    poll = make_poll("before")
    make_briefing(poll)
    make_forum(parent=poll)
    make_session(parent=poll)
    submit_response(user=member, page=poll, wave="before", answers=answers_to(poll))
    for _number in range(rows):
        make_questionnaire()
    make_quick_poll()
    client.force_login(member)
    client.get("/account/")

    # Session, person, answers, drafts, room, briefing read, where they took part, ballot, seats,
    # calls for volunteers.
    with django_assert_num_queries(8):
        client.get("/account/")


def test_a_councillor_comes_to_their_own_ward_first(client):
    councillor = make_user(email="rowan@example.org")
    councillor.job_title = "Councillor for Easton"
    councillor.save()
    easton = make_ward(name="Easton")
    make_ward(name="Redland")
    Councillor.objects.create(
        ward=easton, name="Rowan", email="Rowan@example.org", starts_on=date(2024, 5, 2)
    )
    client.force_login(councillor)

    page = client.get("/account/").content.decode()

    assert f'<a href="/wards/{easton.code}/">The profile of Easton</a>' in page
    assert "Redland" not in page
