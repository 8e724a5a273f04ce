"""Fifty people, each of whom sends two hundred times at the same moment."""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from core.refusals import Refused
from panel.models import User
from polls.models import Answer, QuestionnairePage, Response
from polls.responding import submit_response
from tests.polls.factories import answers_to, make_member, make_questionnaire

PEOPLE, ATTEMPTS = 50, 200


@pytest.fixture
def unhurried():
    """Let threads hand over where they wait for the database, not two hundred times a second."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.05)
    yield
    sys.setswitchinterval(before)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("unhurried")
def test_two_hundred_attempts_of_each_of_fifty_people_are_fifty_responses(site_tree):
    page = make_questionnaire()
    answers = answers_to(page, 4)
    people = [make_member().pk for _number in range(PEOPLE)]
    together = threading.Barrier(ATTEMPTS)

    def send_for_everybody(_number) -> list[str]:
        """Try once for each person, all threads for the same person at the same time."""
        outcomes = []
        try:
            own = QuestionnairePage.objects.get(pk=page.pk)
            users = User.objects.select_related("membership").in_bulk(people)
            for pk in people:
                together.wait(60)
                try:
                    submit_response(user=users[pk], page=own, wave="only", answers=answers)
                    outcomes.append("taken")
                except Refused:
                    outcomes.append("refused")
        except BaseException:
            together.abort()
            raise
        finally:
            connection.close()
        return outcomes

    with ThreadPoolExecutor(ATTEMPTS) as threads:
        by_thread = list(threads.map(send_for_everybody, range(ATTEMPTS)))

    for number in range(PEOPLE):
        assert [outcomes[number] for outcomes in by_thread].count("taken") == 1
    assert {outcome for outcomes in by_thread for outcome in outcomes} == {"taken", "refused"}
    assert Response.objects.count() == Response.objects.values("key").distinct().count() == PEOPLE
    assert Answer.objects.count() == PEOPLE * len(answers)
