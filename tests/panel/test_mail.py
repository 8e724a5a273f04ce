"""Messages as they leave, and how to stop them."""

import pytest
from django.core import mail as post_box
from django.template.loader import render_to_string
from django.test import Client

from panel import mail
from panel.joining import leave_panel
from panel.models import Membership, StoppedAddress, User
from tests.panel.factories import make_council, make_membership, make_user, make_ward


@pytest.fixture(autouse=True)
def council(db):
    return make_council()


@pytest.fixture
def member():
    return make_membership(
        user=make_user(email="maya@example.org", display_name="Maya"), ward=make_ward(name="Easton")
    )


def send(user, kind, **headers):
    sent = mail.send(
        user,
        "panel/mail/welcome",
        {"ward": user.membership.ward},
        kind=kind,
        headers=headers,
    )
    return sent, post_box.outbox[-1] if post_box.outbox else None


def test_a_task_message_is_plain_text_and_can_be_stopped_in_one_click(member):
    sent, message = send(member.user, "task", **{"X-Round": "2"})
    stop = message.extra_headers["List-Unsubscribe"]
    assert sent is True
    assert stop.startswith("<http://127.0.0.1:8000/mail/stop/")
    assert mail.number_of(message.extra_headers.pop("Message-ID"), member.user.email)
    assert message.extra_headers == {
        "List-Unsubscribe": stop,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "X-Round": "2",
    }
    assert (message.from_email, message.reply_to) == (
        "Ask Bristol <panel@example.org>",
        ["panel@bristol.example.org"],
    )
    raw = message.message()
    assert (raw.get_content_type(), raw.is_multipart()) == ("text/plain", False)
    assert message.body.endswith(f"To stop these messages:\n{stop[1:-1]}\n")


def test_a_service_message_has_no_way_to_stop_and_comes_also_to_who_stopped(member):
    mail.stop(member.user)
    sent, message = send(member.user, "service")
    assert sent is True
    assert set(message.extra_headers) == {"Message-ID"}
    assert "stop" not in message.body


def test_one_click_stops_task_mail_without_signing_in_or_a_token_of_ours(member):
    _sent, message = send(member.user, "task")
    address = message.extra_headers["List-Unsubscribe"][1:-1].removeprefix("http://127.0.0.1:8000")
    program = Client(enforce_csrf_checks=True)
    answer = program.post(address, {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, "We write no more" in answer.text) == (200, True)
    assert "_auth_user_id" not in program.session
    assert send(member.user, "task")[0] is False
    assert Membership.objects.get().wants_news is False


def test_opening_the_link_only_asks(client, member):
    address = mail.stop_address(member.user).removeprefix("http://127.0.0.1:8000")
    page = client.get(address)
    assert "Stop our messages?" in page.text
    assert mail.has_stopped(member.user) is False


@pytest.mark.parametrize("token", ["x", "MQ:1tabcd:forged", "MQ"])
def test_a_forged_link_stops_nobody(client, member, token):
    assert client.post(f"/mail/stop/{token}/").status_code == 404
    assert mail.has_stopped(member.user) is False


def test_who_stopped_stays_stopped_after_leaving_and_can_ask_again(member):
    user = member.user
    mail.stop(user)
    address = user.email
    leave_panel(user)
    again = make_user(email=address.upper())
    assert StoppedAddress.objects.count() == 1
    assert address not in str(StoppedAddress.objects.values())
    assert mail.has_stopped(again) is True
    mail.resume(again)
    assert mail.has_stopped(again) is False


def test_hostile_words_cannot_add_a_header(member, council):
    council.name = "Ask\nBcc: everybody@example.org"
    council.save()
    User.objects.filter(pk=member.user_id).update(display_name="M\r\nBcc: x@example.org")
    member.refresh_from_db()
    _sent, message = send(member.user, "service")
    assert message.recipients() == ["maya@example.org"]
    assert message.message()["Bcc"] is None
    assert "\n" not in message.subject


@pytest.mark.parametrize("name", ["code", "no_account"])
def test_words_in_mail_are_not_escaped_as_if_they_were_a_page(name):
    text = render_to_string(
        f"account/email/{name}.txt",
        {"council": {"name": "Ask & Tell"}, "code": "X", "minutes": 10, "site_url": ""},
    )
    assert "Ask & Tell" in text
