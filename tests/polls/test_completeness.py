"""What officers are told of a question that has too little, or something of another kind."""

import pytest
from django.core.exceptions import ValidationError

from polls.branching import Asked, faults_in, numbers_of, rule_in_words
from polls.models import QuestionnairePage, Wave
from polls.numbers import Numbers
from polls.responding import submit_response
from tests.polls.factories import (
    a_list,
    a_scale,
    answers_to,
    make_consultation,
    make_member,
    make_questionnaire,
    make_user,
)
from tests.polls.test_answering import text
from tests.polls.test_editing import LIST, a_poll_form, an_item
from tests.polls.test_more_item_types import a_number, an_order, top

pytestmark = pytest.mark.django_db
ELEVEN = tuple(("", str(n), "") for n in range(11))


def save(client, *items):
    form = a_poll_form(*items, opens_at="", closes_at="")
    parent = make_consultation()
    return client.post(f"/admin/pages/add/polls/questionnairepage/{parent.pk}/", form)


@pytest.fixture(autouse=True)
def officer(client):
    client.force_login(make_user(is_staff=True, is_superuser=True))


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (an_item(kind="number", lowest="9", highest="3"), "must be above the lowest."),
        (an_item(kind="number", lowest="1.5"), "Give a whole number, or allow decimals."),
        (an_item(kind="number", lowest="-1"), "Enter 0 or more"),
        (an_item(kind="number", options=LIST), "Only lists and grids have answers to choose from."),
        (an_item(unit="minutes"), "Only a number that people type has this."),
        (an_item(kind="date", earliest="2026-02-01", latest="2026-01-01"), "must be after the"),
        (an_item(kind="text", earliest="2026-02-01"), "Only a date has this."),
        (an_item(kind="single", options=LIST, most="1"), "Only where several answers can be"),
        (an_item(kind="multiple", options=LIST, most="3"), "There are only 2 answers"),
        (an_item(kind="multiple", options=LIST, most="1", fewest="2"), "less than “at least”"),
        (an_item(kind="ranking", options=LIST[:1]), "Add at least two answers"),
        (an_item(kind="ranking", options=LIST, fewest="1"), "Say at most how many get a place."),
        (an_item(kind="ranking", options=ELEVEN), "At most ten answers can be put in order."),
    ],
)
def test_officers_read_what_is_missing_or_too_much(client, item, words):
    answer = save(client, item)
    assert answer.status_code == 200
    assert words in text(answer)
    assert QuestionnairePage.objects.count() == 0


def test_officers_build_each_kind(client):
    answer = save(
        client,
        an_item(kind="number", lowest="1", highest="24", unit="hours", has_decimals="on"),
        an_item(kind="date", earliest="2026-01-01", latest="2026-12-31"),
        an_item(kind="multiple", options=LIST, fewest="1", most="1"),
        an_item(kind="ranking", options=LIST),
    )
    assert answer.status_code == 302, text(answer)[:3000]
    page = QuestionnairePage.objects.get()
    kinds = [item.kind for item in page.items.order_by("sort_order")]
    assert kinds == ["number", "date", "multiple", "ranking"]


@pytest.mark.parametrize(
    ("item", "answer", "limit", "part"),
    [
        (a_number(), lambda pks: "12", {"highest": 300}, "the highest number"),
        (top(2), lambda pks: pks[:2], {"most": 3}, "the most answers"),
        (an_order(), lambda pks: pks, {"most": 2}, "the most answers"),
    ],
)
def test_limits_are_locked_by_the_first_answer(item, answer, limit, part):
    page = make_questionnaire([item])
    stored = page.items.get()
    given = answer([str(option.pk) for option in stored.options.all()])
    submit_response(user=make_member(), page=page, wave=Wave.ONLY, answers=answers_to(page, given))
    for name, value in limit.items():
        setattr(stored, name, value)
    page.items = [stored]
    with pytest.raises(ValidationError, match=part):
        page.full_clean()


@pytest.mark.parametrize(
    ("numbers", "rule", "fault"),
    [
        (Numbers(highest=24), "a = 0-5", ""),
        (Numbers(highest=24), "a = dk", ""),
        (Numbers(lowest=1, highest=24), "a = 0", "a has no answer 0. It has 1-24, dk."),
        (Numbers(highest=100), "a = 5", "takes too many numbers for a rule to name"),
        (Numbers(), "a = 5", "takes too many numbers for a rule to name"),
        (Numbers(highest=9, has_decimals=True), "a = 5", "takes too many numbers"),
    ],
)
def test_what_follows_from_a_number(numbers, rule, fault):
    earlier = Asked("a", "number", has_dont_know=True, numbers=numbers_of("number", numbers))
    assert fault in faults_in([earlier, Asked("b", "text", rule=rule)]).get(1, "")


@pytest.mark.parametrize(
    ("kind", "options", "words"),
    [("date", (), "answered with a date"), ("ranking", ("1", "2"), "answered with an order")],
)
def test_nothing_follows_from_a_date_or_an_order(kind, options, words):
    earlier = Asked("a", kind, options=options, has_dont_know=True)
    assert words in faults_in([earlier, Asked("b", "text", rule="a = 1")])[1]


def test_a_question_follows_from_a_number(client):
    page = make_questionnaire(
        [a_number(code="a", highest=24), a_list(asked_if="a = 10-24"), a_scale()]
    )
    client.force_login(make_member())
    address = f"/polls/{page.pk}/answer/only/"
    assert client.post(address + "1/", {"answer": "9"})["Location"] == address + "3/"
    assert client.post(address + "1/", {"answer": "10"})["Location"] == address + "2/"
    assert rule_in_words(page.items.all()[1], page.items.all()) == (
        "Asked of those who answered 10–24 to “How long is your way?”."
    )
