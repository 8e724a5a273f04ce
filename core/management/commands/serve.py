"""`manage.py serve`: the whole site in one process, with the limits that Daphne alone lacks."""

import gc
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import get_resolver
from django.utils.module_loading import import_string


class Command(BaseCommand):
    """Serve pages and live news until stopped."""

    help = "Serve the site: pages and live news, in one process, on one port."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="Address to listen on.")
        parser.add_argument(
            "--port", type=int, default=8000, help="Port to listen on; 0 lets the system choose."
        )
        parser.add_argument("--unix-socket", help="Listen on this socket file instead of a port.")

    def handle(
        self, *args: Any, host: str, port: int, unix_socket: str | None, **options: Any
    ) -> None:
        from daphne.endpoints import build_endpoint_description_strings

        from core.serving.server import LimitedServer

        where = {"unix_socket": unix_socket} if unix_socket else {"host": host, "port": port}
        server: LimitedServer = LimitedServer(
            import_string(settings.ASGI_APPLICATION),
            max_request_bytes=settings.MAX_REQUEST_BYTES,
            endpoints=build_endpoint_description_strings(**where),
            ready_callable=lambda: self._say_where(server, unix_socket),
        )
        self._warm_up()
        server.run()
        if server.failure:
            raise CommandError(_what_to_do(server.failure, host, port))

    def _warm_up(self) -> None:
        """Load what the first visitor would wait for, and keep it out of garbage collection."""
        get_resolver().url_patterns  # noqa: B018
        gc.collect()
        gc.freeze()
        # The loop asks for its turn beside pages being made; 5 ms, Python's own choice, is long.
        sys.setswitchinterval(0.001)

    def _say_where(self, server: Any, unix_socket: str | None) -> None:
        for host, port in server.listening_addresses:
            shown = f"[{host}]" if ":" in host else host
            self.stdout.write(f"Folkmoot is at http://{shown}:{port}/  Stop it with Control-C.")
        if unix_socket:
            self.stdout.write(f"Folkmoot listens on {unix_socket}.")
        self.stdout.flush()


def _what_to_do(failure: str, host: str, port: int) -> str:
    if "in use" in failure:
        return (
            f"Port {port} on {host} is taken by another program. Stop that program, "
            f"or choose another port, for example: manage.py serve --port {port + 1}"
        )
    return f"The server cannot listen on {host}:{port}. {failure}"
