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

PYTEST = [sys.executable, "-m", "pytest", "-q", "-ra", "--reuse-db"]
# `.ci/run` says so when all tests have run on SQLite: arithmetic and looks are the same again.
IS_AGAIN = bool(os.environ.get("TEST_AGAIN"))
# What knows no database runs while the databases are made, which takes one core alone.
PURE = ["-m", "once and not browser"]
# A test that empties tables leaves a database in which others fail. These run alone, in the
# database that all others have a copy of, and beside them: the longest waits for threads.
ALONE = ["-m", "empties_tables and not browser"]
QUICK = ["-m", "not empties_tables and not browser and not once", "--dist", "worksteal"]
BROWSER = ["-m", "browser and not once" if IS_AGAIN else "browser", "--dist", "loadfile"]
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
    asked_for = sys.argv[1:]
    demonstration.mkdir()
    with contextlib.ExitStack() as beside:
        pure = [] if IS_AGAIN else [beside.enter_context(running_beside([*PURE, *asked_for]))]
        prepare(workers)
        beside.callback(drop, workers)
        loading = begin_demonstration(demonstration)
        alone = beside.enter_context(running_beside([*ALONE, *asked_for]))
        on_all_cores = ["-n", str(workers), *asked_for]
        codes = [subprocess.call([*PYTEST, *QUICK, *on_all_cores]), loading.wait()]  # noqa: S603
        where = on_all_cores if asked_for else [*on_all_cores, "tests/browser"]
        codes.append(subprocess.call([*PYTEST, *BROWSER, *where]))  # noqa: S603
        codes += [ending() for ending in (*pure, alone)]
    return next((code for code in codes if code not in (0, NOTHING_TO_RUN)), 0)


@contextlib.contextmanager
def running_beside(arguments: list[str]) -> Iterator[Callable[[], int]]:
    """Run tests beside others; yield what waits for them, tells all, and returns their code."""
    with (
        tempfile.TemporaryFile("w+") as told,
        subprocess.Popen([*PYTEST, *arguments], stdout=told, stderr=told) as tests,  # noqa: S603
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
