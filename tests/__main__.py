"""Run every test on all cores: who leaves tables alone, who empties them, who drives a browser."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.chromium import CHROMIUM
from tests.databases import begin_demonstration, drop, prepare

PYTEST = [sys.executable, "-m", "pytest", "-q", "-ra", "--reuse-db"]
# `.ci/run` says so when all tests have run on SQLite: arithmetic and looks are the same again.
NOT_AGAIN = " and not once" if os.environ.get("TEST_AGAIN") else ""
# A test that empties tables leaves a database in which others fail. These run alone, in the
# database that all others have a copy of, and beside them: the longest waits for threads.
ALONE = ["-m", "empties_tables and not browser"]
QUICK = ["-m", f"not empties_tables and not browser{NOT_AGAIN}", "--dist", "worksteal"]
BROWSER = ["-m", f"browser{NOT_AGAIN}", "--dist", "loadfile"]
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
    if NOT_AGAIN:
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
    prepare(workers)
    try:
        codes = run_all(workers, demonstration, sys.argv[1:])
    finally:
        drop(workers)
    return next((code for code in codes if code not in (0, NOTHING_TO_RUN)), 0)


def run_all(workers: int, demonstration: Path, asked_for: list[str]) -> list[int]:
    """Run the three parts and return how each ended; what ran beside the others is told last."""
    on_all_cores = ["-n", str(workers), *asked_for]
    with tempfile.TemporaryFile("w+") as told:
        loading = begin_demonstration(demonstration)
        alone = subprocess.Popen([*PYTEST, *ALONE, *asked_for], stdout=told, stderr=told)  # noqa: S603
        codes = [subprocess.call([*PYTEST, *QUICK, *on_all_cores])]  # noqa: S603
        codes.append(loading.wait())
        codes.append(subprocess.call([*PYTEST, *BROWSER, *on_all_cores]))  # noqa: S603
        codes.append(alone.wait())
        told.seek(0)
        print(told.read())
    return codes


if __name__ == "__main__":
    sys.exit(main())
