"""The hub of one process: which local listeners form which audience, and how news reaches them.

Channels' group layers copy each message for each listener; a thousand listeners then cost half a
second of processor time a message. The hub hears each event once per process, frames it once and
writes it to every local socket: see docs/decisions/0003.
"""

import asyncio
import logging
from typing import Any, Protocol

from core.live.bus import Bus, choose_bus
from core.live.events import BEHIND, DISMISSED, MAX_EVENT_BYTES, REFUSED, Batch, encode

logger = logging.getLogger(__name__)

# A quiet room hears at once. What is said within a tick of the last news waits for its end, and
# goes out together. A tick is twice as long as the last news took to send, so that a full room
# takes a third of the process at most, on slow machines and quick ones; in seconds, between these.
TICK_AT_LEAST, TICK_AT_MOST = 0.005, 0.025


class Line(Protocol):
    """One listener's way out of this process."""

    def deliver(self, batch: Batch) -> None: ...

    def dismiss(self, code: int, *last_words: str) -> None: ...


class Room:
    """The local listeners of one audience, who all hear the same in the same order."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.lines: dict[Line, None] = {}
        self._waiting: list[str] = []
        self._quiet_from = 0.0

    def say(self, text: str) -> None:
        """Pass a text on at once if the room is quiet, else with the others of this tick."""
        self._waiting.append(text)
        if len(self._waiting) == 1:
            delay = self._quiet_from - self.loop.time()
            if delay <= 0:
                self._flush()
            else:
                self.loop.call_later(delay, self._flush)

    def _flush(self) -> None:
        began = self.loop.time()
        batch, self._waiting = Batch(*self._waiting), []
        for line in list(self.lines):
            try:
                line.deliver(batch)
            except Exception:
                # One broken socket must not silence the rest of the room.
                logger.exception("A listener could not be reached and was left out.")
                self.lines.pop(line, None)
        ended = self.loop.time()
        tick = min(max(2 * (ended - began), TICK_AT_LEAST), TICK_AT_MOST)
        self._quiet_from = ended + tick

    def dismiss(self) -> None:
        """Close every line of the room."""
        for line in list(self.lines):
            line.dismiss(REFUSED, DISMISSED)


class Hub:
    """Knows the rooms of this process; announcing is safe from any thread."""

    def __init__(self, bus: Bus | None = None) -> None:
        self._rooms: dict[str, Room] = {}
        self._bus = bus

    @property
    def bus(self) -> Bus:
        if self._bus is None:
            self._bus = choose_bus()
        return self._bus

    async def listen(self) -> None:
        """Be in touch with the other processes; to be awaited before a line joins."""
        await self.bus.listen(self)

    def join(self, audience: str, line: Line) -> None:
        """Let a line hear all that is announced to an audience from now on."""
        loop = asyncio.get_running_loop()
        room = self._rooms.get(audience)
        if room is None or room.loop is not loop:
            room = self._rooms[audience] = Room(loop)
        room.lines[line] = None

    def leave(self, audience: str, line: Line) -> None:
        """Forget a line, and its room with the last of them."""
        room = self._rooms.get(audience)
        if room is not None:
            room.lines.pop(line, None)
            if not room.lines:
                del self._rooms[audience]

    def announce(self, audience: str, event: dict[str, Any]) -> None:
        """Tell an audience, in every process; a lost bell is logged and never raised."""
        try:
            text = encode(event)
            if len(text) > MAX_EVENT_BYTES:
                logger.warning(
                    "An event for %s has %d bytes; its listeners are asked to fetch it instead.",
                    audience,
                    len(text),
                )
                text = BEHIND
            self.bus.publish(self, audience, text)
        except Exception:
            logger.exception("Live news for %s was lost; a reload still shows it.", audience)

    def hear(self, audience: str, text: str) -> None:
        """Take what the bus brings, on any thread, to the room it is for."""
        room = self._rooms.get(audience)
        if room is None:
            return
        try:
            if text == DISMISSED:
                room.loop.call_soon_threadsafe(room.dismiss)
            else:
                room.loop.call_soon_threadsafe(room.say, text)
        except RuntimeError:  # the loop has closed, and its listeners with it
            self._rooms.pop(audience, None)

    def hear_of_a_gap(self) -> None:
        """Ask every listener to fetch again, because the bus was down and news may be missing."""
        for audience in list(self._rooms):
            self.hear(audience, BEHIND)


hub = Hub()
