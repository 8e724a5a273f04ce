"""Who is at the other end of a socket: the page it was opened from, and the person signed in."""

from importlib import import_module
from typing import Any
from urllib.parse import urlparse

from channels.security.websocket import OriginValidator
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, parse_cookie
from django.utils.module_loading import import_string

Scope = dict[str, Any]


def handshake_request(scope: Scope) -> HttpRequest:
    """Show a handshake as the request it was, so that Django's rules for hosts and HTTPS hold."""
    request = HttpRequest()
    server = scope.get("server") or ("", 80)
    request.META.update(SERVER_NAME=server[0], SERVER_PORT=str(server[1]))
    for name, value in scope["headers"]:
        request.META["HTTP_" + name.decode("latin1").upper().replace("-", "_")] = value.decode(
            "latin1"
        )
    request.COOKIES = parse_cookie(request.META.get("HTTP_COOKIE", ""))
    return request


def person_listening(scope: Scope) -> Any:
    """Return the user whose session cookie came with the handshake; queries session and user.

    Whom pages would hold back, such as staff before their second step, listens as a visitor.
    """
    if "user" in scope:
        return scope["user"]
    request = handshake_request(scope)
    session_key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not session_key:
        return AnonymousUser()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user = get_user(request)
    return user if import_string(settings.SOCKETS_ADMIT)(request, user) else AnonymousUser()


class OwnPagesOnly:
    """Refuses sockets opened from another site's pages, comparing scheme, host and port.

    A browser sends the cookie with any socket, whoever's page opened it. Channels'
    `AllowedHostsOriginValidator` would also let in another port or scheme of the same host.
    """

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        # The validator refuses who names no origin, and falls over one that cannot be read.
        headers = [
            (name, value)
            for name, value in scope["headers"]
            if name != b"origin" or _can_be_read(value)
        ]
        checked = OriginValidator(self.application, self._allowed_origins(scope))
        await checked({**scope, "headers": headers}, receive, send)

    @staticmethod
    def _allowed_origins(scope: Scope) -> list[str]:
        if settings.LIVE_ORIGINS:
            return list(settings.LIVE_ORIGINS)
        request = handshake_request(scope)
        try:
            host = request.get_host()
        except DisallowedHost:
            return []
        is_secure = request.is_secure() or scope.get("scheme") in ("https", "wss")
        return [f"{'https' if is_secure else 'http'}://{host}"]


def _can_be_read(origin: bytes) -> bool:
    try:
        urlparse(origin.decode("latin1")).port  # noqa: B018 - reading the port is what may fail
    except ValueError:
        return False
    return True
