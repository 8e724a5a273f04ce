"""Sending checked answers to a real server of the site, as browsers do."""

import contextlib
import re
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass

from django.test import Client

from tests.processes import ROOT, environment_beside

CSRF = "c" * 32
PATIENCE = 90  # seconds
CUT_OFF = 0


class StayHere(urllib.request.HTTPRedirectHandler):
    """Leave the answer to a form as it came: being sent on is the acknowledgement."""

    def redirect_request(self, *_args):
        return None


@dataclass(frozen=True)
class Sent:
    """What the server answered: its status (or CUT_OFF), where it sends its reader, its words."""

    status: int
    place: str = ""
    html: str = ""

    @property
    def is_taken(self) -> bool:
        return self.status == 302 and self.place.endswith("/done/")


def session_of(member) -> str:
    client = Client()
    client.force_login(member)
    return client.cookies["sessionid"].value


def send(address: str, session: str) -> Sent:
    """Press the button below the checked answers."""
    request = urllib.request.Request(  # noqa: S310
        address,
        data=b"",
        headers={
            "Cookie": f"sessionid={session}; csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
            "Origin": address.partition("/polls/")[0],
        },
    )
    try:
        answer = urllib.request.build_opener(StayHere).open(request, timeout=PATIENCE)
    except urllib.error.HTTPError as other:
        answer = other
    except OSError:
        return Sent(CUT_OFF)
    with answer:
        place = answer.headers.get("Location") or ""
        return Sent(answer.status, place, "" if place else answer.read().decode())


@contextlib.contextmanager
def serving(var):
    """Start the site's own server on this test's database; yield its process and its origin."""
    with subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", "0"],
        cwd=ROOT,
        env=environment_beside(var),
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            yield server, re.search(r"http://127\.0\.0\.1:\d+", server.stdout.readline())[0]
        finally:
            server.kill()
