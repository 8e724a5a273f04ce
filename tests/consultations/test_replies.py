"""We asked, you said, we did."""

from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser

from consultations.models import ConsultationPage, OutcomePage
from consultations.replies import LatestReplies
from polls.visitors import COOKIE
from tests.consultations.factories import (
    from_now,
    make_closed_consultation,
    make_home,
    make_outcome,
    make_subject,
)
from tests.panel.factories import make_ward

pytestmark = pytest.mark.django_db
URL = "/we-asked-you-said-we-did/"


def make_answered(title, *, days_ago=1, **fields) -> OutcomePage:
    wards = fields.pop("wards", ())
    outcome = make_outcome(make_closed_consultation(title=title, wards=wards, **fields))
    OutcomePage.objects.filter(pk=outcome.pk).update(first_published_at=from_now(days=-days_ago))
    return outcome


def make_overdue(title="A night bus", **fields) -> ConsultationPage:
    closed = from_now(weeks=-20)
    return make_closed_consultation(
        title=title, closes_at=closed, decision_by=(closed + timedelta(days=90)).date(), **fields
    )


def titles(answer) -> list[str]:
    return [row["title"] for row in answer.context["rows"]]


def test_overdue_stands_first_then_the_newest(client):
    make_answered("Older", days_ago=9)
    make_answered("Newer", days_ago=2)
    make_overdue("A night bus", delay_reason="The operator has not answered.")
    make_closed_consultation(title="In time")
    answer = client.get(URL)
    assert titles(answer) == ["A night bus", "Newer", "Older"]
    text = answer.content.decode()
    assert "Results overdue by 56 days" in text
    assert "The operator has not answered." in text
    assert titles(client.get(URL + "?overdue=1")) == ["A night bus"]


def test_results_without_an_outcome_are_overdue_six_weeks_after_the_decision():
    page = make_overdue()
    ConsultationPage.objects.filter(pk=page.pk).update(results_published_at=from_now(weeks=-12))
    page = ConsultationPage.objects.get()
    assert page.due == page.decision_by + timedelta(weeks=6)
    assert list(ConsultationPage.objects.overdue()) == [page]
    make_outcome(page)
    assert list(ConsultationPage.objects.overdue()) == []
    assert not ConsultationPage.objects.get().is_overdue


def test_filters_by_ward_subject_and_year(client):
    easton = make_ward(name="Easton")
    make_answered("Pool", wards=[easton], subject=make_subject("Leisure"))
    make_answered("Buses", wards=[make_ward()])
    OutcomePage.objects.filter(title__contains="did").update(decided_on=date(2026, 10, 6))
    assert titles(client.get(f"{URL}?ward={easton.code}")) == ["Pool"]
    assert titles(client.get(f"{URL}?subject=leisure")) == ["Pool"]
    assert len(titles(client.get(f"{URL}?year=2026"))) == 2
    assert len(titles(client.get(f"{URL}?year=2019"))) == 2  # not a year that is offered
    assert b"<script>alert" not in client.get(URL, {"ward": "<script>alert(1)</script>"}).content


def test_an_empty_list_says_when_the_first_comes(client):
    make_home()
    assert "No answers yet" in client.get(URL).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_one_answer_and_three_cost_the_same(client, rows, django_assert_num_queries):
    for number in range(rows):
        make_answered(f"Answer {number}")
        make_overdue(f"Late {number}")
    client.cookies[COOKIE] = "served anew"
    client.get(URL)
    with django_assert_num_queries(5):
        client.get(URL)


def test_the_front_page_never_hides_an_overdue_answer():
    for number in range(4):
        make_answered(f"Answer {number}", days_ago=number + 1)
    make_overdue()
    rows = LatestReplies(AnonymousUser(), 3).rows()
    assert [row["title"] for row in rows] == ["Answer 0", "Answer 1", "A night bus"]


def test_an_outcome_shows_three_columns_the_decision_and_who_wrote(client):
    with time_machine.travel(from_now(days=-1)):
        outcome = make_outcome(took_part=934)
    text = client.get(outcome.url).content.decode()
    for words in (
        "Ten stay, four reopen.",
        "934 people took part",
        'href="https://bristol.example.org/minutes"',
        "Nadia Karim, engagement officer",
        "Tuesday 6 October",
    ):
        assert words in text
