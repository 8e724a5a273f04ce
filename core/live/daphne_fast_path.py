"""Writes a frame that was built once straight to a Daphne connection.

Daphne's public `send` frames and queues every message anew for every socket; at a thousand
listeners that is four fifths of the time. This module alone knows the private shape of Daphne 4.2
(autobahn over Twisted). Where the shape differs it returns None, and lines.py takes the public way;
`tests/core/test_live_fast_path.py` holds both ways to the same bytes.
"""

import ctypes
import socket
import sys
from functools import partial
from typing import Any

from core.live.events import BEHIND, TOO_SLOW, Batch, text_frame

_PROTOCOL_PARTS = ("state", "STATE_OPEN", "send_queue", "transport", "sendClose")
_TRANSPORT_PARTS = ("connected", "dataBuffer", "offset", "_tempDataLen", "fileno", "write")

# `socket.send` lets go of the interpreter lock for each of a thousand sockets, and then queues for
# it behind whatever thread computes: beside one such thread a message took 450 ms to write, and
# takes 3 ms written as below, with the lock kept. A send that never blocks is soon over.
_send = ctypes.PyDLL(None).send
_send.argtypes = [ctypes.c_int, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int]
_send.restype = ctypes.c_ssize_t
_FLAGS = socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL


def line_through_daphne(send: Any, max_waiting_bytes: int) -> "DaphneLine | None":
    """Return the quick way to the connection behind `send`, if it has the shape known here."""
    daphne = sys.modules.get("daphne.ws_protocol")
    if daphne is None or not isinstance(send, partial) or not send.args:
        return None
    protocol = send.args[0]
    if not isinstance(protocol, daphne.WebSocketProtocol):
        return None
    if not all(hasattr(protocol, part) for part in _PROTOCOL_PARTS):
        return None
    transport = protocol.transport
    if not all(hasattr(transport, part) for part in _TRANSPORT_PARTS):
        return None
    if getattr(transport, "TLS", False) or getattr(protocol, "_perMessageCompress", None):
        return None  # bytes written below these layers would be wrong
    return DaphneLine(protocol, max_waiting_bytes)


class DaphneLine:
    """A listener reached through Twisted's transport, in order, and never past its byte limit."""

    __slots__ = ("_max_waiting_bytes", "_protocol", "_transport")

    def __init__(self, protocol: Any, max_waiting_bytes: int) -> None:
        self._protocol = protocol
        self._transport = protocol.transport
        self._max_waiting_bytes = max_waiting_bytes

    def deliver(self, batch: Batch) -> None:
        protocol, transport = self._protocol, self._transport
        if protocol.state != protocol.STATE_OPEN or not transport.connected:
            return
        wire = batch.wire
        waiting = len(transport.dataBuffer) - transport.offset + transport._tempDataLen
        if waiting:
            if waiting + len(wire) > self._max_waiting_bytes:
                self.dismiss(TOO_SLOW, BEHIND)
            else:
                transport.write(wire)
            return
        if protocol.send_queue:
            protocol.sendData(wire)
            return
        sent = _send(transport.fileno(), wire, len(wire), _FLAGS)
        if sent < len(wire):
            # A full or broken socket: Twisted keeps the rest, or finds out what is wrong.
            transport.write(wire[max(sent, 0) :])

    def dismiss(self, code: int, *last_words: str) -> None:
        protocol = self._protocol
        if protocol.state == protocol.STATE_OPEN:
            for text in last_words:
                self._transport.write(text_frame(text))
            # Autobahn drops the connection if no answer to the close comes within a second.
            protocol.sendClose(code)
