"""Taking answers back with the account alone, as with a receipt, while the round is open."""

import pytest
from django.test import Client

from core.refusals import Refused
from polls.models import Answer, Draft, Response, Wave
from polls.responding import submit_response, withdraw_own_response
from tests.panel.factories import make_council, make_user
from tests.polls.factories import (
    answers_to,
    change,
    make_member,
    make_poll,
    make_questionnaire,
    move_to,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def council():
    return make_council()


def sent_by(member, page, wave=Wave.ONLY):
    return submit_response(user=member, page=page, wave=wave, answers=answers_to(page, 7, 8, 9))


def test_who_is_signed_in_needs_no_number(client):
    member, page = make_member(), make_questionnaire()
    sent_by(member, page)
    client.force_login(member)
    address = f"/polls/{page.pk}/take-back/"
    assert "You are signed in, so you need no number." in client.get(address).text
    answer = client.post(address, {"wave": "only"})
    assert "We have taken your answers back" in answer.text
    assert not Response.objects.exists()
    assert set(Draft.objects.get().answers.values()) == {7, 8, 9}
    assert "you need no number" not in client.get(address).text


def test_first_answers_go_for_good(client):
    member, poll = make_member(), make_poll("before")
    sent_by(member, poll, Wave.BEFORE)
    client.force_login(member)
    client.post(f"/polls/{poll.pk}/take-back/", {"wave": "before"})
    assert Response.objects.get().withdrawn_at
    assert not Answer.objects.exists()


def test_not_once_the_round_is_over_where_the_page_named_no_day(client):
    member, poll = make_member(), make_poll("before")
    sent_by(member, poll, Wave.BEFORE)
    change(type(poll).objects.filter(pk=poll.pk), anonymised_on=None)
    poll = move_to(poll, "after")
    with pytest.raises(Refused, match="This round has closed"):
        withdraw_own_response(user=member, page=poll, wave=Wave.BEFORE)
    client.force_login(member)
    address = f"/polls/{poll.pk}/take-back/"
    assert "you need no number" not in client.get(address).text
    answer = client.post(address, {"wave": "before"}, follow=True)
    assert "This round has closed" in answer.text
    assert Answer.objects.count() == 3


@pytest.mark.parametrize("who", ["visitor", "somebody else"])
def test_nobody_takes_back_the_answers_of_another(client, who):
    page = make_questionnaire()
    sent_by(make_member(), page)
    other = Client()
    if who != "visitor":
        other.force_login(make_user())
    answer = other.post(f"/polls/{page.pk}/take-back/", {"wave": "only"}, follow=True)
    assert answer.status_code in (200, 422)
    assert Response.objects.count() == 1


def test_where_no_day_is_named_it_is_said_what_comes_after(client):
    member, page = make_member(), make_questionnaire()
    change(type(page).objects.filter(pk=page.pk), anonymised_on=None)
    Draft.objects.create(
        page=page,
        wave="only",
        key=member.key_for(page.subject),
        answers={str(pk): value for pk, value in answers_to(page, 7, 8, 9).items()},
    )
    client.force_login(member)
    words = client.get(f"/polls/{page.pk}/answer/only/check/").text
    assert "You can take your answers back until" in words
    assert "Two years after the decision we destroy what leads from you to that code" in words
