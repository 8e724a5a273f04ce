"""Run every test on all cores: who leaves tables alone, who empties them, who drives a browser."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.conftest import CHROMIUM
from tests.databases import drop, prepare, prepare_demonstration

# What is run one after the other, and how pytest-xdist gives it out. A test that empties tables
# leaves a database in which others fail, so these come when the others are done.
PARTS = (
    ("not browser and not empties_tables", "worksteal"),
    ("empties_tables and not browser", "load"),
    ("browser", "loadfile"),
)
NOTHING_TO_RUN = 5


def main() -> int:
    if CHROMIUM is None:
        print(
            "No Chromium was found. The browser tests need it: on Debian, apt install chromium.",
            file=sys.stderr,
        )
        if os.environ.get("CI"):
            return 1
    workers = int(os.environ.get("TEST_WORKERS") or os.cpu_count() or 2)
    # A name of its own, so that two runs on one machine leave each other alone.
    os.environ["TEST_DB_SUFFIX"] = os.environ.get("TEST_DB_SUFFIX", "") + f"_{os.getpid()}"
    pytest = [sys.executable, "-m", "pytest", "-q", "-ra", "--reuse-db", "-n", str(workers)]
    prepare(workers)
    try:
        with tempfile.TemporaryDirectory(prefix="folkmoot_demonstration_") as var:
            prepare_demonstration(Path(var))
            codes = [
                subprocess.call(  # noqa: S603
                    [*pytest, "-m", marks, "--dist", dist, *sys.argv[1:]]
                )
                for marks, dist in PARTS
            ]
    finally:
        drop(workers)
    return next((code for code in codes if code not in (0, NOTHING_TO_RUN)), 0)


if __name__ == "__main__":
    sys.exit(main())
