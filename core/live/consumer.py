"""The one kind of consumer: it checks who listens, and passes on what the hub hears."""

import json
import time
from collections.abc import Iterable
from typing import Any

from channels.consumer import AsyncConsumer
from channels.db import database_sync_to_async
from django.utils.translation import gettext as _

from core.live.broadcast import personal_audience
from core.live.events import (
    MALFORMED,
    NOT_TEXT,
    REFUSED,
    TOO_LARGE,
    TOO_MANY,
    Batch,
    encode,
)
from core.live.hub import Line, hub
from core.live.lines import open_line
from core.live.listeners import person_listening

MAX_FRAME_BYTES = 16 * 1024
# A page only ever asks whether the socket is alive; whoever says more than this is not a page.
MAX_FRAMES = 30
PER_SECONDS = 10.0


class ListeningConsumer(AsyncConsumer):
    """Base of all consumers: subclasses say which audience a person may belong to.

    Residents act over HTTP. What a socket sends is answered politely and otherwise ignored.
    """

    # The hub carries the news. Without a channel layer a listener needs no queue and no task.
    channel_layer_alias = "none"

    def find_audience(self, user: Any, **url: Any) -> str | Iterable[str] | None:
        """Name the audience this person may join at this address, or None; may query."""
        raise NotImplementedError

    def current_sequence(self, *audiences: str) -> int | None:
        """Give the number of the newest row of a stream, for the page to see what it missed."""
        return None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self.scope = scope
        await receive()  # websocket.connect
        await hub.listen()
        audiences = await database_sync_to_async(self._admit)()
        if not audiences:
            await send({"type": "websocket.close", "code": REFUSED})
            return
        await send({"type": "websocket.accept"})
        line = open_line(send)
        # Nothing is awaited from here until all is joined: who was let in can be sent away.
        for audience in audiences:
            hub.join(audience, line)
        try:
            await self._greet(line, audiences)
            await self._mind(receive, line)
        finally:
            for audience in audiences:
                hub.leave(audience, line)

    def _admit(self) -> list[str]:
        user = person_listening(self.scope)
        found = self.find_audience(user, **self.scope.get("url_route", {}).get("kwargs", {}))
        if not found:
            return []
        audiences = [found] if isinstance(found, str) else list(found)
        if user.is_authenticated:
            audiences.append(personal_audience(user))
        return audiences

    async def _greet(self, line: Line, audiences: list[str]) -> None:
        """Say where the stream stands, read after joining so that nothing falls in between."""
        if type(self).current_sequence is ListeningConsumer.current_sequence:
            return
        sequence = await database_sync_to_async(self.current_sequence)(*audiences)
        line.deliver(Batch(encode({"kind": "hello", "seq": sequence})))

    async def _mind(self, receive: Any, line: Line) -> None:
        """Answer what the listener sends, until it leaves; after a fault only wait for that."""
        frames, since, is_dismissed = 0, time.monotonic(), False
        while (message := await receive())["type"] == "websocket.receive":
            if is_dismissed:
                continue
            if time.monotonic() - since > PER_SECONDS:
                frames, since = 0, time.monotonic()
            frames += 1
            code, answer = _answer_to(message)
            if frames > MAX_FRAMES:
                code, answer = TOO_MANY, _error(_("Too many messages. Reload the page."))
            if code:
                is_dismissed = True
                line.dismiss(code, answer)
            else:
                line.deliver(Batch(answer))


def _answer_to(message: dict[str, Any]) -> tuple[int, str]:
    """Return the answer to a frame, and the code to close with if it was not a proper one."""
    text = message.get("text")
    if text is None:
        return NOT_TEXT, _error(_("This address understands text only."))
    if len(text.encode(errors="replace")) > MAX_FRAME_BYTES:
        return TOO_LARGE, _error(_("That message is too large."))
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return MALFORMED, _error(_("This address understands JSON only."))
    if not isinstance(said, dict):
        return MALFORMED, _error(_("This address understands JSON objects only."))
    if said.get("kind") == "ping":
        return 0, encode({"kind": "pong"})
    return 0, _error(_("This address only sends news. Use the form on the page to take part."))


def _error(words: str) -> str:
    return encode({"kind": "error", "message": words})
