"""Fifty people, each of whom sends two hundred times at the same moment."""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from core.refusals import Refused
from panel.models import User
from polls.models import Answer, Draft, QuestionnairePage, Response
from polls.responding import submit_response
from tests.polls.factories import answers_to, make_member, make_questionnaire
from tests.polls.sending import send, serving, session_of

PEOPLE, ATTEMPTS = 50, 200
# Who comes second is told by the database, or by what stands there when they come.
ALREADY = ("Your answers are in already. They are counted once", "You sent your answers on ")
POSTS = 4  # of each person at once, where they come to the server as a browser sends them


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


@pytest.mark.django_db(transaction=True)
def test_four_posts_of_each_person_are_one_response_and_three_plain_answers(site_tree, tmp_path):
    page = make_questionnaire()
    answers = answers_to(page, 4)
    people = [make_member() for _number in range(PEOPLE)]
    keys = [person.key_for(page.subject) for person in people]
    Draft.objects.bulk_create(
        Draft(page_id=page.pk, wave="only", key=key, answers=answers) for key in keys
    )
    sessions = [session_of(person) for person in people]
    together = threading.Barrier(PEOPLE * POSTS)

    def send_as(attempt):
        together.wait(60)
        return send(f"{origin}/polls/{page.pk}/answer/only/check/", sessions[attempt // POSTS])

    with serving(tmp_path) as (_server, origin), ThreadPoolExecutor(PEOPLE * POSTS) as threads:
        outcomes = list(threads.map(send_as, range(PEOPLE * POSTS)))

    for number in range(PEOPLE):
        own = outcomes[number * POSTS : (number + 1) * POSTS]
        assert [answer.is_taken for answer in own].count(True) == 1
        for answer in own:
            if not answer.is_taken:
                assert answer.status == 403, answer
                assert any(words in answer.html for words in ALREADY)
                assert "Your answers are in</h1>" in answer.html
                assert "which were not sent" not in answer.html
    assert set(Response.objects.values_list("key", flat=True)) == set(keys)
    assert Response.objects.count() == PEOPLE
    assert Answer.objects.count() == PEOPLE * len(answers)
