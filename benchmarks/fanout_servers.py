"""The two servers of the fan-out benchmark, each in a process of its own on the first core.

`ours` is the product's server, consumer and hub. `bare` is the `websockets` library's `broadcast()`
and nothing else. Both take orders on a second port: a line is announced to the whole room, an empty
line is answered with the processor time used and the memory held so far.
"""

import asyncio
import os
import sys
import time
from pathlib import Path


def used() -> bytes:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return f"{time.process_time()} {pages * os.sysconf('SC_PAGESIZE')}\n".encode()


async def take_orders(announce) -> int:
    async def serve(reader, writer):
        while line := await reader.readline():
            if line == b"\n":
                writer.write(used())
            else:
                announce(line[:-1].decode())
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    return server.sockets[0].getsockname()[1]


def say(*ports: int) -> None:
    print(*ports, flush=True)


def ours() -> None:
    import django
    from django.conf import settings

    settings.configure(
        SECRET_KEY="benchmark",
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"],
        ROOT_URLCONF="benchmarks.fanout_servers",
        MAX_REQUEST_BYTES=1024 * 1024,
        REDIS_URL=os.environ.get("REDIS_URL", ""),
        LIVE_ORIGINS=[],
        USE_TZ=True,
    )
    django.setup()

    from django.core.wsgi import get_wsgi_application
    from django.urls import path

    from core.live.consumer import ListeningConsumer
    from core.live.hub import hub
    from core.serving.application import compose
    from core.serving.server import LimitedServer

    class Room(ListeningConsumer):
        def find_audience(self, user, **url):
            return "room"

    tasks = []

    async def listen_for_orders():
        orders = await take_orders(lambda text: hub.announce("room", {"text": text}))
        say(server.listening_addresses[0][1], orders)

    def ready():
        tasks.append(asyncio.get_event_loop().create_task(listen_for_orders()))

    server = LimitedServer(
        compose(get_wsgi_application(), [path("ws/", Room.as_asgi())]),
        max_request_bytes=1024 * 1024,
        endpoints=["tcp:port=0:interface=127.0.0.1:backlog=1024"],
        ping_interval=3600,
        ready_callable=ready,
    )
    server.run()


urlpatterns: list = []


async def bare() -> None:
    import json

    from websockets.asyncio.server import broadcast, serve

    listeners = set()

    async def listen(connection):
        listeners.add(connection)
        try:
            await connection.wait_closed()
        finally:
            listeners.discard(connection)

    def announce(text):
        broadcast(listeners, json.dumps({"text": text}, separators=(",", ":")))

    async with serve(listen, "127.0.0.1", 0, compression=None, ping_interval=None) as server:
        say(server.sockets[0].getsockname()[1], await take_orders(announce))
        await server.serve_forever()


if __name__ == "__main__":
    if len(os.sched_getaffinity(0)) > 1:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    if sys.argv[1] == "ours":
        ours()
    else:
        asyncio.run(bare())
