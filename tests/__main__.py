"""Run every test on all cores: what knows no database, who leaves tables alone, who empties them,
who drives a browser."""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.chromium import CHROMIUM
from tests.databases import begin_demonstration, drop, prepare
from tests.parts import EMPTYING, files_that_say

PYTEST = [sys.executable, "-m", "pytest", "-q", "-ra", "--reuse-db"]
# `.ci/run` says so when all tests have run on SQLite: arithmetic and looks are the same again.
IS_AGAIN = bool(os.environ.get("TEST_AGAIN"))
# Collecting all tests takes ten seconds of a core, so each part looks only where its tests are.
NOT_AGAIN, NOT_PURE = "not once", "not once or django_db"
# What knows no database runs while the databases are made, which takes one core alone.
PURE = (
    ["-m", "once and not django_db and not browser"],
    ["tests/analysis", *files_that_say("pytest.mark.once")],
)
# A test that empties tables leaves a database in which others fail. These run alone, in the
# database that all others have a copy of, and beside them: the longest waits for threads.
ALONE = ["-m", "empties_tables and not browser"], files_that_say(*EMPTYING)
QUICK = (
    [
        *("-m", f"not empties_tables and not browser and ({NOT_AGAIN if IS_AGAIN else NOT_PURE})"),
        *("--dist", "worksteal"),
    ],
    ["tests", "--ignore=tests/browser", "--ignore=tests/analysis"],
)
BROWSER = (
    ["-m", "browser and not once" if IS_AGAIN else "browser", "--dist", "loadfile"],
    ["tests/browser"],
)
NOTHING_TO_RUN = 5


def main() -> int:
    if CHROMIUM is None:
        print(
            "No Chromium was found. The browser tests need it: "
            "on Debian, apt install chromium-headless-shell.",
            file=sys.stderr,
        )
        if os.environ.get("CI"):
            return 1
    if IS_AGAIN:
        print("Left out, as they ran on another database (TEST_AGAIN): tests marked `once`.")
    workers = int(os.environ.get("TEST_WORKERS") or os.cpu_count() or 2)
    # A name of its own, so that two runs on one machine leave each other alone.
    os.environ["TEST_DB_SUFFIX"] = os.environ.get("TEST_DB_SUFFIX", "") + f"_{os.getpid()}"
    with tempfile.TemporaryDirectory(prefix="folkmoot_tests_") as var:
        # Whatever a test process leaves goes when all are done.
        os.environ["TMPDIR"] = tempfile.tempdir = var
        return prepare_and_run(workers, Path(var) / "demonstration")


def prepare_and_run(workers: int, demonstration: Path) -> int:
    demonstration.mkdir()
    with contextlib.ExitStack() as beside:
        pure = [] if IS_AGAIN else [beside.enter_context(running_beside(part(*PURE)))]
        prepare(workers)
        beside.callback(drop, workers)
        loading = begin_demonstration(demonstration)
        alone = beside.enter_context(running_beside(part(*ALONE)))
        on_all_cores = ["-n", str(workers)]
        codes = [subprocess.call([*part(*QUICK), *on_all_cores]), loading.wait()]  # noqa: S603
        codes.append(subprocess.call([*part(*BROWSER), *on_all_cores]))  # noqa: S603
        codes += [ending() for ending in (*pure, alone)]
    return next((code for code in codes if code not in (0, NOTHING_TO_RUN)), 0)


def part(which: list[str], where: list[str]) -> list[str]:
    """Return the command that runs one part, where its tests are or where we were asked to look."""
    return [*PYTEST, *which, *(sys.argv[1:] or where)]


@contextlib.contextmanager
def running_beside(command: list[str]) -> Iterator[Callable[[], int]]:
    """Run tests beside others; yield what waits for them, tells all, and returns their code."""
    with (
        tempfile.TemporaryFile("w+") as told,
        subprocess.Popen(command, stdout=told, stderr=told) as tests,  # noqa: S603
    ):

        def ending() -> int:
            code = tests.wait()
            told.seek(0)
            print(told.read())
            return code

        yield ending
        tests.kill()


if __name__ == "__main__":
    sys.exit(main())
