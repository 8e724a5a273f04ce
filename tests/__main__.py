"""Run every test: the quick ones on all cores, then those that drive a browser, one by one."""

import os
import shutil
import subprocess
import sys

from tests.databases import drop, prepare


def main() -> int:
    if not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        print(
            "No Chromium was found. The browser tests need it: on Debian, apt install chromium.",
            file=sys.stderr,
        )
        if os.environ.get("CI"):
            return 1
    workers = int(os.environ.get("TEST_WORKERS") or os.cpu_count() or 2)
    # A name of its own, so that two runs on one machine leave each other alone.
    os.environ["TEST_DB_SUFFIX"] = os.environ.get("TEST_DB_SUFFIX", "") + f"_{os.getpid()}"
    pytest = [sys.executable, "-m", "pytest", "-q", "-ra", "--reuse-db"]
    prepare(workers)
    try:
        quick = subprocess.call(  # noqa: S603
            [*pytest, "-m", "not browser", "-n", str(workers), *sys.argv[1:]]
        )
        slow = subprocess.call([*pytest, "-m", "browser", *sys.argv[1:]])  # noqa: S603
    finally:
        drop(workers)
    return quick or slow


if __name__ == "__main__":
    sys.exit(main())
