"""A production site of two server processes: news of one reaches the listeners of the other.

Run as a script it sets the stage in the database of the site, and tells what is on it.
"""

import contextlib
import json
import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.databases import SPARE

ROOT = Path(__file__).resolve().parents[2]
NAME = "folkmoot_two_processes"
ORIGIN = "https://127.0.0.1"  # where the proxy in front would be
CSRF = "c" * 32
SETTLE = 20  # seconds to wait for anything that must come

pytestmark = pytest.mark.redis


@pytest.fixture
def environment(tmp_path):
    """What a council's server would set, with a database of its own on the server given."""
    url, redis = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    if not (url and redis):
        refuse_to_pass(url)
    import psycopg

    def on_the_server(order):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(order)

    on_the_server(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
    spare = os.environ.get(SPARE)
    on_the_server(f"CREATE DATABASE {NAME}" + (f' TEMPLATE "{spare}"' if spare else ""))
    yield {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": "8Q1vI2nNRu0u7nJd4vTg5e2mYxLkWz3aPqSbHc6Df9-_G7hKjXo",
        "PARTICIPATION_SECRET": "zR4tYw8qLm2xVb6nKc0pHs5dJf9gA3eTuXo7iZ1-_QrMvNyBkCl",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": ORIGIN,
        "DATABASE_URL": f"{url.rpartition('/')[0]}/{NAME}",
        "REDIS_URL": redis,
        "EMAIL_URL": "smtp://127.0.0.1:1",
        "DEFAULT_FROM_EMAIL": "panel@example.org",
        "MEDIA_ROOT": str(tmp_path / "media"),
        "STATIC_ROOT": str(tmp_path / "static"),
    }
    on_the_server(f"DROP DATABASE {NAME} WITH (FORCE)")


def refuse_to_pass(url):
    """Say by name what was not run; where CI runs the production parts, they must all be there.

    CI's half on SQLite has neither, and is followed by the half that runs this.
    """
    if os.environ.get("CI") and (url or os.environ.get("TEST_AGAIN")):
        pytest.fail("CI runs the production parts: DATABASE_URL and REDIS_URL must both be set.")
    pytest.skip("not run: needs DATABASE_URL and REDIS_URL, which .ci/run gives")


def run(environment, *command) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class Server:
    """One server process of the site, spoken to as the proxy in front of it would."""

    def __init__(self, process):
        self.process = process
        self.port = int(re.search(r"127\.0\.0\.1:(\d+)/", process.stdout.readline())[1])

    def open(self, path, *, session="", **data):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            data="&".join(f"{name}={value}" for name, value in data.items()).encode() or None,
            headers={
                "X-Forwarded-Proto": "https",
                "Origin": ORIGIN,
                "Accept": "application/json" if data else "text/html",
                "Cookie": f"sessionid={session}; csrftoken={CSRF}",
                "X-CSRFToken": CSRF,
            },
        )
        with urllib.request.urlopen(request, timeout=SETTLE) as answer:
            return answer.read().decode()

    def listen(self, path):
        from websockets.sync.client import connect

        return connect(f"ws://127.0.0.1:{self.port}{path}", origin=ORIGIN, compression=None)


@contextlib.contextmanager
def serving(environment):
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", "0"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield Server(process)
        finally:
            process.terminate()


def hear(socket):
    return json.loads(socket.recv(timeout=SETTLE))


def test_a_question_crosses_from_one_process_to_the_other_exactly_once(environment):
    run(environment, "manage.py", "migrate", "-v0")
    run(environment, "manage.py", "collectstatic", "--noinput", "-v0")
    stage = json.loads(run(environment, "-m", "tests.forums.test_two_processes"))
    address = f"/sessions/{stage['session']}"

    with (
        serving(environment) as first,
        serving(environment) as second,
        first.listen(f"/ws{address}/") as near,
        second.listen(f"/ws{address}/") as far,
    ):
        for server in (first, second):
            assert "Ask the experts" in server.open(stage["url"])
        assert [hear(near), hear(far)] == [{"kind": "hello", "seq": 0}] * 2

        asked = json.loads(
            first.open(f"{address}/ask/", session=stage["asker"], text="Where+did+it+go?")
        )
        number = asked["question"]
        first.open(f"{address}/desk/questions/{number}/", session=stage["host"], act="approve")
        # The last news, from the other side: whatever came twice would have come before it.
        second.open(f"/questions/{number}/support/", session=stage["neighbour"], back="")

        for socket in (near, far):
            approved, support = hear(socket), hear(socket)
            assert (approved["kind"], approved["question"]) == ("question", number)
            assert (approved["seq"], approved["previous"], approved["place"]) == (2, 0, "waiting")
            assert "Where did it go?" in approved["html"]
            assert support == {"kind": "support", "question": number, "support": 1}
            with pytest.raises(TimeoutError):
                socket.recv(timeout=0.2)


def set_the_stage() -> dict:
    """Make a live session, and sign in who takes part in it."""
    import django

    django.setup()
    from django.contrib.sessions.backends.db import SessionStore

    from tests.forums.factories import make_moderator, make_resident, make_session

    def signed_in(user) -> str:
        session = SessionStore()
        session["_auth_user_id"] = str(user.pk)
        session["_auth_user_backend"] = "panel.accounts.PermissionsOnly"
        session["_auth_user_hash"] = user.get_session_auth_hash()
        # Who works here has proved a second step as well.
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 0}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.create()
        return session.session_key

    session = make_session()
    return {
        "session": session.pk,
        "url": session.get_url_parts()[2],
        "asker": signed_in(make_resident(posts=0)),
        "neighbour": signed_in(make_resident("Tomasz", posts=0)),
        "host": signed_in(make_moderator()),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(set_the_stage()))
