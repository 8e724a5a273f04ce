"""Opening a stage before its date: what an officer may not do, and what they are told first."""

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from core.refusals import Refused
from polls.models import StageOverride
from polls.opening import open_stage
from polls.routing import websocket_urlpatterns
from tests.forums.factories import make_session
from tests.polls.factories import DAY, make_member, make_officer, make_poll, move_to
from tests.polls.test_pairing import answer

pytestmark = pytest.mark.django_db


def test_second_answers_never_open_before_the_first(client):
    poll, officer = make_poll("not yet open"), make_officer("polls.override_stage")
    with pytest.raises(Refused, match="First answers have not opened"):
        open_stage(poll=poll, stage="after", by=officer, reason="In a hurry.")
    client.force_login(officer)
    address = f"/polls/{poll.pk}/stages/"
    assert "Second answers, due" not in client.get(address).content.decode()
    open_stage(poll=poll, stage="before", by=officer, reason="In a hurry.")
    assert "Second answers, due" in client.get(address).content.decode()
    assert StageOverride.objects.get().stage == "before"


def test_an_officer_is_told_of_a_session_that_has_not_ended(client):
    poll, officer = make_poll("before"), make_officer("polls.override_stage")
    client.force_login(officer)
    words = "before the last discussion or session has ended"
    assert words not in client.get(f"/polls/{poll.pk}/stages/").content.decode()
    now = timezone.now()
    make_session(poll, opens_at=now + DAY, closes_at=now + 2 * DAY)
    address = f"/polls/{poll.pk}/stages/"
    assert words in client.get(address).content.decode()
    # Other stages do not break that rule.
    poll = move_to(poll, "between")
    given = {"stage": "after", "reason": "All is said."}
    assert client.post(address, given).status_code == 422
    assert client.post(address, given | {"is_exception": "on"}).status_code == 302


async def test_who_has_the_poll_open_hears_of_a_stage_and_reads_their_next_step(commit):
    def world():
        poll, member = make_poll("before"), make_member()
        answer(member, poll, "before")
        poll = move_to(poll, "between")
        return poll, poll.url, member, make_officer("polls.override_stage")

    def next_step(address):
        client = Client()
        client.force_login(member)
        return client.get(address).content.decode()

    poll, url, member, officer = await sync_to_async(world)()
    sockets = []
    for user in (member, AnonymousUser()):
        address = f"/ws/polls/{poll.pk}/stages/"
        sockets.append(WebsocketCommunicator(URLRouter(websocket_urlpatterns), address))
        sockets[-1].scope["user"] = user
    assert [(await socket.connect())[0] for socket in sockets] == [True, False]
    page = await sync_to_async(next_step)(url)
    assert "<live-stages" in page and "Answer the questions again" not in page

    await commit(open_stage, poll=poll, stage="after", by=officer, reason="All is said.")

    assert await sockets[0].receive_json_from(timeout=5) == {"kind": "stages"}
    part = await sync_to_async(next_step)(f"{url}?part")
    assert "Answer the questions again" in part and "<html" not in part
    await sockets[0].disconnect()
