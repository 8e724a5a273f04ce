"""What travels: an event is JSON text, encoded once however many listen."""

import json
import struct
from functools import cached_property
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

# Told to a listener who missed something: fetch the page's news again over HTTP.
BEHIND = '{"kind":"behind"}'
# Told to every socket of one person just before they are closed; the hub acts on it.
DISMISSED = '{"kind":"dismissed"}'

# An event larger than this is not news but a document; listeners are sent to fetch it instead.
MAX_EVENT_BYTES = 12 * 1024

# Close codes, in the range kept for private use because Daphne refuses the standard ones. They
# rhyme with HTTP's statuses, and a page's script may act on them.
MALFORMED = 4400
REFUSED = 4403
TOO_SLOW = 4408
TOO_LARGE = 4413
NOT_TEXT = 4415
TOO_MANY = 4429


def encode(event: dict[str, Any]) -> str:
    """Turn an event into the text that every listener receives."""
    return json.dumps(event, cls=DjangoJSONEncoder, separators=(",", ":"))


def text_frame(text: str) -> bytes:
    """Build the WebSocket frame a server sends for a text (RFC 6455 section 5.2, unmasked)."""
    payload = text.encode()
    if len(payload) < 126:
        header = struct.pack("!BB", 0x81, len(payload))
    elif len(payload) < 0x10000:
        header = struct.pack("!BBH", 0x81, 126, len(payload))
    else:
        header = struct.pack("!BBQ", 0x81, 127, len(payload))
    return header + payload


class Batch:
    """The events of one tick, as texts and, if some line wants them so, as bytes for the wire."""

    def __init__(self, *texts: str) -> None:
        self.texts = texts

    @cached_property
    def wire(self) -> bytes:
        return b"".join(map(text_frame, self.texts))

    @cached_property
    def size(self) -> int:
        return sum(map(len, self.texts))
