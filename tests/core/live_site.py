"""A tiny site on the real server, in a process of its own, for the tests of live news and serving.

Run as a script it serves; imported it starts itself (`running_site`) and speaks to it. It has its
own settings, and no database to make first.
"""

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEADERS_WITHIN = 1.0
SETTLE = 10  # seconds to wait for anything that must come


class Site:
    """A running site: where it is, and its process."""

    def __init__(self, process):
        self.process = process

    @cached_property
    def port(self):
        """The port the site says it listens on, once it does."""
        said = self.process.stdout.readline().split("127.0.0.1:")[-1]
        return int(re.match(r"\d+", said)[0])

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.port}"

    def open(self, path, data=None, headers=None):
        request = urllib.request.Request(self.origin + path, data, headers or {})
        return urllib.request.urlopen(request, timeout=SETTLE)

    def announce(self, room, *events):
        """Have a web thread of the site broadcast events."""
        self.open(f"/announce/{room}/", json.dumps(events).encode()).close()

    def listen(self, room, **options):
        from websockets.sync.client import connect

        options.setdefault("origin", self.origin)
        return connect(f"ws://127.0.0.1:{self.port}/ws/{room}/", compression=None, **options)

    def raw(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=SETTLE)

    @property
    def memory(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) * 1024


@contextlib.contextmanager
def running_site(command="limited", **environment):
    """Start the site, and stop it at the end; whoever asks it first waits until it listens."""
    process = subprocess.Popen(
        [sys.executable, __file__, command],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield Site(process)
        finally:
            process.terminate()


@contextlib.contextmanager
def running_redis(executable, port=None):
    """Start a Redis server, on a port the kernel chooses if none is given."""
    with socket.create_server(("127.0.0.1", int(port or 0))) as probe:
        port = probe.getsockname()[1]
    arguments = ["--port", str(port), "--save", "", "--bind", "127.0.0.1", "--daemonize", "no"]
    with subprocess.Popen([executable, *arguments], stdout=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + SETTLE
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    assert time.monotonic() < deadline, "Redis did not start"
                    time.sleep(0.02)
            yield f"redis://127.0.0.1:{port}/0", process
        finally:
            process.terminate()


def configure():
    """Set up a Django with no more than the server needs."""
    import django
    from django.conf import settings

    settings.configure(
        SECRET_KEY="tiny-site" + os.environ.get("SITE_NAME", ""),
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=["core", "django.contrib.contenttypes", "django.contrib.auth"],
        CHANNEL_LAYERS={},
        ASGI_APPLICATION="__main__.application",
        MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
        ROOT_URLCONF="__main__",
        MAX_REQUEST_BYTES=1024 * 1024,
        REDIS_URL=os.environ.get("REDIS_URL", ""),
        LIVE_ORIGINS=[],
        TEXTS="",
        WEB_THREADS=4,
        USE_TZ=True,
    )
    django.setup()


def views():
    """The addresses of the site, each showing one thing a server must get right."""
    from django.http import FileResponse, HttpResponse, JsonResponse, StreamingHttpResponse
    from django.urls import path

    from core.live.broadcast import broadcast

    def announce(request, room):
        for event in json.loads(request.body):
            broadcast(f"room.{room}", "said", **event)
        return HttpResponse()

    def echo(request):
        shown = {key: value for key, value in request.META.items() if isinstance(value, str)}
        return JsonResponse(
            {
                "meta": shown,
                "query": request.GET,
                "body": request.body.decode(),
                "path": request.path,
            }
        )

    def rows(request, count):
        def lines():
            for number in range(count):
                yield f"{number:06d} and some more words to make it long enough\n"
            closed.append("rows")

        return StreamingHttpResponse(lines(), content_type="text/plain")

    def slowly(request):
        def halves():
            yield "first "
            time.sleep(0.7)
            yield "second"

        return StreamingHttpResponse(halves())

    def breaks(request):
        def lines():
            yield "beginning"
            raise ValueError("the end is missing, as this test wants")

        return StreamingHttpResponse(lines())

    def endless(request):
        def lines():
            try:
                while True:
                    yield "x" * 65536
            finally:
                closed.append("endless")

        return StreamingHttpResponse(lines())

    def nap(request):
        time.sleep(0.3)
        return HttpResponse("rested")

    def cookies(request):
        response = HttpResponse("two")
        response.set_cookie("first", "1")
        response.set_cookie("second", "2")
        return response

    closed = []
    return [
        path("announce/<room>/", announce),
        path("echo/", echo),
        path("rows/<int:count>/", rows),
        path("slowly/", slowly),
        path("breaks/", breaks),
        path("endless/", endless),
        path("nap/", nap),
        path("cookies/", cookies),
        path("closed/", lambda request: JsonResponse(closed, safe=False)),
        path("file/", lambda request: FileResponse(Path(os.environ["BIG_FILE"]).open("rb"))),
        path("empty/", lambda request: HttpResponse(status=204)),
    ]


def build():
    """Put the site together, as config/asgi.py does for the whole one."""
    configure()
    from django.core.wsgi import get_wsgi_application
    from django.urls import path

    from core.live.consumer import ListeningConsumer
    from core.serving.application import compose

    class Room(ListeningConsumer):
        def find_audience(self, user, room):
            return None if room == "closed" else f"room.{room}"

        def current_sequence(self, audience):
            return 7

    global urlpatterns, application  # noqa: PLW0603 - where Django looks for them
    urlpatterns = views()
    application = compose(get_wsgi_application(), [path("ws/<room>/", Room.as_asgi())])


def serve(command):
    build()
    from core.serving.server import LimitedServer

    def say_port():
        sys.stdout.write(f"{server.listening_addresses[0][1]}\n")
        sys.stdout.flush()

    if command == "public-send":  # the same site, as on a server whose inside is unknown
        from core.live import lines

        lines.line_through_daphne = lambda send, limit: None
    server = LimitedServer(
        application,
        max_request_bytes=1024 * 1024,
        headers_within=HEADERS_WITHIN,
        endpoints=["tcp:port=0:interface=127.0.0.1"],
        ready_callable=say_port,
    )
    server.run()


def ring(room, text):
    """Announce from a process that serves nothing, as a worker does."""
    configure()
    from core.live.broadcast import broadcast

    broadcast(f"room.{room}", "said", text=text)


if __name__ == "__main__":
    if sys.argv[1] == "ring":
        ring(*sys.argv[2:])
    elif sys.argv[1] == "serve":
        from django.core.management import execute_from_command_line

        build()
        execute_from_command_line(sys.argv)
    else:
        serve(sys.argv[1])
