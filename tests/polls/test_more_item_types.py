"""Numbers, dates, a few of a list, and orders: from the page to the row and back."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from polls.models import Answer, Draft, Item, Response, Wave
from polls.responding import draft_so_far, submit_response, withdraw_response
from polls.storing import Unanswered
from tests.home.test_own_data import file_of
from tests.polls.factories import a_list, make_member, make_questionnaire
from tests.polls.test_answering import text

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def a_number(**fields):
    defaults = {"wording": "How long is your way?", "unit": "minutes", "highest": Decimal(240)}
    return Item(**{"kind": Item.Kind.NUMBER} | defaults | fields)


def a_date(**fields):
    defaults = {"wording": "When did you move in?", "latest": dt.date(2026, 6, 30)}
    return Item(**{"kind": Item.Kind.DATE} | defaults | fields)


def top(most, *labels, **fields):
    kind = {"kind": Item.Kind.MULTIPLE, "wording": "What matters most?", "most": most}
    return a_list(*labels or ("Trees", "Buses", "Shops", "Pools"), **kind | fields)


def an_order(*labels, **fields):
    kind = {"kind": Item.Kind.RANKING, "wording": "What comes first?"}
    return a_list(*labels or ("Trees", "Buses", "Shops"), **kind | fields)


class Questions:
    """A questionnaire of one item, and somebody who answers it."""

    def __init__(self, client, item):
        self.client, self.member = client, make_member()
        self.page = make_questionnaire([item])
        self.item = self.page.items.get()
        self.pks = {option.label: str(option.pk) for option in self.item.options.all()}
        self.address = f"/polls/{self.page.pk}/answer/only/1/"
        client.force_login(self.member)

    def post(self, **sent):
        return self.client.post(self.address, {f"answer{name}": v for name, v in sent.items()})

    def kept(self):
        return draft_so_far(user=self.member, page=self.page, wave=Wave.ONLY).answers[
            str(self.item.pk)
        ]

    def send(self):
        check = f"/polls/{self.page.pk}/answer/only/check/"
        words = text(self.client.get(check))
        assert self.client.post(check).status_code == 302
        assert Draft.objects.count() == 0
        return words

    def submit(self, answer):
        given = {self.item.pk: answer}
        return submit_response(user=self.member, page=self.page, wave=Wave.ONLY, answers=given)

    def refuses(self, *answers):
        for answer in answers:
            with pytest.raises(Unanswered):
                self.submit(answer)
        return Response.objects.count() == 0

    def comes_back(self, answer):
        """Send, look at one's own data, take back: the draft is what was sent."""
        sent = self.submit(answer)
        held = file_of(self.member)["answers"][0]["answers"]
        withdraw_response(page=self.page, receipt=sent.receipt)
        assert self.kept() == answer
        return held

    def places(self, **given):
        return self.post(**{f"-{self.pks[label]}": place for label, place in given.items()})


# ---- a number


def test_a_number_is_typed_checked_and_stored(client):
    asked = Questions(client, a_number())
    page = client.get(asked.address).text
    assert "From 0 to 240 minutes." in page
    assert '<label class="govuk-label" for="answer">Your answer, in minutes</label>' in page
    assert asked.post(**{"": " 1,20 "}).status_code == 422
    assert asked.post(**{"": "120 minutes"}).status_code == 302
    assert 'value="120"' in client.get(asked.address + "?change").text
    assert "120 minutes" in asked.send()
    assert Answer.objects.get().amount == 120


def test_a_wrong_number_is_given_back_beside_its_error(client):
    asked = Questions(client, a_number())
    answer = asked.post(**{"": "241"})
    assert answer.status_code == 422
    assert "Enter a number from 0 to 240 minutes" in answer.text
    assert 'href="#answer"' in answer.text
    assert 'value="241"' in answer.text
    assert "Enter a number, or choose “I do not know”" in asked.post().text
    both = asked.post(**{"": "12", "-unknown": "dk"})
    assert "Enter a number, or choose “I do not know”, not both" in both.text
    assert 'value="12"' in both.text
    assert Draft.objects.count() == 0


def test_who_does_not_know_a_number_says_so_where_it_is_offered(client):
    asked = Questions(client, a_number())
    assert asked.post(**{"-unknown": "dk"}).status_code == 302
    assert 'value="dk" checked' in client.get(asked.address + "?change").text
    assert "I do not know" in asked.send()
    assert Answer.objects.get().missing == "-8"


def test_without_that_box_it_is_no_answer(client):
    asked = Questions(client, a_number(has_dont_know=False))
    assert "I do not know" not in client.get(asked.address).text
    assert asked.post(**{"-unknown": "dk"}).status_code == 422
    assert asked.refuses("dk")


def test_a_number_past_the_form_is_refused_too(client):
    asked = Questions(client, a_number())
    assert asked.refuses("241", "-1", "twelve", "2.5", ["12"], {"": "12"}, "NaN", "1e2")


def test_a_number_comes_back_as_it_was_sent(client):
    asked = Questions(client, a_number(has_decimals=True, unit="£"))
    assert asked.comes_back("12.5") == ["How long is your way? £12.50"]


# ---- a date


def test_a_date_is_given_in_three_boxes(client):
    asked = Questions(client, a_date())
    page = client.get(asked.address).text
    assert "30 June 2026 or earlier." in page
    for part in ("day", "month", "year"):
        assert f'id="answer-{part}" name="answer-{part}"' in page
    given = {"-day": "31", "-month": "6", "-year": "2026"}
    answer = asked.post(**given)
    assert answer.status_code == 422
    assert "Enter a real date" in answer.text
    assert 'href="#answer-day"' in answer.text
    assert 'value="31"' in answer.text
    late = asked.post(**given | {"-day": "1", "-month": "7"})
    assert "Enter a date that is 30 June 2026 or earlier" in late.text
    assert "The date needs a year too" in asked.post(**given | {"-year": ""}).text
    assert asked.post(**given | {"-day": "30"}).status_code == 302
    assert asked.kept() == "2026-06-30"
    assert 'value="30"' in client.get(asked.address + "?change").text
    assert "30 June 2026" in asked.send()
    assert Answer.objects.get().day == dt.date(2026, 6, 30)


def test_a_date_past_the_form_is_refused_too(client):
    assert Questions(client, a_date()).refuses("2026-07-01", "2026-02-30", "30 June", ["x"], 5)


def test_a_date_comes_back_as_it_was_sent(client):
    asked = Questions(client, a_date())
    assert asked.comes_back("2026-06-30") == ["When did you move in? 30 June 2026"]


def test_a_date_typed_before_signing_in_is_there_afterwards(client):
    asked = Questions(client, a_date())
    client.logout()
    asked.post(**{"-day": "30", "-month": "6", "-year": "20x"})
    client.force_login(asked.member)
    page = client.get(asked.address).text
    assert 'value="20x"' in page
    assert "You were signed out." in page


# ---- a few of a list


def test_more_than_may_be_chosen_are_given_back_ticked(client):
    asked = Questions(client, top(2))
    assert "Choose up to 2." in client.get(asked.address).text
    three = [asked.pks[label] for label in ("Trees", "Buses", "Pools")]
    answer = asked.post(**{"": three})
    assert answer.status_code == 422
    assert "Choose at most 2 answers" in answer.text
    assert answer.text.count(" checked") == 3
    assert asked.post(**{"": three[:2]}).status_code == 302
    asked.send()
    assert Answer.objects.count() == 2


def test_fewer_than_are_needed_are_refused_and_none_of_these_is_enough(client):
    item = top(3, "Trees", "Buses", "Shops", "None of these", fewest=2)
    options = list(item.options.all())
    options[3].is_exclusive = True
    item.options = options
    asked = Questions(client, item)
    assert "Choose 2 to 3." in client.get(asked.address).text
    assert "Choose at least 2 answers" in asked.post(**{"": [asked.pks["Trees"]]}).text
    assert asked.post(**{"": ["dk"]}).status_code == 302
    assert asked.post(**{"": [asked.pks["None of these"]]}).status_code == 302
    asked.send()


def test_too_many_past_the_form_are_refused_too(client):
    asked = Questions(client, top(2))
    assert asked.refuses(list(asked.pks.values())[:3], [*asked.pks.values()])


# ---- an order


def test_an_order_is_a_place_beside_each_answer(client):
    asked = Questions(client, an_order())
    page = client.get(asked.address).text
    assert "Give every answer a place." in page
    assert page.count("<select") == 3
    twice = asked.places(Trees="1", Buses="1", Shops="2")
    assert twice.status_code == 422
    assert "Give 1st place to one answer only" in twice.text
    assert twice.text.count(" selected") == 3
    assert "Give every answer a place" in asked.places(Trees="1").text
    assert asked.places(Trees="2", Buses="1", Shops="3").status_code == 302
    assert asked.kept() == [asked.pks["Buses"], asked.pks["Trees"], asked.pks["Shops"]]
    assert client.get(asked.address + "?change").text.count(" selected") == 3
    assert "1st: Buses 2nd: Trees 3rd: Shops" in asked.send()
    stored = Answer.objects.order_by("number").values_list("option__label", "number")
    assert list(stored) == [("Buses", 1), ("Trees", 2), ("Shops", 3)]


def test_an_order_may_stop_early_where_the_officer_says_so(client):
    asked = Questions(client, an_order(most=2))
    assert "Give a place to up to 2 answers." in client.get(asked.address).text
    assert "Give 1st place to an answer too" in asked.places(Shops="2").text
    assert asked.places(Shops="1").status_code == 302
    assert "1st: Shops" in asked.send()


def test_an_order_past_the_form_is_refused_too(client):
    asked = Questions(client, an_order())
    one, two, three = asked.pks.values()
    assert asked.refuses([one, one, two], [one, two], [one, two, "0"], [one, two, three, one], "x")


def test_an_order_comes_back_as_it_was_sent(client):
    asked = Questions(client, an_order(most=2))
    order = [asked.pks["Shops"], asked.pks["Trees"]]
    assert asked.comes_back(order) == ["What comes first? 1st: Shops; 2nd: Trees"]


def test_no_place_is_stored_twice_whatever_the_code_does(client):
    asked = Questions(client, an_order())
    one, two, three = asked.pks.values()
    response = asked.submit([one, two, three])
    rows = response.answers.order_by("number")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.filter(number=2).update(number=1)
    assert [str(row.option_id) for row in rows] == [one, two, three]


# ---- whatever the kind


@pytest.mark.parametrize("make", [a_number, a_date, an_order, lambda: top(2)])
@pytest.mark.parametrize("left", ["Words", "12", ["12", "13"], "2026-02-30", 7, "dk"])
def test_a_draft_from_before_the_question_was_changed_breaks_no_page(client, make, left):
    asked = Questions(client, make())
    key = asked.member.key_for(asked.page.subject)
    Draft.objects.create(page=asked.page, key=key, answers={str(asked.item.pk): left})
    check = f"/polls/{asked.page.pk}/answer/only/check/"
    assert client.get(asked.address + "?change").status_code == 200
    assert client.get(check).status_code == 200
    assert client.post(check).status_code == 302


@pytest.mark.parametrize("make", [a_number, a_date, an_order])
def test_who_may_skip_a_question_goes_on_with_nothing(client, make):
    asked = Questions(client, make(is_required=False))
    assert asked.post().status_code == 302
    assert "Not answered" in asked.send()
    assert Answer.objects.get().missing == "-6"
