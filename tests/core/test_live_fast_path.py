"""The quick way and the public way put the same bytes on the wire."""

import socket
import struct
from functools import partial

import pytest
from daphne.ws_protocol import WebSocketProtocol

from core.live.daphne_fast_path import DaphneLine, line_through_daphne
from core.live.events import Batch, text_frame
from core.live.lines import PlainLine, open_line
from tests.core.live_site import SETTLE

# Lengths about the borders of the frame format, and letters of more than one byte.
LENGTHS = (0, 1, 80, 81, 82, 200, 11_000)
HANDSHAKE = (
    "GET /ws/bytes/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: {origin}\r\n"
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


def bytes_on_the_wire(site):
    """All that a listener receives between the greeting and a last event."""
    with site.raw() as listener:
        listener.sendall(HANDSHAKE.format(port=site.port, origin=site.origin).encode())
        received = b""
        while b'"hello"' not in received:
            received += listener.recv(65536)
        events = [{"seq": n, "text": "é" * length} for n, length in enumerate(LENGTHS)]
        for event in events:
            site.announce("bytes", event)
        site.announce("bytes", *events, {"seq": "last"})
        while b'"last"' not in received:
            chunk = listener.recv(65536)
            assert chunk, "the server closed"
            received += chunk
        return received[received.index(b"\x81") :]


def test_both_ways_give_the_same_bytes(site, public_site):
    assert bytes_on_the_wire(site) == bytes_on_the_wire(public_site)


@pytest.mark.parametrize(
    ("length", "header"),
    [
        (0, b"\x81\x00"),
        (125, b"\x81\x7d"),
        (126, b"\x81\x7e\x00\x7e"),
        (65535, b"\x81\x7e\xff\xff"),
        (65536, b"\x81\x7f" + struct.pack("!Q", 65536)),
    ],
)
def test_frames_follow_the_standard(length, header):
    assert text_frame("x" * length) == header + b"x" * length


class FakeTransport:
    """As much of Twisted's transport as the quick way touches, over a real socket."""

    connected = True
    offset = 0

    def __init__(self, descriptor):
        self.fileno = descriptor.fileno
        self.dataBuffer = b""
        self._tempDataLen = 0

    def write(self, data):
        self.dataBuffer += data


class FakeProtocol(WebSocketProtocol):
    """A Daphne connection that never shook hands."""

    def __init__(self, descriptor):
        self.state = self.STATE_OPEN
        self.send_queue = []
        self.transport = FakeTransport(descriptor)
        self.closed_with = None

    def sendClose(self, code):
        self.state = self.STATE_CLOSING
        self.closed_with = code


async def daphnes_send(protocol, message):
    """Stands where `Server.handle_reply` does."""


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    theirs.settimeout(SETTLE)
    with ours, theirs:
        yield ours, theirs


def test_what_a_full_socket_does_not_take_waits_in_order_up_to_the_limit(pair):
    ours, theirs = pair
    protocol = FakeProtocol(ours)
    line = line_through_daphne(partial(daphnes_send, protocol), max_waiting_bytes=300_000)
    batch = Batch("x" * 100_000)

    while not protocol.transport.dataBuffer:
        line.deliver(batch)
    first_waiting = protocol.transport.dataBuffer
    line.deliver(batch)
    assert protocol.transport.dataBuffer == first_waiting + batch.wire
    assert protocol.closed_with is None

    line.deliver(batch)
    line.deliver(batch)
    assert protocol.closed_with == 4408
    assert protocol.transport.dataBuffer.endswith(text_frame('{"kind":"behind"}'))
    assert len(protocol.transport.dataBuffer) < 300_100

    waiting = protocol.transport.dataBuffer
    line.deliver(batch)
    assert protocol.transport.dataBuffer == waiting


def test_a_lost_connection_is_left_to_twisted(pair):
    ours, theirs = pair
    protocol = FakeProtocol(ours)
    theirs.close()

    line = line_through_daphne(partial(daphnes_send, protocol), max_waiting_bytes=1000)
    line.deliver(Batch("hello"))

    assert protocol.transport.dataBuffer == text_frame("hello")


@pytest.mark.parametrize("missing", ["dataBuffer", "_tempDataLen", "fileno"])
def test_another_shape_falls_back_to_the_public_way(pair, missing):
    protocol = FakeProtocol(pair[0])
    assert isinstance(open_line(partial(daphnes_send, protocol)), DaphneLine)

    delattr(protocol.transport, missing)

    assert isinstance(open_line(partial(daphnes_send, protocol)), PlainLine)


def test_another_server_is_sent_to_the_public_way():
    async def send(message):
        """Stands for another server's."""

    assert isinstance(open_line(send), PlainLine)
