"""An ASGI request, told the WSGI way (PEP 3333)."""

import sys
from typing import Any, BinaryIO
from urllib.parse import unquote_to_bytes

from core.serving.responses import FileBody

Scope = dict[str, Any]


def wsgi_environ(scope: Scope, body: BinaryIO, length: int, *, proxies: int = 0) -> dict[str, Any]:
    """Describe a request whose body has been received, `length` bytes of it."""
    server = scope.get("server") or ("localhost", 80)
    root_path = scope.get("root_path", "")
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": root_path.encode().decode("latin1"),
        "PATH_INFO": _path_info(scope, root_path),
        "QUERY_STRING": scope["query_string"].decode("latin1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 0),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileBody,
    }
    _add_headers(environ, scope["headers"])
    # The body has been taken out of its chunks, so its length is known whatever was announced.
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    environ.pop("CONTENT_LENGTH", None)
    if length or scope["method"] in ("POST", "PUT", "PATCH"):
        environ["CONTENT_LENGTH"] = str(length)
    _add_client(environ, scope, proxies)
    return environ


def _path_info(scope: Scope, root_path: str) -> str:
    # `path` has been decoded, and what was not UTF-8 is lost in it; `raw_path` is optional.
    raw = scope.get("raw_path")
    path = unquote_to_bytes(raw) if raw is not None else scope["path"].encode()
    return path.removeprefix(root_path.encode()).decode("latin1")


def _add_headers(environ: dict[str, Any], headers: list[tuple[bytes, bytes]]) -> None:
    for raw_name, raw_value in headers:
        name = raw_name.decode("latin1").upper()
        if "_" in name:
            continue  # it would pass for the header spelt with a dash (CVE-2015-0219)
        key = name.replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        value = raw_value.decode("latin1")
        if key in environ:
            value = environ[key] + ("; " if key == "HTTP_COOKIE" else ",") + value
        environ[key] = value


def _add_client(environ: dict[str, Any], scope: Scope, proxies: int) -> None:
    """Name the client; behind `n` proxies of ours, only the last `n` addresses are theirs."""
    client = scope.get("client") or ("", 0)
    address = client[0]
    forwarded = [part.strip() for part in environ.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if proxies and len(forwarded) >= proxies and forwarded[-proxies]:
        address = forwarded[-proxies]
    environ["REMOTE_ADDR"] = environ["REMOTE_HOST"] = address
    environ["REMOTE_PORT"] = str(client[1] or 0)
