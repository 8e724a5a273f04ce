"""A server that is killed while fifty people send their answers."""

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from polls.models import Answer, Draft, Response
from tests.polls.factories import answers_to, make_member, make_questionnaire
from tests.polls.sending import CUT_OFF, PATIENCE, Sent, send, serving, session_of

PEOPLE, ENOUGH = 50, 8  # and how many are told that their answers are in, before the end


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

    def send_as(number: int) -> Sent:
        answer = send(f"{origin}/polls/{page.pk}/answer/only/check/", sessions[number])
        if answer.is_taken:
            told.append(number)
            if len(told) >= ENOUGH:
                enough.set()
        return answer

    with serving(tmp_path) as (server, origin), ThreadPoolExecutor(PEOPLE) as threads:
        sending = [threads.submit(send_as, number) for number in range(PEOPLE)]
        assert enough.wait(PATIENCE), [one.result() for one in sending if one.done()]
        os.kill(server.pid, signal.SIGKILL)
        outcomes = [one.result() for one in sending]

    refused = {answer.status for answer in outcomes if not answer.is_taken}
    assert refused == {CUT_OFF}  # none, and it was killed too late to show anything
    stored = set(Response.objects.values_list("key", flat=True))
    assert {keys[number] for number in told} <= stored
    assert Answer.objects.count() == len(stored) * len(answers)
    # Who is not in has lost nothing: what they wrote waits where they left it.
    waiting = set(Draft.objects.values_list("key", flat=True))
    assert waiting == set(keys) - stored
