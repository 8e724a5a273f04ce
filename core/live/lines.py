"""A listener's way out: the quick path if Daphne offers it, ASGI's public `send` if not."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from core.live.daphne_fast_path import line_through_daphne
from core.live.events import BEHIND, TOO_SLOW, Batch
from core.live.hub import Line

logger = logging.getLogger(__name__)

Send = Callable[[dict[str, Any]], Awaitable[None]]

# What may wait for one slow reader before it is told to fetch again, and let go.
MAX_WAITING_BYTES = 256 * 1024


def open_line(send: Send) -> Line:
    """Find the quickest way to this listener."""
    return line_through_daphne(send, MAX_WAITING_BYTES) or PlainLine(send, MAX_WAITING_BYTES)


class PlainLine:
    """Sends through ASGI's `send`, which any server offers; keeps count of what still waits."""

    def __init__(self, send: Send, max_waiting_bytes: int) -> None:
        self._send = send
        self._max_waiting_bytes = max_waiting_bytes
        self._queue: deque[dict[str, Any]] = deque()
        self._waiting_bytes = 0
        self._sending: asyncio.Task[None] | None = None
        self._is_closing = False

    def deliver(self, batch: Batch) -> None:
        if self._is_closing:
            return
        if self._waiting_bytes and self._waiting_bytes + batch.size > self._max_waiting_bytes:
            self._queue.clear()
            self.dismiss(TOO_SLOW, BEHIND)
            return
        self._waiting_bytes += batch.size
        self._put(*({"type": "websocket.send", "text": text} for text in batch.texts))

    def dismiss(self, code: int, *last_words: str) -> None:
        if not self._is_closing:
            self._is_closing = True
            self._put(
                *({"type": "websocket.send", "text": text} for text in last_words),
                {"type": "websocket.close", "code": code},
            )

    def _put(self, *messages: dict[str, Any]) -> None:
        self._queue.extend(messages)
        if self._sending is None or self._sending.done():
            self._sending = asyncio.get_running_loop().create_task(self._empty_queue())

    async def _empty_queue(self) -> None:
        try:
            while self._queue:
                message = self._queue.popleft()
                await self._send(message)
                self._waiting_bytes -= len(message.get("text", ""))
        except Exception:
            self._is_closing = True
            self._queue.clear()
            logger.debug("A listener went away while being told.", exc_info=True)
