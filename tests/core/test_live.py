"""Live news over real sockets: the real server, in a process of its own."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from core.live.bus import choose_bus
from core.live.events import BEHIND
from tests.core import live_site
from tests.core.live_site import SETTLE, running_redis, running_site


@contextlib.contextmanager
def listening(site, room, **options):
    """A listener who has been greeted, and so has joined."""
    with site.listen(room, **options) as listener:
        assert json.loads(listener.recv(SETTLE)) == {"kind": "hello", "seq": 7}
        yield listener


def heard(listener, count):
    return [json.loads(listener.recv(SETTLE)) for _ in range(count)]


def closing_code(listener):
    """Read to the end of a connection; return the code it was closed with, None if it was cut."""
    with pytest.raises(ConnectionClosed) as closed:
        while True:
            listener.recv(SETTLE)
    return closed.value.rcvd and closed.value.rcvd.code


def test_every_listener_hears_every_event_once_and_in_order(site):
    events = [{"kind": "said", "seq": number} for number in range(300)]

    with contextlib.ExitStack() as stack:
        listeners = [stack.enter_context(listening(site, "order")) for _ in range(3)]
        for start in range(0, 300, 30):
            site.announce("order", *({"seq": n} for n in range(start, start + 30)))
        site.announce("order", {"seq": "last"})
        found = [heard(listener, 301) for listener in listeners]

    assert found == [[*events, {"kind": "said", "seq": "last"}]] * 3


def test_a_room_hears_its_own_news_only(site):
    with listening(site, "north") as north, listening(site, "south") as south:
        site.announce("north", {"seq": 1})
        site.announce("south", {"seq": 2})

        assert heard(north, 1) == [{"kind": "said", "seq": 1}]
        assert heard(south, 1) == [{"kind": "said", "seq": 2}]


def test_who_may_not_listen_is_refused_before_the_socket_opens(site):
    with pytest.raises(InvalidStatus) as refused, site.listen("closed"):
        pass
    assert refused.value.response.status_code == 403


def test_an_unknown_socket_address_is_refused_and_not_an_error(site):
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(f"ws://127.0.0.1:{site.port}/ws/", origin=site.origin),
    ):
        pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(
    "origin",
    [None, "http://127.0.0.1:1", "https://127.0.0.1:{port}", "http://evil.example", "null"],
)
def test_a_socket_opened_from_another_site_is_refused(site, origin):
    origin = origin and origin.format(port=site.port)
    with pytest.raises(InvalidStatus) as refused, site.listen("origins", origin=origin):
        pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("not json", 4400),
        ("[]", 4400),
        ("null", 4400),
        ("3", 4400),
        ("", 4400),
        ("[" * 9000, 4400),
        (b"\x00\xff", 4415),
        (b"", 4415),
        ("x" * 17_000, None),
    ],
    ids=["words", "list", "null", "number", "empty", "deep", "bytes", "no bytes", "large"],
)
def test_a_malformed_frame_closes_its_own_socket_politely(site, frame, code):
    with listening(site, "frames") as rude, listening(site, "frames") as other:
        rude.send(frame)
        if code:  # too large a frame is cut off before anyone reads it
            assert heard(rude, 1)[0]["kind"] == "error"
        assert closing_code(rude) == code

        site.announce("frames", {"seq": 1})
        assert heard(other, 1) == [{"kind": "said", "seq": 1}]


def test_a_socket_that_speaks_is_answered_and_heard_by_nobody(site):
    with listening(site, "speaking") as speaker, listening(site, "speaking") as other:
        speaker.send('{"kind": "ping"}')
        speaker.send('{"kind": "said", "text": "I write by socket"}')
        assert [event["kind"] for event in heard(speaker, 2)] == ["pong", "error"]

        site.announce("speaking", {"seq": 1})
        assert heard(other, 1) == [{"kind": "said", "seq": 1}]


def test_a_socket_that_chatters_is_closed(site):
    with listening(site, "chatter") as chatterer:
        for _ in range(31):
            chatterer.send('{"kind": "ping"}')
        assert closing_code(chatterer) == 4429


def test_an_event_too_large_to_carry_asks_listeners_to_fetch_it(site):
    with listening(site, "large") as listener:
        site.announce("large", {"text": "x" * 20_000}, {"seq": 1})

        assert heard(listener, 2) == [json.loads(BEHIND), {"kind": "said", "seq": 1}]


def stalled_listener(site, room):
    """A listener that has opened its socket, takes little, and then reads nothing."""
    stalled = socket.socket()
    stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    stalled.settimeout(SETTLE)
    stalled.connect(("127.0.0.1", site.port))
    stalled.sendall(
        f"GET /ws/{room}/ HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\nOrigin: {site.origin}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    received = b""
    while b'"hello"' not in received:
        received += stalled.recv(1024)
    return stalled


def test_a_slow_reader_is_let_go_while_others_hear_everything(site):
    count, text = 2000, "x" * 8000
    with stalled_listener(site, "slow") as stalled, listening(site, "slow") as healthy:
        before = site.memory
        found = []
        reading = threading.Thread(target=lambda: found.extend(heard(healthy, count)))
        reading.start()
        for start in range(0, count, 20):
            site.announce("slow", *({"seq": n, "text": text} for n in range(start, start + 20)))
        reading.join(3 * SETTLE)
        grown = site.memory - before

        assert [event["seq"] for event in found] == list(range(count))
        # Sixteen megabytes were said. What one stalled socket may hold is a quarter of one.
        assert grown < 8 * 1024 * 1024
        # The server has dropped the connection: what reaches the stalled reader ends.
        received = b""
        with contextlib.suppress(ConnectionResetError):
            while chunk := stalled.recv(65536):
                received += chunk
        assert len(received) < count * len(text)


@pytest.mark.parametrize("name", ["site", "public_site"])
def test_a_killed_client_leaves_the_room_to_the_others(request, name):
    site = request.getfixturevalue(name)
    with listening(site, "room") as staying:
        with listening(site, "room") as leaving:
            leaving.socket.shutdown(socket.SHUT_RDWR)
        site.announce("room", {"seq": 1})
        assert heard(staying, 1) == [{"kind": "said", "seq": 1}]


def test_a_worker_without_redis_rings_through_the_doorway(site):
    with listening(site, "workers") as listener:
        subprocess.run(
            [sys.executable, live_site.__file__, "ring", "workers", "from another process"],
            env={**os.environ, "PYTHONPATH": str(live_site.ROOT)},
            check=True,
            timeout=30,
        )
        assert heard(listener, 1) == [{"kind": "said", "text": "from another process"}]


@pytest.mark.redis
def test_news_crosses_processes_through_redis(redis_executable):
    events = [{"kind": "said", "seq": number} for number in range(100)]

    with (
        running_redis(redis_executable) as (url, _process),
        running_site(REDIS_URL=url) as one,
        running_site(REDIS_URL=url) as two,
        listening(one, "shared") as here,
        listening(two, "shared") as there,
    ):
        one.announce("shared", *({"seq": n} for n in range(100)))
        assert [heard(here, 100), heard(there, 100)] == [events, events]

        two.announce("shared", {"seq": "back"})
        assert [heard(here, 1), heard(there, 1)] == [[{"kind": "said", "seq": "back"}]] * 2


@pytest.mark.redis
def test_when_redis_goes_writes_succeed_and_when_it_returns_listeners_fetch_again(
    redis_executable,
):
    with (
        running_redis(redis_executable) as (url, process),
        running_site(REDIS_URL=url) as site,
        listening(site, "outage") as listener,
    ):
        process.kill()
        process.wait()

        site.announce("outage", {"seq": 1})  # answers, so the write it follows is safe
        assert heard(listener, 1) == [{"kind": "said", "seq": 1}]
        with listening(site, "outage"):
            pass  # joining still works, without the other processes

        with running_redis(redis_executable, port=url.split(":")[-1].split("/")[0]):
            assert heard(listener, 1) == [json.loads(BEHIND)]


def test_two_sites_on_one_redis_have_channels_apart(settings):
    settings.REDIS_URL = "redis://localhost:6379/0"
    settings.SECRET_KEY = "one council"
    one = choose_bus()
    settings.SECRET_KEY = "another council"
    other = choose_bus()

    assert one._channel != other._channel
    assert one._channel.startswith("live.") and "council" not in one._channel
