"""What comes back from mail servers: an address is paused after one hard or three soft bounces."""

import io
import mailbox
from contextlib import closing
from email.message import EmailMessage

import pytest
from django.contrib.auth.models import Permission
from django.core import mail as post_box
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from panel import mail
from panel.messages.bounces import addresses_in_numbers, take_in
from panel.messages.delivery_reports import read_report
from panel.messages.permission import Permissions
from panel.models import Bounce, Membership, StoppedAddress
from panel.signing_in import note_proved
from tests.panel.factories import make_council, make_membership, make_user, make_ward

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def council():
    make_council()


@pytest.fixture
def member():
    user = make_user(email="maya@example.org", display_name="Maya")
    return make_membership(user=user, ward=make_ward()).user


def letter_to(user):
    """Return a letter as it left, with its headers."""
    mail.send(user, "panel/mail/welcome", {"ward": user.membership.ward}, kind="service")
    return post_box.outbox[-1].message()


def report(
    letter,
    *,
    status="5.1.1",
    action="failed",
    recipient="rfc822; maya@example.org",
    original="",
    headers_alone=False,
    with_letter=True,
) -> bytes:
    """Return a delivery report as RFC 3464 has it."""
    original = f"Original-Recipient: {original}\r\n" if original else ""
    parts = [
        "Content-Type: text/plain\r\n\r\nI'm sorry to have to inform you.\r\n",
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
        f"{original}Final-Recipient: {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 No such user\r\n",
    ]
    if with_letter:
        text = letter.as_string()
        if headers_alone:
            text = text.partition("\n\n")[0]
        kind = "text/rfc822-headers" if headers_alone else "message/rfc822"
        parts.append(f"Content-Type: {kind}\r\n\r\n{text}\r\n")
    body = "".join(f"--B\r\n{part}\r\n" for part in parts)
    head = (
        "From: MAILER-DAEMON@mx.example.org\r\nTo: panel@example.org\r\nMIME-Version: 1.0\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n'
    )
    return f"{head}\r\n{body}--B--\r\n".encode()


def complaint(letter) -> bytes:
    """Return a complaint as RFC 5965 has it."""
    return (
        "From: fbl@example.net\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="B"\r\n\r\n'
        "--B\r\nContent-Type: text/plain\r\n\r\nThis is an abuse report.\r\n"
        "--B\r\nContent-Type: message/feedback-report\r\n\r\n"
        "Feedback-Type: abuse\r\nUser-Agent: Some/1\r\nVersion: 1\r\n"
        "--B\r\nContent-Type: message/rfc822\r\n\r\n"
        f"{letter.as_string()}\r\n--B--\r\n"
    ).encode()


def refusal_to_write(user, kind) -> str:
    return Permissions([user]).refusal_to_write(user, kind)


def is_paused(user) -> bool:
    return refusal_to_write(user, "task") != ""


# ---- reading -------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers_alone", [True, False])
def test_a_hard_bounce_pauses_at_once_and_service_messages_still_go(member, headers_alone):
    counts = take_in([report(letter_to(member), headers_alone=headers_alone)])
    assert counts == {"hard": 1}
    assert is_paused(member)
    assert refusal_to_write(member, "service") == ""
    assert member.email not in str(list(Bounce.objects.values()))


@pytest.mark.parametrize("status", ["4.2.1", "4.4.7", "5.2.2", "5.7.1"])
def test_three_soft_bounces_pause_and_two_do_not(member, status):
    for _number in range(2):
        assert take_in([report(letter_to(member), status=status)]) == {"soft": 1}
    assert not is_paused(member)
    take_in([report(letter_to(member), status=status)])
    assert is_paused(member)


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_what_is_delayed_or_arrived_says_nothing(member, action):
    assert take_in([report(letter_to(member), action=action)]) == {"other": 1}
    assert not is_paused(member)


def test_one_report_counts_once_however_often_it_is_read(member):
    raw = report(letter_to(member), status="4.2.1")
    assert take_in([raw, raw, raw, raw]) == {"soft": 1, "known": 3}
    assert not is_paused(member)


def test_an_address_that_forwards_is_known_by_the_one_we_wrote_to(member):
    forwarded = "rfc822; maya@elsewhere.example"
    by_original = report(letter_to(member), recipient=forwarded, original="rfc822;maya@example.org")
    by_letter = report(letter_to(member), recipient=forwarded)
    assert take_in([by_original, by_letter]) == {"hard": 2}
    assert set(Bounce.objects.values_list("digest", flat=True)) == {mail.digest(member.email)}


def test_a_forged_report_pauses_nobody(member):
    other = make_membership(user=make_user(email="olu@example.org")).user
    of_another = report(letter_to(other))  # somebody returns their own letter, with Maya's address
    of_another = of_another.replace(b"To: olu@example.org", b"To: maya@example.org")
    without = report(letter_to(member), with_letter=False)
    made_up = letter_to(member)
    made_up.replace_header("Message-ID", "<0011223344556677.00112233445566778899@example.org>")
    assert take_in([of_another, without, report(made_up)]) == {"other": 3}
    assert not is_paused(member)


def test_a_complaint_stops_messages(member):
    assert take_in([complaint(letter_to(member))]) == {"complaint": 1}
    assert Membership.objects.get().wants_news is False
    assert StoppedAddress.objects.count() == 1


def test_a_complaint_of_who_left_stops_the_address(member):
    letter = letter_to(member)
    member.delete()
    assert take_in([complaint(letter)]) == {"complaint": 1}
    assert StoppedAddress.objects.get().digest == mail.digest("maya@example.org")


def test_proving_the_address_again_ends_the_pause(member):
    take_in([report(letter_to(member))])
    note_proved(member, member.email)
    assert not is_paused(member)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_a_fault(raw):
    assert read_report(raw) == []


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_report_that_was_cut_or_changed_never_names_another(data):
    letter = EmailMessage()
    letter["To"], letter["Message-ID"] = "maya@example.org", mail.sealed_id("maya@example.org")
    letter.set_content("Hello")
    raw = bytearray(report(letter))
    for _change in range(data.draw(st.integers(0, 5))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(raw)))
    assert {one.address for one in read_report(bytes(raw[:cut]))} <= {"maya@example.org"}


# ---- where they come from ------------------------------------------------------------------------


def run(*arguments) -> str:
    out = io.StringIO()
    call_command("read_bounces", *arguments, stdout=out)
    return out.getvalue()


def test_a_file_an_mbox_a_maildir_and_standard_input(member, tmp_path, monkeypatch):
    single, box, folder = tmp_path / "one.eml", tmp_path / "mbox", tmp_path / "Maildir"
    single.write_bytes(report(letter_to(member), status="4.2.1"))
    with closing(mailbox.mbox(box)) as messages:
        for _number in range(2):
            messages.add(report(letter_to(member), status="4.2.1"))
    with closing(mailbox.Maildir(folder)) as messages:
        messages.add(report(letter_to(member)))
        messages.add(b"Subject: Out of office\r\n\r\nBack on Monday.\r\n")
    assert run(str(single)).startswith("For good: 0. For now: 1.")
    assert run(str(box)).startswith("For good: 0. For now: 2.")
    assert run(str(folder)) == (
        "For good: 1. For now: 0. Complaints: 0. Known already: 0. "
        "Not about a message of ours: 1.\n"
    )
    stdin = io.TextIOWrapper(io.BytesIO(single.read_bytes()))
    monkeypatch.setattr("sys.stdin", stdin)
    assert "Known already: 1." in run()
    with pytest.raises(CommandError, match="There is no"):
        run(str(tmp_path / "nothing"))


# ---- what officers see ---------------------------------------------------------------------------


def test_officers_see_how_many_and_never_which(client, member):
    take_in([report(letter_to(member))])
    other = make_membership(user=make_user(email="olu@example.org")).user
    mail.stop(other)
    assert addresses_in_numbers("email") == {"hard": 1, "soft": 0, "stopped": 1}
    officer = make_user(is_staff=True)
    address = "/admin/mailings/addresses/"
    client.force_login(officer)
    assert client.get(address).status_code in (302, 403)
    codenames = ["access_admin", "view_mailing"]
    officer.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    assert address in client.get("/admin/mailing/").text
    page = client.get(address).text
    assert "Paused after a failure for good" in page
    assert "maya@example.org" not in page
