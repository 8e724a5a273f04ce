"""What a WSGI application answered, on its way from a thread to the event loop."""

import time
from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import Any, BinaryIO

Headers = list[tuple[bytes, bytes]]

# Rows of an export are short; each journey to the event loop costs as much as formatting fifty.
CHUNK_BYTES = 64 * 1024
FILE_CHUNK_BYTES = 256 * 1024
HOLD_BACK_SECONDS = 0.05


class FileBody:
    """`wsgi.file_wrapper`: a file that the event loop sends without keeping a thread."""

    def __init__(self, file: BinaryIO, block_size: int = FILE_CHUNK_BYTES) -> None:
        self.file = file
        self.block_size = block_size

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.file.read(self.block_size), b"")

    def read(self) -> bytes:
        return self.file.read(FILE_CHUNK_BYTES)

    def close(self) -> None:
        if hasattr(self.file, "close"):
            self.file.close()


class Answer:
    """Status, headers and body of one answer, as `start_response` and the iterable gave them."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: Headers = []
        self.preamble: list[bytes] = []  # what was given to the old-fashioned `write`
        self.body: Any = ()

    def start_response(
        self, status: str, headers: list[tuple[str, str]], exc_info: Any = None
    ) -> Callable[[bytes], None]:
        self.status = int(status.split(" ", 1)[0])
        self.headers = [
            (name.lower().encode("latin1"), value.encode("latin1")) for name, value in headers
        ]
        return self.preamble.append

    @property
    def has_no_body(self) -> bool:
        return self.status in (204, 304) or 100 <= self.status < 200

    @property
    def is_whole(self) -> bool:
        """Whether the body is all there, rather than made while it is sent."""
        return isinstance(self.body, list | tuple) or not getattr(self.body, "streaming", True)

    def whole_body(self) -> bytes:
        """Return all of the body, and say in the headers how long it is."""
        body = b"".join([*self.preamble, *self.body])
        if all(name != b"content-length" for name, _value in self.headers):
            self.headers.append((b"content-length", str(len(body)).encode()))
        return body

    @property
    def start_message(self) -> dict[str, Any]:
        return {"type": "http.response.start", "status": self.status, "headers": self.headers}

    def close(self) -> None:
        if hasattr(self.body, "close"):
            self.body.close()


# Like the page of a fault (templates/500.html): it asks for nothing that may be broken.
REFUSAL = """<!doctype html>
<html lang="en-GB">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>{title}</title>
    <link rel="stylesheet" href="/static/css/tokens.css">
    <link rel="stylesheet" href="/static/css/ground.css">
    <link rel="stylesheet" href="/static/css/errors.css">
  </head>
  <body>
    <main id="main"><div class="section"><div class="wrap fault">
      <h1>{title}</h1>
      <p class="lead">{advice}</p>
      <p><a href="/">Go to the home page</a></p>
    </div></div></main>
  </body>
</html>
"""


def refusal(status: int, words: str, *, retry_after: int = 0) -> Answer:
    """Make an answer in plain words, for when Django cannot be asked for one."""
    answer = Answer()
    title, _full_stop, advice = words.partition(". ")
    page = REFUSAL.format(title=escape(title), advice=escape(advice))
    answer.status, answer.body = status, [page.encode()]
    answer.headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(answer.body[0])).encode()),
        (b"cache-control", b"no-store"),
    ]
    if retry_after:
        answer.headers.append((b"retry-after", str(retry_after).encode()))
    return answer


def gathered(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Join small chunks; the first goes out alone, and so does one that was long in the making."""
    held: list[bytes] = []
    size, sent_at = 0, 0.0
    for chunk in chunks:
        if not chunk:
            continue
        held.append(chunk)
        size += len(chunk)
        if size >= CHUNK_BYTES or time.monotonic() - sent_at > HOLD_BACK_SECONDS:
            yield b"".join(held)
            held, size, sent_at = [], 0, time.monotonic()
    if held:
        yield b"".join(held)
