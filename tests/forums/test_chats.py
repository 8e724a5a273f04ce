"""The state machine of a live session, its support and its slow mode."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import ModelLogEntry

from core.refusals import Refused
from forums import answering, chats, hosting
from forums.models import Question, RoomEvent, Support
from forums.moves import MOVES
from tests.forums.factories import (
    make_answer,
    make_expert,
    make_moderator,
    make_question,
    make_resident,
    make_rule,
    make_session,
    make_support,
)

pytestmark = pytest.mark.django_db
State = Question.State
EVENING = datetime(2026, 10, 7, 19, 0, tzinfo=UTC)


def reload(question):
    return Question.objects.get(pk=question.pk)


def test_a_question_goes_from_pending_to_answered():
    expert, host = make_expert(), make_moderator()
    session = make_session(experts=[expert])
    asker = make_resident()

    question = chats.ask(session=session, author=asker, text="Where did the traffic go?")
    assert (question.state, question.is_held) == (State.PENDING, True)
    chats.approve(question=question, by=host)
    chats.put_live(question=question, by=host, expert=session.experts.get())
    reply = answering.answer(question=question, by=expert, text="Most of it went nowhere.")
    assert reload(question).state == State.LIVE
    answering.publish_answer(reply=reply, by=expert)

    question = reload(question)
    assert (question.state, question.is_held) == (State.ANSWERED, False)
    assert question.handed_to == expert
    log = ModelLogEntry.objects.filter(action__startswith="forums.question").order_by("timestamp")
    assert [(entry.action, entry.user) for entry in log] == [
        ("forums.question.approved", host),
        ("forums.question.live", host),
        ("forums.question.answered", expert),
    ]
    events = RoomEvent.objects.filter(session=session)
    assert [(e.sequence, e.audience, e.kind, e.body) for e in events] == [
        (1, "desk", "question", {"question": question.pk}),
        (2, "public", "question", {"question": question.pk}),
        (3, "public", "question", {"question": question.pk}),
        (4, "desk", "question", {"question": question.pk}),
        (5, "public", "question", {"question": question.pk}),
    ]


def acts(host, rule, other):
    """Every act that moves a question, by the state that it leads to."""
    return {
        State.APPROVED: lambda q: chats.approve(question=q, by=host),
        State.DECLINED: lambda q: chats.decline(question=q, reason="elsewhere", by=host),
        State.LIVE: lambda q: chats.put_live(question=q, by=host),
        State.MERGED: lambda q: chats.merge(question=q, into=other, by=host),
        State.HIDDEN: lambda q: chats.hide(question=q, rule=rule, by=host),
        State.WITHDRAWN: lambda q: chats.withdraw(question=q, by=q.author),
    }


@pytest.mark.parametrize("to", list(acts(None, None, None)))
@pytest.mark.parametrize("start", list(State))
def test_no_other_move_is_possible(start, to):
    session, host, rule = make_session(), make_moderator(), make_rule()
    other = make_question(session, text="Another")
    fields = {
        State.DECLINED: {"declined_because": "elsewhere"},
        State.MERGED: {"merged_into": other},
        State.HIDDEN: {"hidden_at": timezone.now(), "hidden_under": rule, "declined_because": "x"},
    }.get(start, {})
    question = make_question(session, state=start, **fields)
    act = acts(host, rule, other)[to]
    if to in MOVES[start] and (start, to) != (State.HIDDEN, to):
        act(question)
        assert reload(question).state == to
    elif start == State.HIDDEN and to in (State.APPROVED, State.LIVE):
        # Bringing back what was hidden is an act of its own; see test_moderation.
        pass
    else:
        with pytest.raises(Refused):
            act(question)
        assert reload(question).state == start


def test_the_second_moderator_hears_who_was_first():
    question = make_question(state=State.PENDING)
    with time_machine.travel(datetime(2026, 11, 7, 19, 4, tzinfo=UTC), tick=False):
        question.session.__class__.objects.filter(pk=question.session_id).update(
            opens_at=timezone.now() - timedelta(hours=1),
            closes_at=timezone.now() + timedelta(hours=1),
        )
        chats.approve(question=question, by=make_moderator("Priya"))
        with pytest.raises(Refused, match=r"^Already approved by Priya Shah, 7\.04pm$"):
            chats.approve(question=question, by=make_moderator("Sam"))
        with pytest.raises(Refused, match=r"^Already approved by Priya Shah, 7\.04pm$"):
            chats.decline(question=question, reason="elsewhere", by=make_moderator("Sam"))
    assert reload(question).state == State.APPROVED


def test_order_is_support_then_the_oldest_and_a_merge_counts_nobody_twice():
    """E7.3."""
    session, host = make_session(), make_moderator()
    people = [make_resident(f"Person {n}", posts=0) for n in range(7)]
    at = timezone.now().replace(hour=10, minute=0)
    q1 = make_question(session, text="q1", at=at)
    q2 = make_question(session, text="q2", at=at + timedelta(minutes=5))
    q3 = make_question(session, text="q3", at=at + timedelta(minutes=2))
    make_support(q1, people[0], people[5], people[6])
    make_support(q2, *people[:5])
    make_support(q3, *people[:5])

    def order():
        return [(q.text, q.support) for q in session.questions.public().most_supported_first()]

    assert order() == [("q3", 5), ("q2", 5), ("q1", 3)]
    chats.merge(question=q1, into=q3, by=host)
    assert order() == [("q3", 7), ("q2", 5)]


def test_merging_never_makes_people_support_themselves():
    session, host = make_session(), make_moderator()
    target, joined = make_question(session), make_question(session, text="The same")
    make_support(joined, target.author)
    chats.merge(question=joined, into=target, by=host)
    assert target.supports.count() == 0


def test_slow_mode_lets_one_question_a_minute_through():
    """E7.4."""
    asker = make_resident()
    with time_machine.travel(EVENING, tick=False) as clock:
        session = make_session(
            opens_at=EVENING, closes_at=EVENING + timedelta(hours=1), slow_seconds=60
        )
        chats.ask(session=session, author=asker, text="One")
        clock.shift(30)
        with pytest.raises(Refused, match="You can send the next question in 30 seconds."):
            chats.ask(session=session, author=asker, text="Two")
        clock.shift(30)
        chats.ask(session=session, author=asker, text="Two")
    assert [q.text for q in session.questions.order_by("said_at")] == ["One", "Two"]


def test_support_is_given_once_and_can_be_taken_back():
    question, fan = make_question(), make_resident("Dai")
    assert chats.support(question=question, by=fan) == 1
    assert chats.support(question=question, by=fan) == 1
    assert chats.take_support_back(question=question, by=fan) == 0
    assert Support.objects.count() == 0


def test_nobody_supports_their_own_question():
    question = make_question(author=make_resident())
    with pytest.raises(Refused, match="your own question"):
        chats.support(question=question, by=question.author)


@pytest.mark.parametrize("state", [State.PENDING, State.ANSWERED, State.DECLINED])
def test_support_is_for_what_waits(state):
    reason = {"declined_because": "elsewhere"} if state == State.DECLINED else {}
    question = make_question(state=state, **reason)
    with pytest.raises(Refused, match="settled"):
        chats.support(question=question, by=make_resident("Dai"))


def test_the_count_freezes_with_the_answer():
    expert = make_expert()
    session = make_session(experts=[expert])
    question = make_question(session, state=State.LIVE)
    make_support(question, make_resident("A"), make_resident("B"))
    answering.answer(question=question, by=expert, text="Yes.", publish=True)
    question.supports.all().delete()
    assert session.questions.with_support().get(pk=question.pk).support == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Write your question first."),
        ("  \n", "Write your question first."),
        ("x" * 501, "500"),
    ],
)
def test_a_question_has_words_and_not_too_many(text, said):
    with pytest.raises(Refused, match=said):
        chats.ask(session=make_session(), author=make_resident(), text=text)


def test_five_hundred_characters_are_allowed():
    assert chats.ask(session=make_session(), author=make_resident(), text="x" * 500).pk


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"opens_at": "soon", "takes_early_questions": False}, "Questions open at"),
        ({"closes_at": "past"}, "This session ended at"),
        ({"askers": "panel"}, "Only members of the panel"),
    ],
)
def test_who_may_ask_and_when(fields, said):
    moments = {
        "soon": timezone.now() + timedelta(minutes=30),
        "past": timezone.now() - timedelta(minutes=1),
    }
    session = make_session(**{name: moments.get(value, value) for name, value in fields.items()})
    visitor = make_expert("Vera") if "askers" in fields else make_resident()
    with pytest.raises(Refused, match=said):
        chats.ask(session=session, author=visitor, text="May I?")


def test_questions_can_be_sent_beforehand():
    session = make_session(opens_at=timezone.now() + timedelta(days=1), closes_at=None)
    assert chats.ask(session=session, author=make_resident(), text="Early").state == State.PENDING


def test_an_open_chat_shows_questions_at_once_but_not_a_newcomers():
    session = make_session(mode="open")
    assert chats.ask(session=session, author=make_resident(), text="A").state == State.APPROVED
    newcomer = make_resident("New", posts=2)
    assert chats.ask(session=session, author=newcomer, text="B").state == State.PENDING
    hosting.premoderate(session=session, by=make_moderator(), on=True)
    assert chats.ask(session=session, author=make_resident("C"), text="C").state == State.PENDING


def test_pausing_stops_asking_and_supporting_with_the_reason():
    session, host = make_session(), make_moderator()
    question, fan = make_question(session), make_resident("Dai")
    hosting.pause(session=session, by=host, reason="A fire alarm in the hall.")
    for act in (
        lambda: chats.ask(session=session, author=fan, text="Hello?"),
        lambda: chats.support(question=question, by=fan),
    ):
        with pytest.raises(Refused, match="A fire alarm in the hall"):
            act()
    hosting.resume(session=session, by=host)
    assert chats.support(question=question, by=fan) == 1


def test_the_host_extends_and_closes():
    session, host = make_session(), make_moderator()
    end = session.ends_at
    hosting.extend(session=session, by=host, minutes=15)
    assert session.ends_at == end + timedelta(minutes=15)
    hosting.close(session=session, by=host)
    assert session.has_closed
    with pytest.raises(Refused, match="has ended"):
        hosting.extend(session=session, by=host, minutes=15)


def test_publishing_the_page_again_does_not_reset_the_room():
    session, host = make_session(), make_moderator()
    draft = session.save_revision()
    hosting.pause(session=session, by=host, reason="A pause")
    draft.publish()
    assert type(session).objects.get(pk=session.pk).room.is_paused


def test_a_muted_person_reads_why_and_others_ask_on():
    session, host, loud = make_session(), make_moderator(), make_resident("Loud")
    hosting.mute(session=session, user=loud, by=host, reason="Twenty of the same.")
    with pytest.raises(Refused, match="Twenty of the same"):
        chats.ask(session=session, author=loud, text="Again")
    assert chats.ask(session=session, author=make_resident("Dai"), text="Mine")
    hosting.unmute(session=session, user=loud, by=host)
    assert chats.ask(session=session, author=loud, text="Sorry")


def test_an_answer_waits_for_the_host_where_the_session_says_so():
    expert, host = make_expert(), make_moderator()
    session = make_session(experts=[expert], answers_published_by="host")
    question = make_question(session)
    with pytest.raises(Refused, match="The host publishes"):
        answering.answer(question=question, by=expert, text="Yes", publish=True)
    reply = answering.answer(question=question, by=expert, text="Yes")
    assert not reload(question).answers.published().exists()
    answering.publish_answer(reply=reply, by=host)
    assert reload(question).state == State.ANSWERED


def test_a_correction_says_when_and_keeps_the_first_version():
    expert = make_expert()
    session = make_session(experts=[expert])
    question = make_question(session)
    reply = answering.answer(question=question, by=expert, text="two days", publish=True)
    answering.correct_answer(reply=reply, by=expert, text="five days")
    reply.refresh_from_db()
    assert (reply.text, reply.first_text) == ("five days", "two days")
    assert reply.edited_at
    entry = ModelLogEntry.objects.get(action="forums.answer.corrected")
    assert (entry.data["before"], entry.data["after"]) == ("two days", "five days")


def test_what_is_left_is_answered_in_writing_for_ten_working_days():
    expert = make_expert()
    with time_machine.travel(EVENING, tick=False) as clock:
        session = make_session(
            experts=[expert], opens_at=EVENING, closes_at=EVENING + timedelta(hours=1)
        )
        question, late = make_question(session), make_question(session, text="Late")
        clock.shift(timedelta(days=13))
        assert answering.answer(question=question, by=expert, text="In writing", publish=True)
        assert reload(question).state == State.ANSWERED
        clock.shift(timedelta(days=1, hours=1))
        with pytest.raises(Refused, match="final"):
            answering.answer(question=late, by=expert, text="Too late")


def test_a_follow_up_is_a_new_question_linked_to_ones_own():
    session, asker = make_session(), make_resident()
    first = make_question(session, author=asker, state=State.ANSWERED)
    follow_up = chats.ask(session=session, author=asker, text="And since?", follows=first)
    assert follow_up.follows == first
    with pytest.raises(Refused, match="your own questions"):
        chats.ask(session=session, author=make_resident("Dai"), text="Me too", follows=first)


def test_answers_of_a_hidden_question_are_gone():
    session = make_session()
    question = make_question(session, state=State.ANSWERED)
    make_answer(question, published_at=timezone.now())
    chats.hide(question=question, rule=make_rule(), by=make_moderator())
    assert not session.questions.public().exists()
