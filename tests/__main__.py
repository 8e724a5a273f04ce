"""Run every test on all cores: who leaves tables alone, who empties them, who drives a browser."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.chromium import CHROMIUM
from tests.databases import drop, prepare, prepare_demonstration

PYTEST = [sys.executable, "-m", "pytest", "-q", "-ra", "--reuse-db"]
# A test that empties tables leaves a database in which others fail. These run alone, in the
# database that all others have a copy of, and beside them: the longest waits for threads.
ALONE = ["-m", "empties_tables and not browser"]
QUICK = ["-m", "not empties_tables and not browser", "--dist", "worksteal"]
BROWSER = ["-m", "browser", "--dist", "loadfile"]
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
    workers = int(os.environ.get("TEST_WORKERS") or os.cpu_count() or 2)
    # A name of its own, so that two runs on one machine leave each other alone.
    os.environ["TEST_DB_SUFFIX"] = os.environ.get("TEST_DB_SUFFIX", "") + f"_{os.getpid()}"
    prepare(workers)
    try:
        with tempfile.TemporaryDirectory(prefix="folkmoot_demonstration_") as var:
            prepare_demonstration(Path(var))
            codes = run_all(["-n", str(workers)], sys.argv[1:])
    finally:
        drop(workers)
    return next((code for code in codes if code not in (0, NOTHING_TO_RUN)), 0)


def run_all(on_all_cores: list[str], asked_for: list[str]) -> list[int]:
    """Run the three parts and return how each ended; what ran beside the others is told last."""
    with tempfile.TemporaryFile("w+") as told:
        alone = subprocess.Popen([*PYTEST, *ALONE, *asked_for], stdout=told, stderr=told)  # noqa: S603
        codes = [
            subprocess.call([*PYTEST, *on_all_cores, *part, *asked_for])  # noqa: S603
            for part in (QUICK, BROWSER)
        ]
        codes.append(alone.wait())
        told.seek(0)
        print(told.read())
    return codes


if __name__ == "__main__":
    sys.exit(main())
