"""Runs Django's WSGI handler in threads that live as long as the server.

Django's own ASGI handler starts a thread and a database connection for every request and changes
thread twice for most middlewares; a vote costs 9.7 ms of processor time that way and 3.5 ms this
way. The threads keep their connections, as under any threaded WSGI server.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from io import BytesIO
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import Any

from core.serving.environ import wsgi_environ
from core.serving.flow import Flow, ReaderGone
from core.serving.responses import FILE_CHUNK_BYTES, Answer, FileBody, gathered, refusal

logger = logging.getLogger(__name__)

KEEP_IN_MEMORY_BYTES = 256 * 1024


class TooLarge(Exception):
    """The body of a request is larger than this site takes."""


class WSGIPool:
    """An ASGI application for HTTP around a WSGI application."""

    def __init__(
        self,
        wsgi_application: Callable[..., Any],
        *,
        max_request_bytes: int,
        threads: int = 8,
        streams: int = 4,
        proxies: int = 0,
    ) -> None:
        self._application = wsgi_application
        self._max_request_bytes = max_request_bytes
        self._proxies = proxies
        # An answer that is made while it is sent keeps its thread, and with it its database cursor.
        # There are threads apart for these, so that slow readers never hold up everyone else.
        self._pool = ThreadPoolExecutor(threads + streams, thread_name_prefix="web")
        self._streams = threading.BoundedSemaphore(streams)
        self._inside = 0
        self._most_inside = 64 * threads

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if self._inside >= self._most_inside:
            busy = refusal(503, "The site is very busy. Try again in a minute.", retry_after=60)
            await _send_whole(send, busy)
            return
        self._inside += 1
        try:
            await self._handle(scope, receive, send)
        finally:
            self._inside -= 1

    async def _handle(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        try:
            body, length = await self._receive_body(scope, receive)
        except TooLarge:
            await _send_whole(send, refusal(413, too_large_words(self._max_request_bytes)))
            return
        except ReaderGone:
            return
        with body:
            environ = wsgi_environ(scope, body, length, proxies=self._proxies)
            exchange = _Exchange(environ, receive, send, self._streams)
            try:
                rest = await self._run(exchange.answer_in_thread, self._application)
                if exchange.file is not None:
                    rest = await self._send_file(exchange.file, rest, exchange)
                await exchange.send_last(rest)
            except ReaderGone:
                logger.debug("A reader left before the end of %s", environ["PATH_INFO"])
            except Exception:
                logger.exception("No answer could be given to %s", environ["PATH_INFO"])
                await exchange.fail()
            except asyncio.CancelledError:
                exchange.cut()
                raise

    async def _receive_body(self, scope: dict[str, Any], receive: Any) -> tuple[Any, int]:
        """Take in the body, on disk if it is long, and no more of it than the limit."""
        for name, value in scope["headers"]:
            if name == b"content-length" and int(value) > self._max_request_bytes:
                raise TooLarge
        body: Any = BytesIO()
        length, is_complete = 0, False
        try:
            while not is_complete:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ReaderGone
                chunk = message.get("body", b"")
                is_complete = not message.get("more_body", False)
                if not is_complete and not length:
                    body = SpooledTemporaryFile(KEEP_IN_MEMORY_BYTES)  # noqa: SIM115
                length += len(chunk)
                if length > self._max_request_bytes:
                    raise TooLarge
                body.write(chunk)
        except BaseException:
            body.close()
            raise
        body.seek(0)
        return body, length

    async def _send_file(self, file: FileBody, piece: bytes, exchange: "_Exchange") -> bytes:
        """Send all of a file but its last piece; reading borrows a thread, waiting does not."""
        try:
            while len(piece) == FILE_CHUNK_BYTES:
                await exchange.send_piece(piece)
                piece = await self._run(file.read)
        finally:
            await self._run(file.close)
        return piece

    async def _run(self, function: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._pool, function, *arguments)


class _Exchange:
    """One request and its answer: made in a thread, sent by the loop."""

    def __init__(
        self,
        environ: dict[str, Any],
        receive: Any,
        send: Any,
        streams: threading.BoundedSemaphore,
    ) -> None:
        self.file: Any = None
        self._environ = environ
        self._receive, self._send = receive, send
        self._streams = streams
        self._loop = asyncio.get_running_loop()
        self._answer = Answer()
        self._flow: Flow | None = None
        self._has_started = False
        self._is_cut = False

    def answer_in_thread(self, application: Callable[..., Any]) -> bytes:
        """Call the application; return what is left to send when its thread is done with it."""
        answer = self._answer
        answer.body = application(self._environ, answer.start_response)
        try:
            if self._environ["REQUEST_METHOD"] == "HEAD" or answer.has_no_body:
                return b""
            if isinstance(answer.body, FileBody):
                piece = answer.body.read()
                if len(piece) == FILE_CHUNK_BYTES:
                    self.file = answer.body
                return piece
            if answer.is_whole:
                return answer.whole_body()
            return self._stream(answer)
        finally:
            if self.file is None:
                answer.close()

    def _stream(self, answer: Answer) -> bytes:
        if not self._streams.acquire(blocking=False):
            busy = "Too many downloads are under way. Try again in a minute."
            self._answer = refusal(503, busy, retry_after=60)
            return b"".join(self._answer.body)
        try:
            for piece in gathered(chain(answer.preamble, answer.body)):
                self._wait_for(asyncio.run_coroutine_threadsafe(self.send_piece(piece), self._loop))
        finally:
            self._streams.release()
        return b""

    def _wait_for(self, sending: "Future[None]") -> None:
        """Wait in the thread, but not for a loop that has stopped or will never go on with this."""
        while True:
            try:
                return sending.result(timeout=1)
            except TimeoutError:
                if sending.done() or self._is_cut or not self._loop.is_running():
                    raise ReaderGone from None

    async def send_piece(self, piece: bytes) -> None:
        """Send a part, and wait until the client has room for the next."""
        if self._flow is None:
            self._flow = Flow(self._send, self._receive)
        await self._start()
        await self._send({"type": "http.response.body", "body": piece, "more_body": True})
        await self._flow.wait_for_room()

    async def send_last(self, piece: bytes) -> None:
        """Send the rest, and with it the end."""
        await self._start()
        if self._flow is not None:
            self._flow.close()
        await self._send({"type": "http.response.body", "body": piece})

    async def fail(self) -> None:
        """Say that something went wrong, or break off if the answer had begun."""
        if self._has_started:
            self.cut()
        else:
            await _send_whole(
                self._send, refusal(500, "Something went wrong on our side. Try again.")
            )

    def cut(self) -> None:
        """Break off a long answer, so that nobody takes its beginning for the whole."""
        self._is_cut = True
        if self._flow is not None:
            self._flow.cut()

    async def _start(self) -> None:
        if not self._has_started:
            self._has_started = True
            await self._send(self._answer.start_message)


def too_large_words(limit: int) -> str:
    """Say what the limit is."""
    most = limit // (1024 * 1024)
    return (
        f"That is too large. This site takes at most {most} MB at a time. "
        "Go back, choose a smaller file, and send it again. What you had saved before is safe."
    )


async def _send_whole(send: Any, answer: Answer) -> None:
    await send(answer.start_message)
    await send({"type": "http.response.body", "body": b"".join(answer.body)})
