"""A receipt by e-mail: for whoever asks, and without a trace that links a person to answers."""

import re
from smtplib import SMTPException

import pytest
from django.core import mail
from django.db import connection

from polls.models import Response
from polls.responding import submit_response
from tests.polls.factories import answers_to, make_member, make_poll, make_questionnaire
from tests.polls.test_answering import text

pytestmark = pytest.mark.django_db


def send_answers(client, page, wave="only"):
    """Answer as a new member, signed in; return the member and the receipt."""
    member = make_member()
    client.force_login(member)
    response = submit_response(user=member, page=page, wave=wave, answers=answers_to(page, 5))
    return member, response.receipt


def ask_for_mail(client, page, receipt, wave="only"):
    address = f"/polls/{page.pk}/answer/{wave}/mail/"
    return client.post(address, {"receipt": receipt}, follow=True)


def everything_stored() -> dict[str, list]:
    """Return every row of every table."""
    with connection.cursor() as cursor:
        stored = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            stored[table] = sorted(map(repr, cursor.fetchall()))
    return stored


def test_a_receipt_is_mailed_to_the_person_who_asks_and_shown_again(client):
    page = make_questionnaire()
    member, receipt = send_answers(client, page)

    shown = ask_for_mail(client, page, receipt)

    (message,) = mail.outbox
    assert message.to == [member.email]
    assert message.subject == f"Your receipt: {page.title}"
    assert receipt in message.body
    assert f"/polls/{page.pk}/take-back/" in message.body
    assert f"We have sent it to {member.email}." in text(shown)
    assert receipt in text(shown)


def test_nothing_stored_links_the_person_who_asked_to_the_answers(client):
    page = make_poll("before")
    _member, receipt = send_answers(client, page, "before")
    client.get("/account/")
    before = everything_stored()

    ask_for_mail(client, page, receipt, "before")

    assert len(mail.outbox) == 1
    assert everything_stored() == before
    assert not any(receipt in row for rows in before.values() for row in rows)


def test_nobody_is_mailed_without_asking(client):
    page = make_questionnaire()
    client.force_login(make_member())
    answers = answers_to(page, 5)
    for number, value in enumerate(answers.values(), 1):
        client.post(f"/polls/{page.pk}/answer/only/{number}/", {"answer": value})
    shown = client.post(f"/polls/{page.pk}/answer/only/check/", follow=True)
    assert "E-mail me this receipt" in text(shown)
    assert Response.objects.count() == 1
    assert mail.outbox == []


@pytest.mark.parametrize("number", ["", "2222-2222-2222-2222"])
def test_only_the_number_of_ones_own_answers_is_mailed(client, number):
    page = make_questionnaire()
    _other, others_receipt = send_answers(client, page)
    send_answers(client, page)
    for receipt in (number, others_receipt):
        assert "We sent nothing." in text(ask_for_mail(client, page, receipt))
    assert mail.outbox == []


def test_a_person_is_mailed_three_times_at_most(client):
    page = make_questionnaire()
    _member, receipt = send_answers(client, page)
    answers = [text(ask_for_mail(client, page, receipt)) for _time in range(4)]
    assert len(mail.outbox) == 3
    assert "We have sent you this already." in answers[-1]


def test_a_message_that_cannot_be_sent_does_not_lose_the_number(client, monkeypatch):
    def fail(*_args, **_kwargs):
        raise SMTPException

    monkeypatch.setattr("polls.receipts.mail.send", fail)
    page = make_questionnaire()
    _member, receipt = send_answers(client, page)
    shown = text(ask_for_mail(client, page, receipt))
    assert "The message could not be sent." in shown
    assert re.search(receipt, shown)


def test_a_visitor_signs_in_first(client):
    page = make_questionnaire()
    _member, receipt = send_answers(client, page)
    client.logout()
    address = f"/polls/{page.pk}/answer/only/mail/"
    assert client.post(address, {"receipt": receipt}).url.startswith("/account/login/")
    assert mail.outbox == []
