"""Run one way of reading a file in a process of its own, so that its peak of memory is its own."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.small_server import ROOT

MEGABYTE = 1024  # of ru_maxrss, which counts kilobytes


def measured(module: str, way: str, path: Path) -> tuple[float, float, str]:
    """Run one way of a module; return seconds of its time, peak MB and what it said."""
    said = subprocess.run(
        [sys.executable, "-m", module, way, str(path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    *words, figures = said.strip().splitlines()
    seconds, peak = map(float, figures.split())
    return seconds, peak, "\n".join(words)


def run(ways: Mapping[str, Callable[[Path], float]]) -> None:
    """Take the way that was asked for; print the seconds that it says and the process's peak MB."""
    _module, way, path = sys.argv
    seconds = ways[way](Path(path))
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE)


def load(command: str, path: Path, **options: object) -> float:
    """Load a file with a command, into a small server's empty database; return seconds of CPU.

    The database is made by another process: making it takes more memory than loading a file does.
    """
    with tempfile.TemporaryDirectory(prefix="folkmoot-bench-") as var:
        os.environ["FOLKMOOT_VAR"] = var
        os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
        subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], cwd=ROOT, check=True)
        import django
        from django.core.management import call_command

        django.setup()
        began = time.process_time()
        call_command(command, path, **options)
        return time.process_time() - began
