"""People under the lowest age: turned away with only a count kept, or welcome under rules."""

import pytest
import time_machine

from core.refusals import Refused
from panel.models import JoiningRefusal
from polls.models import Draft, Item, PublishingChoice, Response
from polls.models.respondents import Younger
from polls.publishing import change_choice
from polls.responding import submit_response
from polls.without_account import new_visitor
from tests.panel.factories import make_council
from tests.polls.factories import a_list, a_scale, answers_to, make_member, make_questionnaire
from tests.polls.test_answering import text
from tests.polls.test_open_to_anybody import NOW, at, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        make_council(minimum_age=16)
        yield traveller


def open_page(younger):
    identity = a_list("Yes", "No", code="identity", has_dont_know=False)
    identity.sensitivity = Item.Sensitivity.SENSITIVE
    items = [
        a_scale(1, code="one"),
        identity,
        Item(kind=Item.Kind.TEXT, wording="What else?", code="else"),
    ]
    return make_questionnaire(
        items, who_may_answer="anybody", younger=younger, publishes_responses=True
    )


def say_age(client, page, age):
    return client.post(at(page, "who/"), {"type": "resident", "age": age})


def test_who_is_too_young_is_counted_and_nothing_of_them_kept(client, clock):
    page = open_page(Younger.TURNED_AWAY)
    assert "Choose how old you are" in client.post(at(page, "who/"), {"type": "resident"}).text
    turned_away = say_age(client, page, "younger")
    assert "We have kept nothing" in turned_away.text
    assert not turned_away.cookies
    assert not Draft.objects.exists()
    assert list(JoiningRefusal.objects.values_list("reason", "count")) == [("too-young", 1)]
    # Who has begun and then says so is forgotten as well.
    say_age(client, page, "old-enough")
    client.post(at(page, "1/"), {"answer": "3"})
    assert Draft.objects.count() == 1
    say_age(client, page, "younger")
    assert (Draft.objects.count(), JoiningRefusal.objects.get().count) == (0, 2)
    with pytest.raises(Refused, match="too young"):
        answers = answers_to(page, 3) | {"about": {"type": "resident", "age": "younger"}}
        answers["about"]["was_asked"] = True
        submit_response(user=new_visitor(), page=page, wave="only", answers=answers)


def test_who_is_welcome_is_asked_nothing_sensitive_and_nothing_is_published(client, clock):
    page = open_page(Younger.WELCOME)
    assert say_age(client, page, "younger")["Location"] == at(page, "1/")
    assert client.post(at(page, "1/"), {"answer": "3"})["Location"] == at(page, "3/")
    assert client.get(at(page, "2/"))["Location"] == at(page, "3/")
    # After the last question nobody asks about publishing.
    assert client.post(at(page, "3/"), {"answer": "A swing"})["Location"] == at(page, "check/")
    assert client.get(at(page, "publishing/"))["Location"] == at(page, "check/")
    shown = text(client.get(at(page, "check/")))
    assert "Age Under 16 Change" in shown and "May we publish" not in shown
    send(client, page, clock)
    response = Response.objects.get()
    assert (response.is_younger, response.has_account) == (True, False)
    assert response.answers.get(item__code="identity").missing == "-7"
    assert PublishingChoice.objects.get().choice == "no"
    with pytest.raises(Refused, match="Nothing is published"):
        change_choice(page=page, response=response, choice="anonymous")


def test_who_is_old_enough_is_asked_everything_and_members_are_not_asked_their_age(client, clock):
    page = open_page(Younger.WELCOME)
    say_age(client, page, "old-enough")
    assert client.post(at(page, "1/"), {"answer": "3"})["Location"] == at(page, "2/")
    client.force_login(make_member())
    assert 'name="age"' not in client.get(at(page, "who/")).text


def test_nobody_is_asked_where_an_officer_says_nothing(client, clock):
    page = open_page(Younger.NOT_ASKED)
    assert say_age(client, page, "")["Location"] == at(page, "1/")
