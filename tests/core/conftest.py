"""Sites that the tests of live news and serving share, for a start costs seconds."""

import os
import shutil

import pytest

from tests.core.live_site import running_site


@pytest.fixture(scope="session")
def big_file(tmp_path_factory):
    """A file of some megabytes, and not of a round number of blocks."""
    path = tmp_path_factory.mktemp("files") / "big.bin"
    path.write_bytes(bytes(range(256)) * (3 * 4096) + b"a little more")
    return path


@pytest.fixture(scope="session")
def site(big_file):
    """The tiny site on the real server."""
    with running_site(BIG_FILE=str(big_file)) as running:
        yield running


@pytest.fixture(scope="session")
def public_site():
    """The same, reached through ASGI's public `send` as on any other server."""
    with running_site("public-send", SITE_NAME="public") as running:
        yield running


@pytest.fixture(scope="session")
def redis_executable():
    """Redis itself; always there in CI."""
    executable = shutil.which("redis-server")
    if executable is None:
        if os.environ.get("CI"):
            pytest.fail("redis-server is not installed, and CI always has it.")
        pytest.skip("not run: needs redis-server to carry news between processes")
    return executable
