"""A person sees all that is held on them, nobody else does, and leaving leaves no trace of them."""

import json

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from consultations.following import follow
from consultations.interests import choose_interests
from consultations.models import Interest, Subject
from core.audit import record
from forums.debate import open_topic, reply
from forums.models import Appeal, Mute, Report
from forums.stating import add_statement, cast_vote
from panel import mail, profiles
from panel.models import (
    Consent,
    Message,
    MobileNumber,
    ProfileAnswer,
    ProfileWords,
    QuestionSet,
)
from polls.models import Ballot, Response, Wave
from polls.reading import mark_as_read
from polls.responding import submit_response
from polls.voting import cast_ballot
from tests.consultations.factories import make_outcome
from tests.forums.factories import (
    make_forum,
    make_question,
    make_rule,
    make_session,
    make_statement,
    make_support,
)
from tests.home.traces import NEEDLES, traces
from tests.panel.factories import make_council, make_membership, make_user, make_ward
from tests.polls.factories import (
    answers_to,
    make_briefing,
    make_poll,
    make_questionnaire,
    make_quick_poll,
    move_to,
)

pytestmark = pytest.mark.django_db
EMAIL, NAME, POSTCODE = "quillon.farrow@example.org", "Quillon F", "BS9 1ZQ"
NUMBER = "+447700900877"
OUR_APPS = {"panel", "consultations", "polls", "forums", "results", "home"}
# What the page tells of, and what only staff leave behind: their acts, which the log tells of.
TOLD = {
    "consultations.Follow.user",
    "consultations.Interest.user",
    "forums.Contribution.author",
    "forums.Mute.user",
    "forums.QuestionRanking.user",
    "forums.Reply.author",
    "forums.Report.reporter",
    "forums.Support.user",
    "forums.Topic.author",
    "panel.Consent.user",
    "panel.CouncilIdentity.user",
    "panel.DataComplaint.person",
    "panel.DataRequest.person",
    "panel.DateOfBirth.user",
    "panel.Hold.person",
    "panel.LookedAt.person",
    "panel.Membership.user",
    "panel.MessageWishes.user",
    "panel.MobileNumber.user",
    "panel.SecurityEvent.person",
}
OF_STAFF = {
    "consultations.Approval.asked_by",
    "consultations.Approval.approved_by",
    "consultations.Approval.returned_by",
    "consultations.Invitation.by",
    "consultations.SegmentMessage.by",
    "forums.AgendaOpening.by",
    "forums.Appeal.decided_by",
    "forums.Contribution.judged_by",
    "forums.ExpertSessionPage.host",
    "forums.Mute.by",
    "forums.Question.handed_to",
    "forums.Question.moved_by",
    "forums.QuestionsSent.by",
    "forums.Reply.published_by",
    "forums.Report.settled_by",
    "forums.SessionExpert.user",
    "panel.Consent.by",
    "panel.CouncilIdentity.invited_by",
    "panel.DataBreach.by",
    "panel.DataComplaint.by",
    "panel.DataRequest.by",
    "panel.Draw.by",
    "panel.Hold.by",
    "panel.Hold.lifted_by",
    "panel.LookedAt.by",
    "panel.OutsideDraw.by",
    "panel.SeatLetter.by",
    "panel.VolunteerCall.by",
    "panel.RetentionRun.by",
    "panel.SecurityEvent.by",
    "panel.Sample.by",
    "panel.Mailing.by",
    "polls.StageHost.by",
    "polls.StageHost.user",
    "polls.StageOverride.by",
    "polls.Batch.by",
    "polls.Kiosk.by",
    "polls.LateChoice.by",
    "polls.Paper.first_by",
    "polls.Paper.second_by",
    "polls.Paper.settled_by",
    "polls.PersonalSheet.printed_by",
    "polls.Assignment.by",
    "polls.CodedAnswer.coded_by",
    "polls.Facilitator.user",
    "consultations.ProposalChange.by",
    "polls.Correction.by",
    "polls.JudgedWords.judged_by",
    "polls.Reviewer.by",
    "results.Export.by",
    "results.FrozenReport.by",
}


@pytest.fixture
def member():
    make_council()
    user = make_user(email=EMAIL, display_name=NAME, first_name="Quillon", last_name="Farrow")
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)
    make_membership(user=user, postcode=POSTCODE, ward=make_ward(name="Easton"))
    MobileNumber.objects.create(user=user, number=NUMBER)
    return type(user).objects.get(pk=user.pk)


@pytest.fixture
def life(member, django_capture_on_commit_callbacks):
    """Everything that a member can do, done once."""
    with django_capture_on_commit_callbacks(execute=True):
        tell_about_oneself(member)
        poll = make_poll("before")
        briefing = make_briefing(poll)
        submit_response(user=member, page=poll, wave=Wave.BEFORE, answers=answers_to(poll, 3, 4, 5))
        mark_as_read(user=member, briefing=briefing)
        page = make_questionnaire(title="Parks")
        submit_response(user=member, page=page, wave=Wave.ONLY, answers=answers_to(page, 7, 8, 9))
        quick = make_quick_poll("Yes", "No")
        cast_ballot(key=quick.key_of(f"user-{member.pk}"), choice=quick.choices.first())
        topic = open_topic(
            forum=make_forum(), author=member, title="Benches", text="More benches by the river"
        )
        hidden = reply(topic=topic, author=member, text="A second thought about benches")
        hidden.hidden_under, hidden.hidden_at = make_rule(), hidden.said_at
        hidden.save()
        Appeal.objects.create(contribution=hidden, text="It names nobody")
        session = make_session()
        make_question(session, author=member, text="Who pays for it?")
        make_support(make_question(session, text="When does it start?"), member)
        Report.objects.create(
            contribution=topic.posts.first(),
            category="spam",
            reporter=member,
            due_at=hidden.said_at,
        )
        Mute.objects.create(session=session, user=member, reason="Asked the same ten times")
        statement = make_statement(text="The city needs a tram.")
        cast_vote(statement=statement, voter=member, vote=1)
        add_statement(page=statement.page, author=member, text="Buses should run until midnight.")
        outcome = make_outcome()
        follow(member, outcome.consultation)
        choose_interests(user=member, subjects=[Subject.objects.create(name="Parks", slug="p")])
        outcome.save_revision().publish()
        # What staff and the clock did to them, which the log calls by their name.
        record("panel.member_lapsed", on=member.membership, reason="Silent for a year")
        record("panel.second_step_reset", on=member, reason="Lost their telephone")
    return poll


def tell_about_oneself(member):
    religion = QuestionSet.objects.get(code="religion", edition="EW-2021")
    profiles.answer(
        membership=member.membership,
        question_set=religion,
        answers={"religion": "other"},
        words={"religion": "Quillonism"},
    )


def file_of(user) -> dict:
    client = Client()
    client.force_login(user)
    answer = client.get("/account/data.json")
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="what-we-hold-on-you.json"'
    )
    assert "no-store" in answer.headers["Cache-Control"]
    return json.loads(answer.content)


def test_the_file_holds_all_that_a_member_did(member, life):
    held = file_of(member)
    assert held["about"] == EMAIL
    assert held["account"][0]["display_name"] == NAME
    assert held["membership"][0]["postcode"] == POSTCODE
    assert held["membership"][0]["ward"] == "Easton"
    assert [(row["asked_in"], row["round"]) for row in held["answers"]] == [
        (life.title, "First answers"),
        ("Parks", "Your answers"),
    ]
    assert [line.rsplit(" ", 1)[1] for line in held["answers"][1]["answers"]] == ["7", "8", "9"]
    assert [row["answer"] for row in held["votes"]] == ["Yes"]
    assert len(held["briefings"]) == 1
    assert [(row["kind"], row["text"]) for row in held["contributions"]] == [
        ("Topic", "More benches by the river"),
        ("Post", "A second thought about benches"),
        ("Question", "Who pays for it?"),
        ("Statement", "Buses should run until midnight."),
    ]
    [vote] = held["statement_votes"]
    assert (vote["statement"], vote["vote"]) == ("The city needs a tram.", "Agree")
    assert held["contributions"][1]["hidden_under"] == "names a private person (rule 4)"
    assert [row["question"] for row in held["supports"]] == ["When does it start?"]
    assert [row["text"] for row in held["appeals"]] == ["It names nobody"]
    assert [row["category"] for row in held["reports"]] == ["Advertising or spam"]
    assert [row["reason"] for row in held["mutes"]] == ["Asked the same ten times"]
    (told,) = held["profile"]
    assert (told["code"], told["in_your_words"]) == ("other", "Quillonism")
    assert held["interests"] == [{"subject": "Parks"}]
    interests, choice = held["choices"]
    assert interests["purpose"] == "Subjects that interest you"
    assert (choice["part"], choice["choice"]) == ("religion EW-2021", "Agreed")
    assert "What is your religion?" in choice["shown"]
    assert len(held["follows"]) == len(held["messages"]) == 1


def test_every_table_that_points_at_a_person_is_told_of(member, life):
    """A table that is added later and knows people has to be thought of here."""
    user_model = type(member)
    pointing = {
        f"{field.model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model is user_model
    }
    own = {name for name in pointing if name.split(".")[0] in OUR_APPS}
    assert own == TOLD | OF_STAFF


def test_first_answers_stay_back_until_the_second_are_in(member, life):
    def first_answers():
        return next(r for r in file_of(member)["answers"] if r["round"] == "First answers")

    assert first_answers()["answers"].startswith("Kept back until you have answered again")
    move_to(life, "after")
    assert first_answers()["answers"].startswith("Kept back until you have answered again")
    move_to(life, "closed")
    assert [line.rsplit(" ", 1)[1] for line in first_answers()["answers"]] == ["3", "4", "5"]


def test_nobody_sees_another_persons_data(member, life):
    other = make_user(email="other@example.org")
    held = file_of(other)
    assert not any(needle in json.dumps(held).lower() for needle in NEEDLES)
    lists = {code: rows for code, rows in held.items() if isinstance(rows, list)}
    assert {code for code, rows in lists.items() if rows} == {"account", "sign_ins"}
    for address in ("/account/data/", "/account/data.json"):
        assert Client().get(address).url == f"/account/login/?next={address}"
        assert Client().post(address).status_code in (302, 405)


CHAPTERS = {
    "account": (EMAIL, NAME, POSTCODE, NUMBER),
    "told": ("Any other religion", "Quillonism", "Telling about yourself"),
    "answers": ("Kept back", "Parks", "Quick polls you voted in"),
    "words": ("More benches by the river", "Advertising or spam", "Asked the same ten times"),
    "messages": ("Consultations you follow", "Messages we sent you"),
    "done": ("Sign-ins, and changes to how you sign in", "Signed in"),
}


def test_the_pages_say_the_same_in_words(client, member, life):
    client.force_login(member)
    assert "Your account and place" in client.get("/account/data/").text
    for chapter, all_words in CHAPTERS.items():
        page = client.get(f"/account/data/{chapter}/").text
        for words in all_words:
            assert words in page
    assert client.get("/account/data/secrets/").status_code == 404


COSTS = {"account": 9, "told": 8, "answers": 12, "words": 12, "messages": 7, "done": 9}


@pytest.mark.parametrize("chapter", CHAPTERS)
@pytest.mark.parametrize("rows", [1, 3])
def test_each_table_is_asked_once_however_much_is_held(client, member, rows, chapter):
    session = make_session()
    for number in range(rows):
        page = make_questionnaire(title=f"Parks {number}")
        submit_response(user=member, page=page, wave=Wave.ONLY, answers=answers_to(page, 7, 8, 9))
        make_question(session, author=member, text=f"Who pays for part {number}?")
        make_support(make_question(session, text=f"When is part {number}?"), member)
        cast_vote(statement=make_statement(), voter=member, vote=1)
        follow(member, make_outcome().consultation)
        quick = make_quick_poll("Yes", "No")
        cast_ballot(key=quick.key_of(f"user-{member.pk}"), choice=quick.choices.first())
    client.force_login(member)
    client.get("/account/data/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/account/data/{chapter}/").status_code == 200
    assert len(queries) == COSTS[chapter] <= 12


# ---- leaving -------------------------------------------------------------------------------------


def test_leaving_leaves_no_trace_of_the_person_and_all_of_the_answers(client, member, life):
    other_device = Client()
    other_device.force_login(member)
    client.force_login(member)
    client.get("/account/")
    before = traces()
    assert {place.split()[0] for place in before} >= {
        "panel_user",
        "panel_membership",
        "account_emailaddress",
        "panel_profilewords",
        "panel_mobilenumber",
    }
    answers = set(Response.objects.values_list("public_id", "key", "ward"))
    mail.stop(member)

    assert client.post("/account/leave/").status_code == 302

    assert traces() == set()
    assert not ProfileAnswer.objects.exists() and not ProfileWords.objects.exists()
    # That it was done, and why, stays on record.
    acts = ModelLogEntry.objects.filter(action__startswith="panel.").order_by("action")
    assert [entry.data["reason"] for entry in acts] == ["Silent for a year", "Lost their telephone"]
    assert not Consent.objects.exists() and not Interest.objects.exists()
    assert set(Response.objects.values_list("public_id", "key", "ward")) == answers
    assert Ballot.objects.count() == 1
    assert Message.objects.count() == 1
    assert other_device.get("/account/data.json").status_code == 302
    # Who had stopped mail stays unwritten to, should the same address come back.
    assert mail.has_stopped(make_user(email=EMAIL))
