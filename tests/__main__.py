"""Run every test: the quick ones on all cores, then those that drive a browser, one by one."""

import os
import shutil
import subprocess
import sys


def main() -> int:
    if not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        print(
            "No Chromium was found. The browser tests need it: on Debian, apt install chromium.",
            file=sys.stderr,
        )
        if os.environ.get("CI"):
            return 1
    workers = os.environ.get("TEST_WORKERS") or str(os.cpu_count() or 2)
    pytest = [sys.executable, "-m", "pytest", "-q", "-ra"]
    quick = subprocess.call([*pytest, "-m", "not browser", "-n", workers, *sys.argv[1:]])  # noqa: S603
    slow = subprocess.call([*pytest, "-m", "browser", *sys.argv[1:]])  # noqa: S603
    return quick or slow


if __name__ == "__main__":
    sys.exit(main())
