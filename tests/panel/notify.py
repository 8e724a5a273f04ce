"""A stand-in for GOV.UK Notify on this machine, to which the real client talks."""

import json
import threading
import uuid
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

KEY = "panel-11111111-1111-1111-1111-111111111111-22222222-2222-2222-2222-222222222222"
TEMPLATE = "33333333-3333-3333-3333-333333333333"
TOKEN = "a-token-for-tests-that-is-long-enough-to-be-one"


class FakeNotify(ThreadingHTTPServer):
    """Takes texts into `taken`. A test may set `answer`, or have `on_text` called before it."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.taken, self.asked, self.answer, self.on_text = [], [], None, None
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: FakeNotify

    def do_POST(self):
        text = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.path == "/v2/notifications/sms"
        assert self.headers["Authorization"].startswith("Bearer ey")
        if self.server.answer:
            return self.say(*self.server.answer)
        text |= {"id": str(uuid.uuid4()), "status": "created"}
        self.server.taken.append(text)
        if self.server.on_text:
            self.server.on_text(text)
        return self.say(201, {"id": text["id"], "reference": text["reference"]})

    def do_GET(self):
        query = parse_qs(urlsplit(self.path).query)
        self.server.asked.append(query["reference"])
        found = [text for text in self.server.taken if [text["reference"]] == query["reference"]]
        self.say(200, {"notifications": found, "links": {}})

    def say(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *args):
        """Say nothing."""


@contextmanager
def fake_notify():
    server = FakeNotify()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
