"""A worker that is killed while it hands a text over: it is unknown, and never sent twice."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.core import mail as post_box
from django.utils import timezone

from panel.messages.deciding import SENDING_LASTS, send_again, sweep
from panel.messages.posting import post_round
from panel.messages.queueing import queue
from panel.models import Mailing, Message, MessageWishes, MobileNumber
from tests.consultations.factories import make_closed_consultation
from tests.panel.factories import make_council, make_membership, make_user
from tests.panel.notify import KEY, TEMPLATE, fake_notify
from tests.processes import ROOT, environment_beside

PATIENCE = 90  # seconds

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mailing():
    make_council()
    page = make_closed_consultation(title="Parks")
    user = make_membership().user
    MobileNumber.objects.create(user=user, number="+447700900123")
    MessageWishes.objects.create(user=user, channel="text")
    mailing = Mailing.objects.create(
        purpose="results",
        about=page.pk,
        subject="message-results-1",
        title="Parks",
        kind="task",
        addressed_at=timezone.now(),
    )
    queue(mailing, [user])
    return mailing


def environment_at(url: str, var: Path) -> dict[str, str]:
    """The environment of another process that texts from this test's database."""
    return environment_beside(
        var, NOTIFY_API_KEY=KEY, NOTIFY_TEMPLATE=TEMPLATE, NOTIFY_BASE_URL=url
    )


def test_a_text_that_was_handed_over_is_never_sent_twice(mailing, tmp_path, settings):
    with fake_notify() as server:
        taken, released = threading.Event(), threading.Event()
        server.on_text = lambda text: (taken.set(), released.wait(PATIENCE))
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "post_messages"],
            cwd=ROOT,
            env=environment_at(server.url, tmp_path),
        )
        assert taken.wait(PATIENCE), "The worker sent nothing."
        os.kill(worker.pid, signal.SIGKILL)
        assert worker.wait() == -signal.SIGKILL
        released.set()

        message = Message.objects.get()
        assert (message.state, message.channel, message.tries) == ("sending", "text", 1)
        sweep(now=timezone.now() + SENDING_LASTS * 2)
        assert Message.objects.get().state == "unknown"

        send_again(mailing=mailing, by=make_user(is_staff=True))
        settings.TEXTS, settings.NOTIFY_BASE_URL = "notify", server.url
        settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE = KEY, TEMPLATE
        assert post_round(now=timezone.now()) == 1
        assert (len(server.taken), len(server.asked), post_box.outbox) == (1, 1, [])
        message = Message.objects.get()
        assert (message.state, message.channel, message.tries) == ("sent", "text", 2)
