"""Pages through the thread pool, on the real server with its limits."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from core.serving.environ import wsgi_environ
from tests.core import live_site
from tests.core.live_site import HEADERS_WITHIN, SETTLE

MEGABYTE = 1024 * 1024  # what the tiny site takes


def connected(site):
    return closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=SETTLE))


def ask(site, method, path, body=None, headers=None, **options):
    with connected(site) as connection:
        connection.request(method, path, body, headers or {}, **options)
        answer = connection.getresponse()
        answer.content = answer.read()
        return answer


def exchange(site, sent):
    """Send bytes as they are; return all that comes back until the server closes."""
    with site.raw() as connection:
        connection.sendall(sent)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
        return received


def test_a_request_arrives_whole(site):
    sent = (
        f"POST /echo/?name=caf%C3%A9&raw=%E9 HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\n"
        "Content-Type: text/plain\r\nContent-Length: 5\r\nX-Many: one\r\nX-Many: two\r\n"
        "X_Many: smuggled\r\nCookie: a=1\r\nCookie: b=2\r\nConnection: close\r\n\r\nwords"
    )
    body = exchange(site, sent.encode()).split(b"\r\n\r\n", 1)[1]
    told = json.loads(body)
    meta = told["meta"]

    assert told["body"] == "words"
    assert told["query"] == {"name": "café", "raw": "\ufffd"}
    assert {name: meta[name] for name in meta if name.startswith(("HTTP_X", "HTTP_COOKIE"))} == {
        "HTTP_X_MANY": "one,two",
        "HTTP_COOKIE": "a=1; b=2",
    }
    assert {
        name: meta.get(name)
        for name in ("REQUEST_METHOD", "CONTENT_TYPE", "CONTENT_LENGTH", "REMOTE_ADDR")
    } == {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": "text/plain",
        "CONTENT_LENGTH": "5",
        "REMOTE_ADDR": "127.0.0.1",
    }
    assert (meta["wsgi.url_scheme"], meta["SERVER_PORT"]) == ("http", str(site.port))


def test_a_chunked_body_arrives_whole(site):
    chunks = (b"piece " for _ in range(3))
    answer = ask(site, "POST", "/echo/", chunks, encode_chunked=True)

    told = json.loads(answer.content)
    assert (told["body"], told["meta"]["CONTENT_LENGTH"]) == ("piece piece piece ", "18")


def test_several_cookies_are_several_headers(site):
    answer = ask(site, "GET", "/cookies/")
    assert [value.split(";")[0] for value in answer.headers.get_all("set-cookie")] == [
        "first=1",
        "second=2",
    ]


def test_head_is_answered_without_a_body(site):
    with site.raw() as connection:
        request = (
            f"HEAD /echo/ HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\nConnection: close\r\n\r\n"
        )
        connection.sendall(request.encode())
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    head, _blank, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200") and b"content-length" in head.lower()
    assert body == b""


def test_an_empty_answer_stays_empty(site):
    answer = ask(site, "GET", "/empty/")
    assert (answer.status, answer.content) == (204, b"")


@pytest.mark.parametrize("is_chunked", [False, True], ids=["announced", "chunked"])
def test_a_body_over_the_limit_is_refused_in_words(site, is_chunked):
    body = b"x" * (MEGABYTE + 1)
    with site.raw() as connection:
        head = f"POST /echo/ HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\n"
        if is_chunked:
            sent = f"{head}Transfer-Encoding: chunked\r\n\r\n{len(body):x}\r\n".encode() + body
        else:
            sent = f"{head}Content-Length: {len(body)}\r\n\r\n".encode()
        connection.sendall(sent)
        answer = b""
        while b"</html>" not in answer.partition(b"\r\n\r\n")[2]:
            chunk = connection.recv(65536)
            assert chunk, "closed without an answer"
            answer += chunk

    head, _blank, words = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 413 ")
    assert b"This site takes at most 1 MB at a time." in words


def test_a_body_of_exactly_the_limit_is_taken(site):
    answer = ask(site, "POST", "/echo/", b"x" * MEGABYTE)
    assert len(json.loads(answer.content)["body"]) == MEGABYTE


def test_a_flood_past_the_limit_does_not_fill_memory(site):
    before = site.memory
    with site.raw() as connection:
        head = f"POST /echo/ HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\n"
        connection.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        piece = b"100000\r\n" + b"x" * MEGABYTE + b"\r\n"
        try:
            for _ in range(60):
                connection.sendall(piece)
        except OSError:
            pass  # the server has had enough of it
        assert site.memory - before < 8 * MEGABYTE


def test_headers_that_never_end_are_cut_off(site):
    with site.raw() as connection:
        began = time.monotonic()
        connection.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
        connection.settimeout(0.1)
        is_open = True
        while is_open and time.monotonic() - began < SETTLE:
            try:
                connection.sendall(b"x")  # a byte now and then keeps an idle timer from firing
                is_open = connection.recv(1) != b""
            except TimeoutError:
                continue
            except OSError:
                is_open = False
        assert HEADERS_WITHIN <= time.monotonic() - began < SETTLE


def test_a_stream_arrives_piece_by_piece(site):
    with connected(site) as connection:
        began = time.monotonic()
        connection.request("GET", "/slowly/")
        answer = connection.getresponse()
        first = answer.read(6)
        first_after = time.monotonic() - began
        rest = answer.read()

    assert (first, rest) == (b"first ", b"second")
    assert first_after < 0.6 < time.monotonic() - began


def test_a_long_stream_is_complete(site):
    answer = ask(site, "GET", "/rows/40000/")
    lines = answer.content.decode().splitlines()
    assert (len(lines), lines[0][:6], lines[-1][:6]) == (40000, "000000", "039999")


def test_a_stream_that_breaks_is_not_taken_for_whole(site):
    with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
        ask(site, "GET", "/breaks/")


def test_a_reader_who_leaves_ends_the_stream_behind_them(site):
    with site.raw() as connection:
        connection.sendall(
            f"GET /endless/ HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\n\r\n".encode()
        )
        assert connection.recv(100)

    deadline = time.monotonic() + SETTLE
    while "endless" not in json.loads(ask(site, "GET", "/closed/").content):
        assert time.monotonic() < deadline, "the generator was never closed"
        time.sleep(0.05)


def test_readers_who_stall_neither_fill_memory_nor_stop_the_site(site):
    before = site.memory
    stalled = [site.raw() for _ in range(6)]
    try:
        for connection in stalled:
            connection.sendall(
                f"GET /endless/ HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\n\r\n".encode()
            )
        statuses = sorted(int(connection.recv(12).split()[1]) for connection in stalled)
        # Four may stream at a time; the others are told to come back, and pages go on.
        assert statuses == [200, 200, 200, 200, 503, 503]
        assert ask(site, "GET", "/cookies/").status == 200
        time.sleep(0.3)
        assert site.memory - before < 16 * MEGABYTE
    finally:
        for connection in stalled:
            connection.close()


def test_a_file_arrives_whole_and_a_stalled_reader_holds_no_thread(site, big_file):
    stalled = [site.raw() for _ in range(12)]
    try:
        for connection in stalled:
            connection.sendall(
                f"GET /file/ HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\n\r\n".encode()
            )
        answer = ask(site, "GET", "/file/")
        assert answer.content == big_file.read_bytes()
        assert answer.headers["content-length"] == str(big_file.stat().st_size)
    finally:
        for connection in stalled:
            connection.close()


def test_requests_are_served_side_by_side(site):
    began = time.monotonic()
    with ThreadPoolExecutor(4) as clients:
        answers = list(clients.map(lambda _: ask(site, "GET", "/nap/").content, range(4)))
    assert answers == [b"rested"] * 4
    assert time.monotonic() - began < 4 * 0.3


def test_an_unknown_host_and_an_unknown_page_are_djangos_to_refuse(site):
    assert ask(site, "GET", "/nowhere/").status == 404
    assert ask(site, "GET", "/echo/", headers={"Host": "evil.example"}).status == 400


def test_one_connection_serves_many_requests(site):
    with connected(site) as connection:
        for number in range(3):
            connection.request("GET", f"/echo/?n={number}")
            assert json.loads(connection.getresponse().read())["query"] == {"n": str(number)}


def test_the_server_names_neither_itself_nor_its_version(site):
    assert "server" not in ask(site, "GET", "/echo/").headers


# ---- the environ


def scope(**fields):
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": "/",
        "query_string": b"",
        "headers": [],
        "client": ("10.0.0.9", 1234),
        "server": ("10.0.0.1", 80),
        **fields,
    }


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, b"203.0.113.7", "10.0.0.9"),
        (1, b"203.0.113.7", "203.0.113.7"),
        (1, b"198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (2, b"6.6.6.6, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (2, b"203.0.113.7", "10.0.0.9"),
        (1, b"", "10.0.0.9"),
    ],
)
def test_a_client_cannot_choose_its_own_address(proxies, forwarded, address):
    headers = [(b"x-forwarded-for", forwarded)]
    environ = wsgi_environ(scope(headers=headers), None, 0, proxies=proxies)
    assert environ["REMOTE_ADDR"] == address


def test_paths_keep_their_bytes_and_give_the_mount_point_away():
    fields = {"path": "/panel/caf\ufffd/", "raw_path": b"/panel/caf%E9/", "root_path": "/panel"}
    environ = wsgi_environ(scope(**fields), None, 0)
    assert (environ["SCRIPT_NAME"], environ["PATH_INFO"]) == ("/panel", "/caf\xe9/")


# ---- manage.py serve


def serve_command(port):
    return subprocess.Popen(
        [sys.executable, live_site.__file__, "serve", "--port", str(port)],
        env={**os.environ, "PYTHONPATH": str(live_site.ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_taken_port_is_said_clearly():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with serve_command(port) as process:
            _output, words = process.communicate(timeout=3 * SETTLE)

    assert words.strip() == (
        f"CommandError: Port {port} on 127.0.0.1 is taken by another program. Stop that program, "
        f"or choose another port, for example: manage.py serve --port {port + 1}"
    )
    assert process.returncode == 1


def test_serving_says_where_and_stops_when_told_even_beside_a_stalled_reader():
    with serve_command(0) as process:
        site = live_site.Site(process)
        assert ask(site, "GET", "/cookies/").status == 200
        with site.raw() as stalled:
            stalled.sendall(
                f"GET /endless/ HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\n\r\n".encode()
            )
            assert stalled.recv(100)
            process.terminate()
            process.wait(SETTLE)
