"""The command behind `make demo`, once the demonstration is loaded."""

import os
from contextlib import nullcontext
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from core.management.commands import serve
from core.serving import server
from home.demonstration import clock
from home.management.commands import demo

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("offset", range(7))
def test_committees_decide_on_working_days(offset):
    decided, meant = clock.working_day(offset), clock.day(offset).date()
    assert decided.weekday() < 5
    assert 0 <= (decided - meant).days <= 2


@pytest.mark.parametrize(
    ("decided", "since"),
    [(date(2026, 1, 31), "1 February"), (date(2026, 11, 23), "1 December")],
)
def test_what_was_decided_holds_from_the_next_month(decided, since):
    assert clock.month_after(decided).startswith(since)


class Worker:
    """Stands for the second process, which sends mail."""

    stopped = False

    def terminate(self):
        self.stopped = True


@pytest.fixture
def worker(monkeypatch, settings):
    worker = Worker()
    monkeypatch.setattr(demo.subprocess, "Popen", lambda *args, **kwargs: nullcontext(worker))
    monkeypatch.setattr(demo.Command, "gather_static_files", lambda self: None)
    monkeypatch.setattr(demo, "is_loaded", lambda: True)
    monkeypatch.setattr(serve.Command, "_warm_up", lambda self: None)
    # Noted before it goes, so that what the command sets is undone after the test.
    monkeypatch.setenv("SITE_URL", "http://elsewhere.example")
    monkeypatch.delenv("SITE_URL")
    settings.SITE_URL = settings.WAGTAILADMIN_BASE_URL = "http://elsewhere.example"
    return worker


def test_it_names_an_account_for_each_role_and_serves_until_stopped(worker, settings, monkeypatch):
    served = []

    class Server:
        failure = ""

        def __init__(self, application, *, endpoints, **options):
            served.extend(endpoints)

        def run(self):
            assert not worker.stopped

    monkeypatch.setattr(server, "LimitedServer", Server)
    said = StringIO()

    call_command("demo", port=8765, stdout=said)

    assert served == ["tcp:port=8765:interface=127.0.0.1"]
    assert worker.stopped
    # Messages lead back to this port, also those that the worker sends.
    assert settings.SITE_URL == os.environ["SITE_URL"] == "http://127.0.0.1:8765"
    for role in ("sam", "maya", "officer", "moderator", "analyst", "councillor", "expert"):
        assert f"{role}@example.org" in said.getvalue()
