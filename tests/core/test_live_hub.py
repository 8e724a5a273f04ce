"""Rooms, ticks and slow readers, without a server."""

import asyncio
import json

import pytest
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.test import Client, override_settings
from django.urls import path

from core.live import hub as hub_module
from core.live.broadcast import broadcast, dismiss
from core.live.checks import news_is_shared
from core.live.consumer import ListeningConsumer
from core.live.events import Batch
from core.live.hub import Hub, Room
from core.live.lines import PlainLine
from core.live.listeners import OwnPagesOnly


class Recorder:
    """A line that keeps what it was given."""

    def __init__(self):
        self.batches = []
        self.dismissed_with = None

    def deliver(self, batch):
        self.batches.append(batch.texts)

    def dismiss(self, code, *last_words):
        self.dismissed_with = code


class DirectBus:
    """A bus with no other process on it."""

    def publish(self, hub, audience, text):
        hub.hear(audience, text)

    async def listen(self, hub):
        pass


async def eventually(condition):
    for _ in range(500):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not happen within five seconds")


async def test_a_quiet_room_hears_at_once_and_a_busy_one_by_the_tick(monkeypatch):
    monkeypatch.setattr(hub_module, "TICK_AT_LEAST", 0.2)
    monkeypatch.setattr(hub_module, "TICK_AT_MOST", 0.2)
    hub, line = Hub(DirectBus()), Recorder()
    hub.join("room", line)

    for number in range(4):
        hub.announce("room", {"n": number})
    await eventually(lambda: len(line.batches) == 2)

    assert line.batches == [('{"n":0}',), ('{"n":1}', '{"n":2}', '{"n":3}')]


@pytest.mark.parametrize(("sending_takes", "tick"), [(0.0, 0.005), (0.004, 0.008), (0.1, 0.025)])
async def test_a_room_rests_twice_as_long_as_it_was_told(sending_takes, tick):
    """A full room leaves time for all else, and no room waits long."""

    class Clock:
        now = 100.0

        def time(self):
            return self.now

    clock = Clock()

    class Slow(Recorder):
        def deliver(self, batch):
            super().deliver(batch)
            clock.now += sending_takes

    room, line = Room(clock), Slow()
    room.lines[line] = None
    room.say("1")

    assert line.batches == [("1",)]
    assert room._quiet_from == pytest.approx(clock.now + tick)


async def test_a_line_that_fails_does_not_silence_the_room(caplog):
    class Broken(Recorder):
        def deliver(self, batch):
            raise OSError("gone")

    hub, broken, line = Hub(DirectBus()), Broken(), Recorder()
    hub.join("room", broken)
    hub.join("room", line)

    hub.announce("room", {"n": 1})
    await eventually(lambda: line.batches)

    assert line.batches == [('{"n":1}',)]
    assert "A listener could not be reached and was left out." in caplog.text


async def test_who_has_left_hears_nothing_and_an_empty_room_is_forgotten():
    hub, staying, leaving = Hub(DirectBus()), Recorder(), Recorder()
    hub.join("room", staying)
    hub.join("room", leaving)
    hub.leave("room", leaving)

    hub.announce("room", {"n": 1})
    await eventually(lambda: staying.batches)
    assert leaving.batches == []

    hub.leave("room", staying)
    assert hub._rooms == {}


async def test_what_cannot_be_told_is_logged_and_never_raised(caplog):
    Hub(DirectBus()).announce("room", {"n": object()})

    assert "Live news for room was lost; a reload still shows it." in caplog.text


async def test_the_public_way_also_lets_a_slow_reader_go():
    sent, may_go_on = [], asyncio.Event()

    async def send(message):
        await may_go_on.wait()
        sent.append(message)

    line = PlainLine(send, max_waiting_bytes=1000)
    for number in range(5):
        line.deliver(Batch(str(number) * 400))
        await asyncio.sleep(0)  # the first is under way, and waits
    may_go_on.set()
    await eventually(lambda: len(sent) == 3)

    # The one under way arrives; what was waiting gives way to the last word.
    assert sent == [
        {"type": "websocket.send", "text": "0" * 400},
        {"type": "websocket.send", "text": '{"kind":"behind"}'},
        {"type": "websocket.close", "code": 4408},
    ]


# ---- consumers


class Council(ListeningConsumer):
    """Staff hear two audiences, residents one, and strangers none."""

    def find_audience(self, user, **url):
        if not user.is_authenticated:
            return None
        public = f"council.{url['pk']}.public"
        return [public, f"council.{url['pk']}.staff"] if user.is_staff else public


application = URLRouter([path("ws/<int:pk>/", Council.as_asgi())])


def socket_of(user=None, cookie=None):
    headers = [(b"cookie", f"sessionid={cookie}".encode())] if cookie else []
    communicator = WebsocketCommunicator(application, "/ws/4/", headers)
    if user:
        communicator.scope["user"] = user
    return communicator


class Person:
    """As much of a user as a consumer asks for."""

    is_authenticated = True

    def __init__(self, pk, is_staff=False):
        self.pk, self.is_staff = pk, is_staff


async def hear(communicator):
    return json.loads(await communicator.receive_from(timeout=20))


async def test_a_stranger_is_refused(db):
    assert await socket_of(AnonymousUser()).connect() == (False, 4403)


async def test_an_audience_hears_what_is_meant_for_it(db, commit):
    resident, officer = socket_of(Person(1)), socket_of(Person(2, is_staff=True))
    for communicator in (resident, officer):
        assert await communicator.connect() == (True, None)

    await commit(broadcast, audience="council.4.staff", kind="flagged", seq=1)
    await commit(broadcast, audience="council.4.public", kind="said", seq=2)

    assert await hear(officer) == {"kind": "flagged", "seq": 1}
    assert await hear(officer) == {"kind": "said", "seq": 2}
    assert await hear(resident) == {"kind": "said", "seq": 2}
    assert await resident.receive_nothing()
    for communicator in (resident, officer):
        await communicator.disconnect()


async def test_a_person_sent_away_loses_their_sockets_and_nobody_elses(db, commit):
    going, staying = socket_of(Person(1)), socket_of(Person(2))
    for communicator in (going, staying):
        await communicator.connect()

    await commit(dismiss, user=Person(1))

    assert await hear(going) == {"kind": "dismissed"}
    assert await going.receive_output(5) == {"type": "websocket.close", "code": 4403}
    assert await staying.receive_nothing()
    for communicator in (going, staying):
        await communicator.disconnect()


def test_news_of_what_was_rolled_back_is_not_told(db, django_capture_on_commit_callbacks):
    def fail_after_telling():
        with transaction.atomic():
            broadcast("room", "said", seq=1)
            raise ZeroDivisionError

    with django_capture_on_commit_callbacks() as callbacks, pytest.raises(ZeroDivisionError):
        fail_after_telling()
    assert callbacks == []


async def test_the_session_cookie_says_who_listens(db, commit):
    def sign_in():
        user = get_user_model()(is_active=True, password="!")
        user.set_unusable_password()
        for field in ("email", "username"):
            if hasattr(user, field):
                setattr(user, field, "listener@example.org")
        user.save()
        client = Client()
        client.force_login(user)
        return client.cookies["sessionid"].value

    def sign_out():
        SessionStore(cookie).flush()

    cookie = await commit(sign_in)

    signed_in = socket_of(cookie=cookie)
    assert await signed_in.connect() == (True, None)
    await signed_in.disconnect()

    await commit(sign_out)
    assert await socket_of(cookie=cookie).connect() == (False, 4403)
    assert await socket_of(cookie="forged").connect() == (False, 4403)


# ---- whose pages


@pytest.mark.parametrize(
    ("origin", "headers", "is_let_in"),
    [
        ("http://panel.example:8000", {}, True),
        ("http://panel.example", {}, False),
        ("http://panel.example:9000", {}, False),
        ("https://panel.example:8000", {}, False),
        ("https://panel.example:8000", {"x-forwarded-proto": "https"}, True),
        ("http://panel.example:8000", {"x-forwarded-proto": "https"}, False),
        ("http://evil.example", {"host": "evil.example"}, False),
        ("http://panel.example.evil.example:8000", {}, False),
        ("not an origin", {}, False),
        ("http://panel.example:99999", {}, False),
        ("http://[", {}, False),
    ],
)
async def test_only_the_sites_own_pages_open_sockets(db, origin, headers, is_let_in):
    await assert_origin(origin, headers, is_let_in, LIVE_ORIGINS=[])


@pytest.mark.parametrize(
    ("origin", "is_let_in"),
    [("https://www.example.org", True), ("http://panel.example:8000", False)],
)
async def test_named_origins_replace_the_sites_own(db, origin, is_let_in):
    await assert_origin(origin, {}, is_let_in, LIVE_ORIGINS=["https://www.example.org"])


async def assert_origin(origin, headers, is_let_in, **settings):
    async def let_in(scope, receive, send):
        await receive()
        await send({"type": "websocket.accept"})

    headers = {"host": "panel.example:8000", "origin": origin, **headers}
    sent = [(name.encode(), value.encode()) for name, value in headers.items()]
    with override_settings(
        ALLOWED_HOSTS=["panel.example"],
        SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"),
        **settings,
    ):
        communicator = WebsocketCommunicator(OwnPagesOnly(let_in), "/ws/", sent)
        assert (await communicator.connect())[0] == is_let_in
        await communicator.disconnect()


# ---- the system check


SHARED = "channels_redis.pubsub.RedisPubSubChannelLayer"
MEMORY = "channels.layers.InMemoryChannelLayer"
REDIS = "redis://localhost:6379/0"


@pytest.mark.parametrize(
    ("module", "url", "layer", "found"),
    [
        ("config.settings.production", REDIS, SHARED, []),
        ("config.settings.production", "", SHARED, ["core.E001"]),
        ("config.settings.production", REDIS, MEMORY, ["core.E001"]),
        ("config.settings.embedded", "", MEMORY, []),
    ],
)
def test_production_is_refused_without_a_bus_that_processes_share(module, url, layer, found):
    with override_settings(
        SETTINGS_MODULE=module, REDIS_URL=url, CHANNEL_LAYERS={"default": {"BACKEND": layer}}
    ):
        assert [error.id for error in news_is_shared(None)] == found
