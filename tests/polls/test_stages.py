"""The journey of a deliberative poll: what is open to whom, when, and why not."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import RequestFactory
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry

from core.dates import short_day
from core.kept import forget
from core.refusals import Refused
from forums.models import ExpertSessionPage, ForumPage
from panel.invitation_draws import Asked, draw_sample
from panel.models import User
from polls.models import BriefingPage, BriefingRead, DeliberativePollPage, StageOverride
from polls.opening import open_stage, short_notice_of
from polls.reading import mark_as_read
from polls.responding import submit_response
from polls.stages import journey
from tests.polls.factories import (
    DAY,
    answers_to,
    change,
    make_briefing,
    make_consultation,
    make_member,
    make_officer,
    make_poll,
    move_to,
    some_items,
)
from tests.polls.test_answering import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return make_member()


def fresh(poll) -> DeliberativePollPage:
    return DeliberativePollPage.objects.get(pk=poll.pk)


def with_talk(stage, **fields) -> DeliberativePollPage:
    """A poll with a briefing, a discussion and a session between its rounds."""
    poll = make_poll(stage, **{"short_notice_reason": "The hall was free that day."} | fields)
    make_briefing(poll)
    opens, ends = poll.before_opens_at, poll.after_opens_at
    poll.add_child(instance=ForumPage(title="Your group", opens_at=opens, closes_at=ends))
    poll.add_child(
        instance=ExpertSessionPage(title="Ask the experts", opens_at=ends - DAY / 4, closes_at=ends)
    )
    return fresh(poll)


def states(poll, user) -> list[tuple]:
    return [(stage.label, stage.state, stage.is_your_next) for stage in journey(fresh(poll), user)]


def answer(user, poll, wave):
    return submit_response(user=user, page=fresh(poll), wave=wave, answers=answers_to(poll, 6))


# ---- the journey


def test_states_from_the_first_answers_to_the_results(member):
    poll = with_talk("not yet open")
    locked = [
        ("First answers", "next", False),
        ("Briefing", "next", False),
        ("Your group", "next", False),
        ("Ask the experts", "next", False),
        ("Second answers", "next", False),
        ("Results", "next", False),
    ]
    assert states(poll, member) == locked

    move_to(poll, "before")
    assert states(poll, member) == [("First answers", "now", True), *locked[1:]]

    answer(member, poll, "before")
    assert states(poll, member)[:2] == [
        ("First answers", "done", False),
        ("Briefing", "now", True),
    ]

    mark_as_read(user=member, briefing=BriefingPage.objects.get())
    assert states(poll, member)[:2] == [
        ("First answers", "done", False),
        ("Briefing", "done", False),
    ]

    change(ForumPage.objects, opens_at=timezone.now() - DAY, closes_at=timezone.now() + DAY)
    assert states(poll, member)[2] == ("Your group", "now", True)

    ends = timezone.now() - DAY / 12
    change(ForumPage.objects, closes_at=ends)
    change(ExpertSessionPage.objects, opens_at=ends - DAY / 12, closes_at=ends)
    move_to(poll, "after")
    assert states(poll, member) == [
        ("First answers", "done", False),
        ("Briefing", "done", False),
        ("Your group", "late", False),
        ("Ask the experts", "late", False),
        ("Second answers", "now", True),
        ("Results", "next", False),
    ]

    answer(member, poll, "after")
    assert states(poll, member)[4] == ("Second answers", "done", False)
    assert not any(is_next for _label, _state, is_next in states(poll, member))


def test_who_missed_the_first_round_waits_for_the_results(member):
    poll = with_talk("after")
    assert [state for _label, state, _next in states(poll, member)] == [
        "late",
        "next",
        "next",
        "next",
        "next",
        "next",
    ]


def test_results_are_the_next_step_once_published(member):
    consultation = make_consultation(closes_at=timezone.now() - DAY)
    poll = make_poll("before", parent=consultation)
    answer(member, poll, "before")
    move_to(poll, "after")
    answer(member, poll, "after")
    move_to(poll, "closed")
    assert states(poll, member)[-1] == ("Results", "next", False)
    change(
        type(consultation).objects.filter(pk=consultation.pk), results_published_at=timezone.now()
    )
    stage = journey(fresh(poll), member)[-1]
    assert (stage.state, stage.is_your_next, stage.url) == ("done", True, f"/results/{poll.pk}/")
    assert stage.sentence == "See your own change beside everybody’s"


# ---- locks


def test_second_answers_wait_for_the_end_of_the_last_round(member):
    poll = with_talk("before")
    answer(member, poll, "before")
    move_to(poll, "after")
    later = timezone.now() + DAY / 2
    change(ForumPage.objects, closes_at=None)
    change(ExpertSessionPage.objects, closes_at=later)

    assert fresh(poll).wave_opens_at("after") == later
    with pytest.raises(Refused, match="when the last discussion has ended"):
        answer(member, poll, "after")

    change(ExpertSessionPage.objects, closes_at=timezone.now() - DAY / 24)
    answer(member, poll, "after")


def test_second_answers_wait_for_a_session_that_the_host_extended(member):
    poll = with_talk("before")
    answer(member, poll, "before")
    poll = move_to(poll, "after")
    change(ForumPage.objects, closes_at=None)
    ended, later = timezone.now() - DAY / 24, timezone.now() + DAY / 24
    change(ExpertSessionPage.objects, closes_at=ended)
    room = ExpertSessionPage.objects.get().room
    room.extended_to = later
    room.save()

    with pytest.raises(Refused, match="when the last discussion has ended"):
        answer(member, poll, "after")
    assert journey(fresh(poll), member)[-2].state == "next"

    room.closed_at = ended
    room.save()
    answer(member, poll, "after")


def test_a_transcript_stands_for_a_day_before_second_answers_unless_somebody_says_why(
    client, member
):
    poll = with_talk("before", short_notice_reason="")
    officer = make_officer("polls.override_stage")
    answer(member, poll, "before")
    poll = move_to(poll, "between")
    change(ForumPage.objects, closes_at=poll.after_opens_at)
    ended = timezone.now() - DAY / 12
    change(ExpertSessionPage.objects, closes_at=ended)
    client.force_login(officer)
    address, rule = f"/polls/{poll.pk}/stages/", "before what experts said has stood for 24 hours"
    assert rule in text(client.get(address))
    assert short_notice_of(fresh(poll)) == ""
    given = {"stage": "after", "reason": "The hall was taken."}
    with pytest.raises(Refused, match=rule):
        open_stage(poll=fresh(poll), by=officer, **given)
    refused = client.post(address, given)
    assert refused.status_code == 422 and "The hall was taken." in text(refused)
    assert "Tick this if second answers are to open all the same" in text(refused)
    assert not StageOverride.objects.exists()
    with transaction.atomic():
        done = client.post(address, given | {"is_exception": "on"}, follow=True)
        assert "An exception: Second answers open before" in text(done) and rule in text(done)
        assert rule in PageLogEntry.objects.get(action="polls.open_stage").data["exception"]
        assert short_notice_of(fresh(poll)) == "The hall was taken."
        transaction.set_rollback(True)
    forget()

    poll = move_to(poll, "after")
    change(ForumPage.objects, closes_at=None)
    assert fresh(poll).wave_opens_at("after") == ended + DAY
    assert journey(fresh(poll), member)[-2].state == "next"
    with pytest.raises(Refused, match="Second answers open on"):
        answer(member, poll, "after")
    change(type(poll).objects.filter(pk=poll.pk), short_notice_reason="The hall was taken.")
    answer(member, poll, "after")


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        ("not yet open", "This opens to you when you have given your first answers, from"),
        ("before", "Give your first answers before you read or talk."),
        ("between", "First answers closed on"),
        ("after", "First answers closed on"),
        ("closed", ""),
    ],
)
def test_briefing_and_talk_are_closed_until_the_first_answers_are_in(client, member, stage, words):
    poll = make_poll(stage)
    briefing = make_briefing(poll)
    refusal = poll.refusal_to_enter(member)
    assert refusal.startswith(words) if words else refusal == ""

    client.force_login(member)
    page = client.get(briefing.url)
    assert page.status_code == (403 if words else 200)
    assert ("Fewer cars pass the school." in text(page)) is not bool(words)


def test_briefing_opens_with_the_first_answers(client, member):
    poll = make_poll("before")
    briefing = make_briefing(poll)
    assert client.get(briefing.url).status_code == 403
    client.force_login(member)
    assert client.get(briefing.url).status_code == 403
    answer(member, poll, "before")
    assert client.get(briefing.url).status_code == 200
    client.force_login(make_member())
    assert client.get(briefing.url).status_code == 403
    client.force_login(make_officer())
    assert client.get(briefing.url).status_code == 200


def test_forum_below_a_poll_refuses_until_the_first_answers_are_in(member):
    poll = with_talk("before")
    forum = ForumPage.objects.get()
    assert forum.refusal_for(member).startswith("Give your first answers before you read or talk.")
    answer(member, poll, "before")
    assert not ForumPage.objects.get().refusal_for(member).startswith("Give your first answers")


def test_briefing_has_its_own_date(member, django_capture_on_commit_callbacks):
    poll = make_poll("before")
    briefing = make_briefing(poll, opens_at=timezone.now() + DAY)
    answer(member, poll, "before")
    with pytest.raises(Refused, match="The briefing opens"):
        mark_as_read(user=member, briefing=briefing)
    officer = make_officer("polls.override_stage")
    with django_capture_on_commit_callbacks(execute=True):
        open_stage(poll=fresh(poll), stage="briefing", by=officer, reason="Everybody answered.")
    mark_as_read(user=member, briefing=BriefingPage.objects.get())


# ---- overrides


def test_officer_opens_a_stage_early_on_the_record(member):
    poll, officer = make_poll("before"), make_officer("polls.override_stage")
    answer(member, poll, "before")
    poll = move_to(poll, "between")

    open_stage(poll=poll, stage="after", by=officer, reason="The session ended early.")

    answer(member, poll, "after")
    override = StageOverride.objects.get()
    assert (override.stage, override.by, override.reason) == (
        "after",
        officer,
        "The session ended early.",
    )
    entry = PageLogEntry.objects.get(action="polls.open_stage")
    assert (entry.user, entry.data) == (
        officer,
        {"reason": "The session ended early.", "stage": "after"},
    )
    assert ModelLogEntry.objects.count() == 0


@pytest.mark.parametrize(
    ("stage", "reason", "words"),
    [
        ("after", " ", "Say why."),
        ("before", "Why not", "open already, or has closed"),
        ("briefing", "Why not", "open already, or has closed"),
        ("nonsense", "Why not", "open already, or has closed"),
    ],
)
def test_override_that_makes_no_sense_is_refused(stage, reason, words):
    poll, officer = make_poll("between"), make_officer("polls.override_stage")
    with pytest.raises(Refused, match=words):
        open_stage(poll=poll, stage=stage, by=officer, reason=reason)
    assert StageOverride.objects.count() == 0


def test_only_those_with_the_permission_open_stages(client, member):
    poll = make_poll("between")
    at_stages = f"/polls/{poll.pk}/stages/"
    data = {"stage": "after", "reason": "Because I want to."}
    for user in (member, make_officer()):
        with pytest.raises(Refused, match="You may not open stages"):
            open_stage(poll=fresh(poll), by=user, **data)
        client.force_login(user)
        assert client.get(at_stages).status_code == 403
        assert client.post(at_stages, data).status_code == 403
    client.logout()
    assert client.get(at_stages).status_code in (302, 403)
    assert client.post(at_stages, data).status_code in (302, 403)
    assert StageOverride.objects.count() == 0

    client.force_login(make_officer("polls.override_stage"))
    assert "Second answers, due" in text(client.get(at_stages))
    assert client.post(at_stages, {"stage": "after"}).status_code == 422
    done = client.post(at_stages, data, follow=True)
    assert "Second answers: open now." in text(done)
    assert "by Priya Shah" in text(done)
    assert client.post(at_stages, data).status_code == 422


def test_the_stages_begin_with_who_was_drawn_to_take_part(client):
    poll = make_poll("before")
    client.force_login(make_officer("polls.override_stage"))
    at_stages = f"/polls/{poll.pk}/stages/"
    assert "Nobody was drawn for this poll." in text(client.get(at_stages))
    assert "Draw members to invite" not in text(client.get(at_stages))

    for _number in range(3):
        make_member()
    drawn = {"asked": Asked(number=2), "page": poll}
    draw_sample(title="Tried out", is_test=True, seed="a", **drawn)
    sample = draw_sample(title="Two of us", **drawn)

    shown = text(client.get(at_stages))
    assert "Two of us: 2 members drawn at random from 3," in shown and "Not invited yet." in shown
    assert "Tried out" not in shown
    client.force_login(
        make_officer("polls.override_stage", "panel.view_sample", "panel.add_sample")
    )
    answer = client.get(at_stages).content.decode()
    assert f'href="/admin/sample/inspect/{sample.pk}/"' in answer
    assert f'href="/admin/draw-members-to-invite/?page={poll.pk}"' in answer


# ---- the briefing


def test_sources_are_numbered_once_and_order_is_each_readers_own(client):
    poll = make_poll("closed")
    briefing = make_briefing(poll)
    orders = set()
    for _reader in range(12):
        member = make_member()
        client.force_login(member)
        pages = [text(client.get(briefing.url)) for _visit in range(2)]
        assert pages[0] == pages[1]
        orders.add(pages[0].index("Reasons for") < pages[0].index("Reasons against"))
    assert orders == {True, False}
    page = pages[0]
    assert page.count("[ source 1]") == 2
    assert page.count("[ source 2]") == page.count("[ source 3]") == 1
    assert "Sources Traffic counts, May 2026 Parents of the school First Bus" in page
    assert "for good: 9 words for, 8 against." in page


def test_i_have_read_this_is_recorded_once_by_key(client, member):
    poll = make_poll("before")
    briefing = make_briefing(poll)
    at_read = f"/polls/briefings/{briefing.pk}/read/"
    assert client.post(at_read)["Location"].startswith("/account/login/")
    client.force_login(member)
    client.post(at_read)
    assert BriefingRead.objects.count() == 0
    answer(member, poll, "before")
    for _try in range(2):
        assert client.post(at_read)["Location"] == poll.url
    assert BriefingRead.objects.get().key == member.key_for(poll.subject)
    assert "You read this on" in text(client.get(briefing.url))


def test_after_the_end_nobody_is_noted_as_a_reader(client, member):
    poll = make_poll("before")
    briefing = make_briefing(poll)
    answer(member, poll, "before")
    move_to(poll, "closed")
    briefing = BriefingPage.objects.get()
    client.force_login(member)
    assert "I have read this" not in text(client.get(briefing.url))
    with pytest.raises(Refused, match="Second answers have closed"):
        mark_as_read(user=member, briefing=briefing)
    assert BriefingRead.objects.count() == 0


# ---- the hub


def show(poll, user):
    request = RequestFactory().get("/")
    request.user = user
    request.session = {}
    return fresh(poll).serve(request).render()


def test_hub_says_one_next_step_with_one_filled_button(client, member):
    poll = with_talk("before", items=some_items(2), minutes=4)
    visitor = client.get(poll.url).content.decode()
    assert "2 questions, asked twice." in visitor
    assert "About 4 minutes each time." in visitor
    assert visitor.count('class="btn btn--accent"') == 1
    assert "Join the panel" in visitor
    assert visitor.count("<h1") == 1

    client.force_login(member)
    page = client.get(poll.url)
    assert "Say what you think, before you read anything: 2 questions" in text(page)
    assert page.content.decode().count('class="btn btn--accent"') == 1
    assert re.search(r'href="/polls/\d+/answer/before/"', page.content.decode())

    client.force_login(User.objects.create_user("resident@example.org"))
    assert "Join the panel to take part" in text(client.get(poll.url))


def test_hub_of_a_day_without_anything_to_do(client, member):
    poll = make_poll("before")
    answer(member, poll, "before")
    move_to(poll, "between")
    client.force_login(member)
    page = text(client.get(poll.url))
    assert "Nothing needs you today" in page
    assert "Second answers open on" in page


def test_hub_after_the_end_needs_no_account(client):
    page = client.get(with_talk("closed").url)
    assert page.status_code == 200
    assert "Join the panel</a>" not in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("stage", ["before", "between", "after"])
def test_hub_takes_at_most_twelve_queries(django_assert_max_num_queries, member, stage, count):
    poll = with_talk("before", items=some_items(count))
    if stage != "before":
        answer(member, poll, "before")
        ended = timezone.now() - DAY / 24
        change(ForumPage.objects, closes_at=ended)
        change(ExpertSessionPage.objects, closes_at=ended)
    move_to(poll, stage)
    user = User.objects.get(pk=member.pk)
    show(poll, user)
    page, request = fresh(poll), RequestFactory().get("/")
    request.user, request.session = User.objects.get(pk=member.pk), {}
    with django_assert_max_num_queries(12):
        page.serve(request).render()


def test_journey_names_what_is_inside_in_few_words(member):
    poll = with_talk("before")
    change(ForumPage.objects, title="Talk it over: the trial streets")
    change(ExpertSessionPage.objects, title="Ask the experts: liveable neighbourhoods")

    assert [stage.label for stage in journey(fresh(poll), member)][2:4] == [
        "Talk it over",
        "Ask the experts",
    ]
    change(ExpertSessionPage.objects, title="Talk it over: a second time")
    assert [stage.label for stage in journey(fresh(poll), member)][2:4] == [
        "Talk it over: the trial streets",
        "Talk it over: a second time",
    ]


def test_card_says_of_each_stage_only_when_it_opens(member):
    poll = with_talk("before")
    notes = [step.note for step in fresh(poll).card(member).steps]
    assert notes[1:3] == ["After your first answers"] * 2
    assert notes[4] == f"Opens {short_day(fresh(poll).wave_opens_at('after'))}"


def test_card_shows_where_a_person_stands(member):
    poll = make_poll("before", minutes=4)
    card = poll.card(member)
    assert (card.kind, card.facts, card.action) == (
        "poll",
        ["3 questions", "4 minutes"],
        "Answer the questions",
    )
    answer(member, poll, "before")
    card = fresh(poll).card(member)
    assert [step.label for step in card.steps] == ["First answers", "Second answers", "Results"]
    today = short_day(timezone.localdate())
    assert (card.facts, card.action) == ([f"You answered on {today}"], "See your next step")
    assert fresh(poll).card(AnonymousUser()).facts == ["3 questions", "4 minutes"]
    assert fresh(move_to(poll, "after")).card(member).action == "Answer the questions"
    assert fresh(move_to(poll, "closed")).card(member).action == "See when results come"


def test_who_missed_first_answers_is_told_what_they_can_still_do(client, member):
    poll = with_talk("between")
    consultation = poll.get_parent()

    for is_member in (False, True):
        if is_member:
            client.force_login(member)
        page = text(client.get(poll.url))
        assert "First answers closed on" in page
        assert "First answers (missed) Closed" in page
        assert "Your next step" not in page
        assert "Opens when your first answers are in" not in page
        assert "Read what is proposed, and follow it" in page
    assert "Answer the questions" not in text(client.get(consultation.url))
    assert "Join the debate" not in text(client.get(consultation.url))


def test_who_gave_first_answers_is_led_on(client, member):
    poll = with_talk("before")
    answer(member, poll, "before")
    move_to(poll, "between")
    client.force_login(member)

    assert not fresh(poll).was_missed_by(member)
    assert "Your next step" in text(client.get(poll.url))
