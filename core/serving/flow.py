"""Keeps a long answer from piling up in memory when its reader is slow.

Daphne takes whatever an application sends and keeps it until the client has read it. Twisted,
below, tells a producer when to pause; this module puts that question to it. Under another server,
whose `send` waits by itself, it only watches for the client's leaving.
"""

import asyncio
import sys
from functools import partial
from typing import Any

# A client that takes nothing at all for this long is let go.
STALLED_AFTER = 60.0


class ReaderGone(Exception):
    """The client left, or stopped reading, before the answer was complete."""


class Flow:
    """The way to one client, for an answer of more than one piece."""

    def __init__(self, send: Any, receive: Any) -> None:
        self._request = _daphne_request(send)
        self._may_send = asyncio.Event()
        self._may_send.set()
        self._is_gone = False
        self._watching = asyncio.ensure_future(self._watch(receive))
        if self._request is not None:
            self._request.registerProducer(self, True)

    async def wait_for_room(self) -> None:
        """Return once the client has taken what was sent before."""
        try:
            await asyncio.wait_for(self._may_send.wait(), STALLED_AFTER)
        except TimeoutError:
            self.cut()
            raise ReaderGone from None
        if self._is_gone:
            raise ReaderGone

    def close(self) -> None:
        """Stop watching; called before the last piece is sent."""
        self._watching.cancel()
        request, self._request = self._request, None
        if request is not None and request.producer is self:
            request.unregisterProducer()

    def cut(self) -> None:
        """Break the connection, so that a client never takes half an answer for a whole one."""
        request = self._request
        self.close()
        self.stopProducing()
        if request is not None and request.channel is not None:
            request.channel.transport.abortConnection()

    async def _watch(self, receive: Any) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self.stopProducing()

    # Twisted's names for what it asks of a producer.
    def pauseProducing(self) -> None:
        self._may_send.clear()

    def resumeProducing(self) -> None:
        self._may_send.set()

    def stopProducing(self) -> None:
        self._is_gone = True
        self._may_send.set()


def _daphne_request(send: Any) -> Any:
    daphne = sys.modules.get("daphne.http_protocol")
    if daphne is None or not isinstance(send, partial) or not send.args:
        return None
    request = send.args[0]
    if not isinstance(request, daphne.WebRequest) or request.channel is None:
        return None
    return request
