"""Daphne with limits: how long a request may take to arrive, and how large it may be.

By itself Daphne takes an anonymous body of any size, and waits for headers that never end.
"""

import logging
from typing import Any

from daphne.http_protocol import HTTPFactory, WebRequest
from daphne.server import Server
from twisted.internet.protocol import connectionDone
from twisted.web.http import HTTPChannel

from core.serving.responses import refusal
from core.serving.wsgi_pool import too_large_words

logger = logging.getLogger(__name__)

HEADERS_WITHIN = 10.0
BODY_WITHIN = 120.0
# How long a refused client may go on sending what nobody keeps, so that it reads the refusal.
READ_REFUSAL_WITHIN = 3.0
IDLE_CONNECTION_SECONDS = 30
MAX_WEBSOCKET_BYTES = 16 * 1024


class LimitedRequest(WebRequest):
    """A request whose body is counted while it arrives, chunked or not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Django parses forms; Twisted would do it too, in memory, on the event loop.
        self._parsePOSTFormSubmission = False
        self._received = 0

    def gotLength(self, length: int | None) -> None:
        if length is not None and length > self.server.max_request_bytes:
            length = 0
            self._refuse()
        super().gotLength(length)

    def handleContentChunk(self, data: bytes) -> None:
        self._received += len(data)
        if self._received > self.server.max_request_bytes:
            self._refuse()
        else:
            super().handleContentChunk(data)

    def _refuse(self) -> None:
        answer = refusal(413, too_large_words(self.server.max_request_bytes))
        lines = [b"HTTP/1.1 413 Content Too Large", b"connection: close"]
        lines += [name + b": " + value for name, value in answer.headers]
        self.channel.refuse(b"\r\n".join(lines) + b"\r\n\r\n" + answer.body[0])


class PunctualChannel(HTTPChannel):
    """A connection on which headers, and then a body, must arrive in time."""

    transport: Any
    _deadline: Any = None
    _is_refused = False

    def dataReceived(self, data: bytes) -> None:
        if self._is_refused:
            return
        if self._deadline is None and not self._handlingRequest:
            self._expect_within(self.factory.server.headers_within)
        super().dataReceived(data)

    def allHeadersReceived(self) -> None:
        self._expect_within(BODY_WITHIN)
        super().allHeadersReceived()

    def allContentReceived(self) -> None:
        self._stop_expecting()
        if not self._is_refused:
            super().allContentReceived()

    def connectionLost(self, reason: Any = connectionDone) -> None:
        self._stop_expecting()
        super().connectionLost(reason)

    def refuse(self, answer: bytes) -> None:
        """Answer at once and take nothing more; leave time to read the answer."""
        if not self._is_refused:
            self._is_refused = True
            self.transport.write(answer)
            self._expect_within(READ_REFUSAL_WITHIN)

    def _expect_within(self, seconds: float) -> None:
        self._stop_expecting()
        self._deadline = self.callLater(seconds, self._give_up)

    def _stop_expecting(self) -> None:
        if self._deadline is not None and self._deadline.active():
            self._deadline.cancel()
        self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        self.transport.abortConnection()


class LimitedFactory(HTTPFactory):
    """Builds connections and requests that keep the limits."""

    protocol = PunctualChannel

    def __init__(self, server: Server) -> None:
        super().__init__(server)
        self.timeOut = IDLE_CONNECTION_SECONDS

    def buildProtocol(self, addr: Any) -> Any:
        protocol = super().buildProtocol(addr)
        protocol.requestFactory = LimitedRequest
        return protocol


class LimitedServer(Server):
    """Daphne's server, listening with the factory above."""

    def __init__(
        self,
        application: Any,
        *,
        max_request_bytes: int,
        headers_within: float = HEADERS_WITHIN,
        **options: Any,
    ) -> None:
        super().__init__(
            application,
            request_buffer_size=64 * 1024,
            websocket_max_message_size=MAX_WEBSOCKET_BYTES,
            websocket_max_frame_size=MAX_WEBSOCKET_BYTES,
            websocket_handshake_timeout=10,
            server_name="",
            **options,
        )
        self.max_request_bytes = max_request_bytes
        self.headers_within = headers_within
        self.failure = ""

    @property
    def http_factory(self) -> LimitedFactory:
        return self._limited_factory

    @http_factory.setter
    def http_factory(self, plain: HTTPFactory) -> None:
        # `Server.run` makes its own factory and leaves no other place to give it one.
        self._limited_factory = LimitedFactory(self)

    def listen_error(self, failure: Any) -> None:
        self.failure = failure.getErrorMessage()
        self.stop()
