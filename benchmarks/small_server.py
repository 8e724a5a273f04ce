"""The demonstration council on the product's own server, in a process of its own."""

import atexit
import http.client
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@cache
def prepare() -> Path:
    """Load the demonstration once for all benchmarks, and set Django up on the same database."""
    var = Path(tempfile.mkdtemp(prefix="folkmoot-bench-"))
    atexit.register(shutil.rmtree, var, ignore_errors=True)
    os.environ["FOLKMOOT_VAR"] = str(var)
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    print("Loading the demonstration council takes about a minute ...", file=sys.stderr)
    fill(var)

    import django

    django.setup()
    return var


def fill(var: Path) -> None:
    manage("migrate", "-v0")
    manage("load_demonstration", stdout=subprocess.DEVNULL)
    manage("collectstatic", "--noinput", "-v0")


def manage(*arguments: str, **options) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, check=True, **options)


class Server:
    """A running site: requests over one kept connection, and the processor time it has used."""

    def __init__(self, process: subprocess.Popen) -> None:
        self.pid = process.pid
        self.port = int(re.search(r"127\.0\.0\.1:(\d+)/", process.stdout.readline())[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def ask(self, method: str, path: str, *, expect: int, body: str = "", **headers) -> bytes:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        self._connection.request(method, path, body or None, names)
        answer = self._connection.getresponse()
        said = answer.read()
        assert answer.status == expect, f"{method} {path}: {answer.status}, {said[:500]!r}"
        return said

    def cpu_seconds(self) -> float:
        """Processor time of all threads so far, in user and kernel mode."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND


@contextmanager
def running():
    """Start `manage.py serve` on the demonstration, and stop it at the end."""
    prepare()
    command = [sys.executable, "manage.py", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Server(process)
        finally:
            process.terminate()


def burst(server: Server, ask, *, seconds: float, at_most: int) -> tuple[float, list[float]]:
    """Ask again and again: milliseconds of CPU for one request, and of waiting for each."""
    waited: list[float] = []
    cpu_before, began = server.cpu_seconds(), time.perf_counter()
    while len(waited) < at_most and time.perf_counter() - began < seconds:
        asked = time.perf_counter()
        ask()
        waited.append(1000 * (time.perf_counter() - asked))
    return 1000 * (server.cpu_seconds() - cpu_before) / len(waited), waited
