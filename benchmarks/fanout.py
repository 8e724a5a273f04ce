"""Live fan-out: a thousand sockets in one room, ours beside a bare `websockets` broadcast.

The same client drives both servers in turn, with the same frames; medians of three rounds.
"""

import os
import resource
import select
import socket
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.table import Row

ROOT = Path(__file__).resolve().parent.parent
SOCKETS = 1000
ROUNDS = 3
TEXT_LETTERS = 160
# Header of four bytes, then {"text":"..."}; every frame is as long as every other.
FRAME_BYTES = 4 + len('{"text":""}') + TEXT_LETTERS
IN_FLIGHT = 4
CLOSED_LOOP_SECONDS = 2.0
MESSAGES_A_ROUND = 4


class Crowd:
    """A thousand raw sockets on one server, counted by the bytes they receive."""

    def __init__(self, name: str, stack: ExitStack) -> None:
        self.server = stack.enter_context(_running(name))
        self.port, orders = map(int, self.server.stdout.readline().split())
        self.orders = stack.enter_context(socket.create_connection(("127.0.0.1", orders)))
        self.orders.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.announced = 0
        self.epoll = stack.enter_context(select.epoll())
        self.sockets: dict[int, socket.socket] = {}
        self.received: dict[int, int] = {}
        before = self.used()
        for _ in range(SOCKETS):
            connection = stack.enter_context(self._join())
            self.sockets[connection.fileno()] = connection
            self.received[connection.fileno()] = 0
            self.epoll.register(connection, select.EPOLLIN)
        after = self.used()
        self.bytes_per_socket = (after[1] - before[1]) / SOCKETS
        self.cpu_per_handshake = (after[0] - before[0]) / SOCKETS

    def _join(self) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        host = f"127.0.0.1:{self.port}"
        connection.sendall(
            f"GET /ws/ HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            answer += connection.recv(4096)
        assert answer.startswith(b"HTTP/1.1 101"), answer
        connection.setblocking(False)
        return connection

    def used(self) -> tuple[float, float]:
        """Processor seconds and bytes of memory the server has used."""
        self.orders.sendall(b"\n")
        answer = b""
        while not answer.endswith(b"\n"):
            answer += self.orders.recv(4096)
        cpu, memory = map(float, answer.split())
        return cpu, memory

    def announce(self) -> None:
        self.orders.sendall(str(self.announced).zfill(TEXT_LETTERS).encode() + b"\n")
        self.announced += 1

    def arrivals(self, timeout: float):
        """Yield the number of each message as one socket has received all of it."""
        buffer = bytearray(65536)
        events = self.epoll.poll(timeout)
        assert events, "nothing arrives any more"
        for descriptor, _event in events:
            before = self.received[descriptor]
            after = before + self.sockets[descriptor].recv_into(buffer)
            assert after > before, "the server closed a socket"
            self.received[descriptor] = after
            yield from range(before // FRAME_BYTES, after // FRAME_BYTES)

    def latencies(self) -> tuple[list[float], float]:
        """One message a second: milliseconds to each socket, and microseconds of CPU for each."""
        found = []
        cpu_before = self.used()[0]
        for _ in range(MESSAGES_A_ROUND):
            began = time.perf_counter()
            self.announce()
            missing = SOCKETS
            while missing:
                for _number in self.arrivals(5):
                    missing -= 1
                    found.append(1000 * (time.perf_counter() - began))
            time.sleep(max(0.0, 1 - (time.perf_counter() - began)))
        return sorted(found), 1e6 * (self.used()[0] - cpu_before) / len(found)

    def closed_loop(self) -> tuple[float, float]:
        """Always four messages under way: deliveries a second, and microseconds of CPU for each."""
        cpu_before = self.used()[0]
        began, first = time.perf_counter(), self.announced
        missing: dict[int, int] = {}
        delivered = 0

        def say_one() -> None:
            missing[self.announced] = SOCKETS
            self.announce()

        for _ in range(IN_FLIGHT):
            say_one()
        while missing:
            for number in self.arrivals(5):
                delivered += 1
                missing[number] -= 1
                if not missing[number]:
                    del missing[number]
                    if time.perf_counter() - began < CLOSED_LOOP_SECONDS:
                        say_one()
        seconds = time.perf_counter() - began
        assert delivered == SOCKETS * (self.announced - first)
        return delivered / seconds, 1e6 * (self.used()[0] - cpu_before) / delivered


@contextmanager
def _running(name: str):
    command = [sys.executable, "-m", "benchmarks.fanout_servers", name]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def _on_the_last_core():
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


def rows() -> list[Row]:
    """Measure both servers in turn, three times, and keep the medians."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    figures: dict[str, list[dict[str, float]]] = {"ours": [], "bare": []}
    with ExitStack() as stack:
        crowds = {name: Crowd(name, stack) for name in figures}
        stack.enter_context(_on_the_last_core())
        for _round in range(ROUNDS):
            for name, crowd in crowds.items():
                late, cpu_when_quiet = crowd.latencies()
                per_second, cpu = crowd.closed_loop()
                figures[name].append(
                    {
                        "p50": late[len(late) // 2],
                        "p95": late[len(late) * 95 // 100],
                        "per_second": per_second,
                        "cpu_when_quiet": cpu_when_quiet,
                        "cpu": cpu,
                        "memory": crowd.bytes_per_socket / 1024,
                    }
                )

    def row(name: str, figure: str, unit: str, **goal: float) -> Row:
        ours, floor = (
            statistics.median(found[figure] for found in figures[side]) for side in ("ours", "bare")
        )
        return Row(name, ours, floor, unit, **goal)

    return [
        row("Live: deliveries, 1,000 sockets, 4 in flight", "per_second", "per s", at_least=0.8),
        row("Live: one message a second, p50", "p50", "ms"),
        row("Live: one message a second, p95", "p95", "ms", at_most=1.5),
        row("Live: CPU per delivery, one message a second", "cpu_when_quiet", "µs", at_most=1.25),
        row("Live: CPU per delivery, 4 in flight", "cpu", "µs", at_most=1.25),
        row("Live: memory per socket", "memory", "KiB", at_most=3),
    ]
