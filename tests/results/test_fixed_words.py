"""What reports and files say of standard questions and feelings."""

import datetime as dt

import pytest
from django.utils import timezone

from polls.models import Wave
from results.answers import read_answers
from results.counts import count_answers
from results.exports.about_people import CAME
from results.exports.pseudonymous import people_table
from results.exports.tables import codebook
from results.questionnaire_report import build_questionnaire_report
from tests.polls.factories import make_questionnaire
from tests.polls.test_fixed_words import a_feeling, a_standard
from tests.results.factories import answer_all, publish
from tests.results.test_pages import address, text_of

pytestmark = pytest.mark.django_db


def closed(*items):
    now = timezone.now()
    opened, ended = now - dt.timedelta(days=9), now - dt.timedelta(days=1)
    return make_questionnaire(list(items), opens_at=opened, closes_at=ended)


def asked(*items, people):
    """Return the page and its results after people chose these option codes by question."""
    page = closed(*items)
    options = {
        (item.code, option.code): option
        for item in page.items.all()
        for option in item.options.all()
    }
    rows = [
        {code: options.get((code, chosen), chosen) for code, chosen in person.items()}
        for person in people
    ]
    answer_all(page, [(None, "", {Wave.ONLY: row}) for row in rows])
    report = build_questionnaire_report(poll=page, counts=count_answers(page), threshold=10)
    return page, {question.code: question for question in report.questions}


TRUTH = [  # E1.2: condition, effect, and what follows; "" is missing
    ("no", "-7", 0),
    ("yes", "a-lot", 1),
    ("yes", "a-little", 1),
    ("yes", "not-at-all", 0),
    ("yes", "-6", -6),
    ("-9", "-7", -9),
    ("-6", "-7", -6),
]


@pytest.mark.parametrize(("condition", "effect", "disabled"), TRUTH)
def test_who_is_disabled_follows_by_the_truth_table(condition, effect, disabled):
    people = [{"condition": condition, "effect": effect}]
    page, _questions = asked(a_standard("condition"), people=people)
    table = people_table(page, read_answers(page), {})
    assert [column.name for column in table.columns][3 : -len(CAME) - 1] == [
        "condition",
        "effect",
        "disabled",
    ]
    assert table.rows[0][5] == disabled
    told = {row[0]: row for row in codebook(table).rows}
    assert "from condition and effect" in told["disabled"][8]


def test_the_public_sees_who_is_disabled_and_not_the_two_answers(client):
    people = [
        *[{"condition": "no", "effect": "-7"}] * 40,
        *[{"condition": "yes", "effect": "a-lot"}] * 12,
        *[{"condition": "yes", "effect": "not-at-all"}] * 3,
        *[{"condition": "-9", "effect": "-7"}] * 5,
    ]
    page, questions = asked(a_standard("condition"), people=people)
    assert list(questions) == ["disabled"]
    counts = {answer.label: answer.count for answer in questions["disabled"].answers}
    assert (questions["disabled"].n, counts) == (55, {"Disabled": 12, "Not disabled": 43})
    shown = text_of(client.get(address(publish(page))))
    assert "Worked out from two questions" in shown
    assert "Not at all" not in shown


def test_few_disabled_people_are_kept_back():
    people = [
        *[{"condition": "no", "effect": "-7"}] * 40,
        *[{"condition": "yes", "effect": "a-lot"}] * 4,
    ]
    _page, questions = asked(a_standard("condition"), people=people)
    assert {answer.count for answer in questions["disabled"].answers} == {"c"}


def test_lga_words_are_never_said_to_be_comparable(client):
    people = [{"lga-council": code} for code in "12345" for _person in range(10)]
    page, questions = asked(a_standard("lga-council"), people=people)
    assert [answer.count for answer in questions["lga-council"].answers] == [10] * 5 + [0]
    shown = text_of(client.get(address(publish(page))))
    assert "Not comparable with LGA polling, which asks people by telephone." in shown


def test_feelings_are_counted_and_comments_are_for_analysts_only(client):
    people = [{"mood": code} for code in ("mad", "sad", "glad") for _person in range(12)]
    page, questions = asked(a_feeling(code="mood"), people=people)
    assert {a.label: a.count for a in questions["mood"].answers} == {
        "Mad": 12,
        "Sad": 12,
        "Glad": 12,
    }
    page.responses.first().answers.update(text="Ring me on 0117 496 0123")
    assert "Ring me" not in text_of(client.get(address(publish(page))))
    table = people_table(page, read_answers(page), {})
    assert [column.name for column in table.columns][3 : -len(CAME) - 1] == ["mood", "mood__w"]
    assert "Ring me on [phone]" in [row[4] for row in table.rows]
