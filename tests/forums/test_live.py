"""Sockets of a session, its stream, and many hands at once."""

import threading

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import AnonymousUser
from django.db import close_old_connections, connection
from django.urls import reverse
from wagtail.models import Locale, Page

from forums import answering, chats, hosting
from forums.models import Question, Room, RoomEvent
from forums.routing import websocket_urlpatterns
from tests.forums.factories import (
    make_expert,
    make_moderator,
    make_question,
    make_resident,
    make_session,
    make_support,
)

State = Question.State


def listen(address, user=None):
    socket = WebsocketCommunicator(URLRouter(websocket_urlpatterns), address)
    socket.scope["user"] = user or AnonymousUser()
    return socket


async def heard(socket, count):
    return [await socket.receive_json_from(timeout=5) for _number in range(count)]


@pytest.mark.django_db
async def test_three_listeners_hear_an_approval_and_an_answer_once_and_in_order(commit):
    def world():
        expert = make_expert()
        session = make_session(experts=[expert])
        return session, expert, make_moderator(), make_question(session, state=State.PENDING)

    session, expert, host, question = await sync_to_async(world)()
    address = f"/ws/sessions/{session.pk}/"
    sockets = [listen(address) for _number in range(3)]
    for socket in sockets:
        assert (await socket.connect())[0]
        assert await socket.receive_json_from() == {"kind": "hello", "seq": 0}

    await commit(chats.approve, question=question, by=host)
    await commit(answering.answer, question=question, by=expert, text="Nowhere.", publish=True)

    for socket in sockets:
        events = await heard(socket, 3)
        assert [(e["seq"], e["previous"], e["question"]) for e in events] == [
            (1, 0, question.pk),
            (3, 1, question.pk),
            (4, 3, question.pk),
        ]
        assert events[0]["place"] == "waiting"
        assert events[-1]["place"] == "answered"
        assert "Nowhere." in events[-1]["html"]
        assert await socket.receive_nothing(0.2)
        await socket.disconnect()


@pytest.mark.django_db
async def test_the_desk_is_for_those_who_answer_and_hears_what_waits(commit):
    def world():
        expert = make_expert()
        return make_session(experts=[expert]), expert, make_moderator(), make_resident()

    session, expert, host, resident = await sync_to_async(world)()
    address = f"/ws/sessions/{session.pk}/desk/"
    for user in (None, resident):
        assert not (await listen(address, user).connect())[0]
    public, desk = listen(f"/ws/sessions/{session.pk}/"), listen(address, expert)
    for socket in (public, desk):
        assert (await socket.connect())[0]
        await socket.receive_json_from()
    question = await commit(chats.ask, session=session, author=resident, text="Why?")
    assert await desk.receive_json_from() == {
        "kind": "question",
        "seq": 1,
        "question": question.pk,
    }
    assert await public.receive_nothing(0.2)
    await commit(hosting.pause, session=session, by=host, reason="A fire alarm")
    event = await public.receive_json_from()
    assert (event["kind"], event["is_paused"], event["because"]) == ("room", True, "A fire alarm")
    for socket in (public, desk):
        await socket.disconnect()


@pytest.mark.django_db
async def test_support_is_heard_as_the_new_count(commit):
    def world():
        question = make_question()
        make_support(question, make_resident("A"))
        return question, make_resident("B")

    question, fan = await sync_to_async(world)()
    socket = listen(f"/ws/sessions/{question.session_id}/")
    await socket.connect()
    await socket.receive_json_from()
    await commit(chats.support, question=question, by=fan)
    assert await socket.receive_json_from() == {
        "kind": "support",
        "question": question.pk,
        "support": 2,
    }
    await socket.disconnect()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/ws/sessions/0/", "/ws/sessions/999999999999999999/desk/"])
async def test_a_session_that_is_not_there_has_no_socket(address):
    assert not (await listen(address).connect())[0]


@pytest.mark.django_db
@pytest.mark.parametrize("said", ["not json", "[]", "null", "7", '{"kind":"approve","question":1}'])
async def test_nobody_acts_through_a_socket(said):
    question = await sync_to_async(make_question)(state=State.PENDING)
    socket = listen(f"/ws/sessions/{question.session_id}/")
    await socket.connect()
    await socket.receive_json_from()
    await socket.send_to(text_data=said)
    assert (await socket.receive_json_from())["kind"] == "error"
    await socket.disconnect()
    assert (await sync_to_async(Question.objects.get)(pk=question.pk)).state == State.PENDING


@pytest.mark.django_db
def test_catching_up_gives_each_question_once_in_its_state_now(client):
    expert, host = make_expert(), make_moderator()
    session = make_session(experts=[expert])
    first = make_question(session, state=State.PENDING, text="First")
    second = make_question(session, state=State.PENDING, text="Second")
    for question in (first, second):
        chats.approve(question=question, by=host)
    chats.put_live(question=first, by=host)
    answering.answer(question=first, by=expert, text="Yes.", publish=True)
    address = reverse("forums:events", args=[session.pk])

    def caught_up(after):
        answer = client.get(f"{address}?after={after}").json()
        return answer["latest"], [(e["seq"], e["question"], e["place"]) for e in answer["events"]]

    assert caught_up(0) == (5, [(2, second.pk, "waiting"), (5, first.pk, "answered")])
    assert caught_up(2) == (5, [(5, first.pk, "answered")])
    assert caught_up(5) == (5, [])


@pytest.mark.django_db
@pytest.mark.parametrize("after", ["-1", "x", "", "9" * 30, "1e3", "²"])
def test_a_malformed_number_is_refused(client, after):
    address = reverse("forums:events", args=[make_session().pk])
    assert client.get(address, {"after": after}).status_code == 400


@pytest.mark.django_db
def test_people_here_are_counted_once_a_minute(client):
    session = make_session()
    address = reverse("forums:events", args=[session.pk])
    for number in (1, 2, 3):
        assert client.get(f"{address}?after=0&here=1").json()["here"] == number
    assert client.get(f"{address}?after=0").json()["here"] == 3


@pytest.fixture
def page_tree(transactional_db):
    """The root page and its locale, which emptying the tables takes away."""
    if not Page.objects.filter(depth=1).exists():
        Locale.objects.get_or_create(language_code="en-gb")
        Page.add_root(instance=Page(title="Root", slug="root"))


def in_parallel(jobs):
    faults, start = [], threading.Barrier(len(jobs))

    def run(job):
        try:
            start.wait()
            job()
        except Exception as fault:  # noqa: BLE001
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    return faults


def test_twenty_writers_at_once_leave_no_gap_and_no_double(page_tree):
    session = make_session()
    people = [make_resident(f"Person {n}", posts=0) for n in range(10)]
    host = make_moderator()
    waiting = [make_question(session, state=State.PENDING, text=str(n)) for n in range(10)]
    jobs = [
        lambda who=who: chats.ask(session=fresh(session), author=who, text="Why?") for who in people
    ] + [lambda q=q: chats.approve(question=again(q), by=host) for q in waiting]
    assert in_parallel(jobs) == []
    events = RoomEvent.objects.filter(session=session)
    assert [event.sequence for event in events] == list(range(1, 21))
    room = Room.objects.get(session=session)
    public = [event.sequence for event in events if event.audience == "public"]
    assert (room.last_sequence, room.last_public, len(public)) == (20, public[-1], 10)
    assert session.questions.filter(state=State.APPROVED).count() == 10


def test_of_ten_moderators_at_once_one_approves(page_tree):
    session = make_session()
    question = make_question(session, state=State.PENDING)
    hosts = [make_moderator(f"Moderator {n}") for n in range(10)]
    faults = in_parallel(
        [lambda by=by: chats.approve(question=again(question), by=by) for by in hosts]
    )
    assert len(faults) == 9
    first = Question.objects.get(pk=question.pk).moved_by.get_full_name()
    assert all(str(fault).startswith(f"Already approved by {first}, ") for fault in faults)


def test_ten_clicks_at_once_are_one_support_and_ten_sends_one_question(page_tree):
    session = make_session(slow_seconds=60)
    question, fan = make_question(session), make_resident("Dai", posts=0)
    support = lambda: chats.support(question=again(question), by=fan)  # noqa: E731
    assert in_parallel([support] * 10) == []
    assert question.supports.count() == 1
    ask = lambda: chats.ask(session=fresh(session), author=fan, text="Why?")  # noqa: E731
    assert len(in_parallel([ask] * 10)) == 9
    assert session.questions.filter(author=fan).count() == 1


def fresh(session):
    return type(session).objects.get(pk=session.pk)


def again(question):
    return Question.objects.select_related("session").get(pk=question.pk)
