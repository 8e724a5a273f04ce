"""A worker that is killed between "sending" and "sent": nobody is written to twice by accident."""

import os
import signal
import subprocess
import sys
import time
from email import message_from_bytes, policy
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from panel.messages.deciding import SENDING_LASTS, count_as_sent, send_again, sweep
from panel.messages.queueing import queue
from panel.models import Mailing, Message
from tests.panel.factories import make_council, make_membership, make_user
from tests.processes import ROOT, environment_beside

PATIENCE = 60  # seconds

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def environment(tmp_path):
    """The environment of another process that works in this test's database."""
    return environment_beside(
        tmp_path,
        STOPPED_AT=str(tmp_path / "stopped.eml"),
        EMAIL_BACKEND="tests.panel.stopping_mail.EmailBackend",
    )


@pytest.fixture
def mailing():
    make_council()
    mailing = Mailing.objects.create(
        purpose="welcome",
        about=1,
        subject="message-welcome-1",
        title="Welcome",
        kind="service",
        addressed_at=timezone.now(),
    )
    queue(mailing, [make_membership().user])
    return mailing


def kill_while_sending(environment) -> bytes:
    """Start a worker, kill it once it has handed the message over, and return the message."""
    mark = Path(environment["STOPPED_AT"])
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "post_messages"], cwd=ROOT, env=environment
    )
    try:
        until = time.monotonic() + PATIENCE
        while not mark.exists():
            assert worker.poll() is None, "The worker ended before it sent anything."
            assert time.monotonic() < until, "The worker sent nothing."
            time.sleep(0.05)
    finally:
        os.kill(worker.pid, signal.SIGKILL)
    assert worker.wait() == -signal.SIGKILL
    return mark.read_bytes()


def send() -> str:
    """Do what the next worker does, and return what it says."""
    said = StringIO()
    call_command("post_messages", stdout=said)
    return said.getvalue().strip()


def test_what_a_killed_worker_was_sending_waits_for_an_officer(environment, mailing):
    raw = kill_while_sending(environment)

    letter = message_from_bytes(raw, policy=policy.default)
    assert letter["Subject"] == "Welcome to Ask Bristol"
    message = Message.objects.get()
    assert (message.state, message.tries, message.sent_at) == ("sending", 1, None)

    assert send() == "Messages sent: 0"  # it may only be slow
    assert Message.objects.get().state == "sending"
    with time_machine.travel(timezone.now() + SENDING_LASTS * 2):
        sweep(now=timezone.now())
    assert Message.objects.get().state == "unknown"
    assert send() == "Messages sent: 0"  # nobody decides that but a person

    officer = make_user(is_staff=True)
    send_again(mailing=mailing, by=officer)
    assert send() == "Messages sent: 1"
    assert send() == "Messages sent: 0"
    message = Message.objects.get()
    assert (message.state, message.tries) == ("sent", 2)


def test_an_officer_may_count_it_as_sent(environment, mailing):
    kill_while_sending(environment)
    sweep(now=timezone.now() + SENDING_LASTS * 2)

    count_as_sent(mailing=mailing, by=make_user(is_staff=True))

    assert send() == "Messages sent: 0"
    message = Message.objects.get()
    assert (message.state, message.sent_at) == ("sent", message.claimed_at)
