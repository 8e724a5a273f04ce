"""A server that is killed while fifty people send their answers."""

import os
import re
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client

from polls.models import Answer, Draft, Response
from tests.polls.factories import answers_to, make_member, make_questionnaire
from tests.processes import ROOT, environment_beside

PEOPLE, ENOUGH = 50, 8  # and how many are told that their answers are in, before the end
CSRF = "c" * 32
PATIENCE = 90  # seconds


class StayHere(urllib.request.HTTPRedirectHandler):
    """Leave the answer to a form as it came: being sent on is the acknowledgement."""

    def redirect_request(self, *_args):
        return None


def session_of(member) -> str:
    client = Client()
    client.force_login(member)
    return client.cookies["sessionid"].value


def send(address: str, session: str) -> str:
    """Press the button below the checked answers; return where the site sends its reader next."""
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
        urllib.request.build_opener(StayHere).open(request, timeout=PATIENCE)
    except urllib.error.HTTPError as answer:
        return answer.headers.get("Location") or str(answer.code)
    except OSError:
        return "cut off"
    return "asked again"


@pytest.mark.django_db(transaction=True)
def test_who_was_told_is_in_and_nobody_is_in_by_half(site_tree, tmp_path):
    page = make_questionnaire()
    answers = answers_to(page, 4)
    members = [make_member() for _number in range(PEOPLE)]
    keys = [member.key_for(page.subject) for member in members]
    Draft.objects.bulk_create(
        Draft(page_id=page.pk, wave="only", key=key, answers=answers) for key in keys
    )
    sessions = [session_of(member) for member in members]
    told: list[int] = []
    enough = threading.Event()

    def send_as(number: int) -> str:
        place = send(f"{origin}/polls/{page.pk}/answer/only/check/", sessions[number])
        if place.endswith("/done/"):
            told.append(number)
            if len(told) >= ENOUGH:
                enough.set()
        return place

    with subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", "0"],
        cwd=ROOT,
        env=environment_beside(tmp_path),
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            origin = re.search(r"http://127\.0\.0\.1:\d+", server.stdout.readline())[0]
            with ThreadPoolExecutor(PEOPLE) as threads:
                sending = [threads.submit(send_as, number) for number in range(PEOPLE)]
                assert enough.wait(PATIENCE), [one.result() for one in sending if one.done()]
                os.kill(server.pid, signal.SIGKILL)
                outcomes = {one.result() for one in sending}
        finally:
            server.kill()

    assert "cut off" in outcomes  # else it was killed too late to show anything
    assert {place for place in outcomes if not place.endswith("/done/")} == {"cut off"}
    stored = set(Response.objects.values_list("key", flat=True))
    assert {keys[number] for number in told} <= stored
    assert Answer.objects.count() == len(stored) * len(answers)
    # Who is not in has lost nothing: what they wrote waits where they left it.
    waiting = set(Draft.objects.values_list("key", flat=True))
    assert waiting == set(keys) - stored
