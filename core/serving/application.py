"""Puts the site together: pages by threads, sockets by the loop, one process, one port."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import re_path

from core.serving.wsgi_pool import WSGIPool


def build_application(*routing_modules: str) -> ProtocolTypeRouter:
    """Build what Daphne serves from modules that each hold `websocket_urlpatterns`."""
    pages = get_wsgi_application()  # sets Django up, so consumers are imported after it
    patterns: list[Any] = []
    for name in routing_modules:
        patterns += import_module(name).websocket_urlpatterns
    return compose(pages, patterns)


def compose(pages: Any, websocket_urlpatterns: Sequence[Any]) -> ProtocolTypeRouter:
    """Join a WSGI application and socket addresses into one ASGI application."""
    from core.live.listeners import OwnPagesOnly  # needs Django to be set up

    nowhere: Any = close_unknown_address

    return ProtocolTypeRouter(
        {
            "http": WSGIPool(
                pages,
                max_request_bytes=settings.MAX_REQUEST_BYTES,
                threads=getattr(settings, "WEB_THREADS", 8),
                proxies=getattr(settings, "PROXIES_IN_FRONT", 0),
            ),
            "websocket": OwnPagesOnly(URLRouter([*websocket_urlpatterns, re_path(r"", nowhere)])),
            "lifespan": agree_to_live,
        }
    )


async def close_unknown_address(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Refuse a socket at an address that nobody serves; the router alone would raise an error."""
    await receive()
    await send({"type": "websocket.close", "code": 4404})


async def agree_to_live(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer servers that announce their start and stop; Daphne does not."""
    message = {"type": ""}
    while message["type"] != "lifespan.shutdown":
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
