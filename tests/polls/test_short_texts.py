"""Texts of one line and of many, with a limit and a count."""

import pytest

from polls.completeness import faults_of_length
from polls.models import Answer, Item
from polls.responding import submit_response
from polls.storing import Unanswered
from results.answers import read_answers
from results.exports.pseudonymous import people_table
from results.questionnaire_report import report_on
from tests.polls.factories import answers_to, make_member, make_questionnaire
from tests.polls.test_answering import at, text

pytestmark = pytest.mark.django_db


def a_line(**fields):
    return Item(**{"kind": Item.Kind.SHORT, "wording": "Which street?"} | fields)


def test_a_line_is_counted_kept_to_its_limit_and_stored_as_words(client):
    page = make_questionnaire([a_line(longest=12), a_line(kind=Item.Kind.TEXT, longest=20)])
    member = make_member()
    client.force_login(member)
    first = client.get(at(page, "only", "1/")).text
    assert 'data-maxlength="12"' in first and "<textarea" not in first
    assert "maxlength=" not in first.replace("data-maxlength=", "")  # people may go over, and cut
    answer = client.post(at(page, "only", "1/"), {"answer": "Mina Road and York Road"})
    assert answer.status_code == 422
    assert "Your answer is too long. Keep it to 12 characters" in text(answer)
    assert "Mina Road and York Road" in answer.text
    assert client.post(at(page, "only", "1/"), {"answer": "Mina Road"}).status_code == 302
    assert 'data-maxlength="20"' in client.get(at(page, "only", "2/")).text
    client.post(at(page, "only", "2/"), {"answer": "It floods."})
    client.post(at(page, "only", "check/"), {"version": "1"})
    assert list(Answer.objects.order_by("pk").values_list("text", flat=True)) == [
        "Mina Road",
        "It floods.",
    ]
    sheet = read_answers(page)
    table = people_table(page, sheet, {})
    said = dict(zip(table.header, table.rows[0], strict=True))
    assert (said["q1"], said["q2"]) == ("Mina Road", "It floods.")
    report = report_on(page, threshold=10)
    assert report.questions == ()  # nobody's words are published


def test_a_required_line_cannot_be_sent_empty():
    page = make_questionnaire([a_line()])
    with pytest.raises(Unanswered):
        submit_response(user=make_member(), page=page, wave="only", answers=answers_to(page, "  "))


@pytest.mark.parametrize(
    ("kind", "longest", "is_fine"),
    [
        ("short", 200, True),
        ("short", 201, False),
        ("text", 4000, True),
        ("text", None, True),
        ("scale", 10, False),
    ],
)
def test_limits_that_an_officer_may_set(kind, longest, is_fine):
    faults = list(faults_of_length({"kind": kind, "longest": longest}))
    assert (not faults) == is_fine
