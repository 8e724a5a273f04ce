"""The command behind `make demo`, once the demonstration is loaded."""

import os
import socket
from contextlib import nullcontext
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Site

from core.management.commands import serve
from core.serving import server
from home.demonstration import accounts, answering, clock, paperwork
from home.demonstration.liveable import item
from home.management.commands import demo
from home.roles import ROLES
from polls.models import Response
from polls.models.responses import Missing
from tests.panel.factories import make_council, make_membership, make_user
from tests.polls.factories import make_questionnaire

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
    site = Site.objects.get(is_default_site=True)
    assert (site.hostname, site.port) == ("127.0.0.1", 8765)
    for account in accounts.to_sign_in_with():
        assert account.email in said.getvalue()


def test_a_port_that_is_in_use_is_told_in_plain_words_before_anything_is_made():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandError) as refused:
            call_command("demo", port=port)
    assert str(refused.value) == (
        f"Port {port} is in use. Choose another, for example: make demo PORT={port + 1}"
    )


def test_somebody_stands_for_each_role_with_something_to_see():
    shown = {account.group for account in accounts.STAFF if account.sees}
    assert ROLES.keys() <= shown


def test_the_page_to_sign_in_lists_them_in_the_demonstration_alone(client):
    listed = 'value="approver@example.org"'
    make_council(is_demonstration=True)
    assert listed not in client.get("/account/login/").text
    make_user(email=accounts.RESIDENT)
    assert listed in client.get("/account/login/").text
    make_council(is_demonstration=False)
    assert listed not in client.get("/account/login/").text


def test_who_audits_finds_whom_the_administrator_looked_at(client):
    staff = accounts.make_staff()
    members = [make_membership() for _one in range(60)]
    paperwork.ask_for_own_data(staff["admin@example.org"], members)
    paperwork.look_up(staff["admin@example.org"], members)

    client.force_login(staff["auditor@example.org"])
    shown = client.get("/audit/looks/").text
    assert "Nobody has been looked at yet" not in shown
    assert "Alex Adeyemi" in shown and "Administrators" in shown
    assert "To correct what is held on a member" in shown and "To look for a member" in shown
    assert "Request for one’s own data" in shown
    assert not any(member.user.email in shown for member in members)


def test_answers_that_are_written_at_once_read_as_those_that_are_sent():
    given = {
        "scale": (7, {"number": 7}),
        "number": (Decimal("2.50"), {"amount": Decimal("2.50")}),
        "date": (date(2026, 3, 27), {"day": date(2026, 3, 27)}),
        "text": ("In words", {"text": "In words"}),
        "short": ("", {"missing": Missing.SKIPPED}),
        "single": (None, {"missing": Missing.DONT_KNOW}),
    }
    page = make_questionnaire(
        [item(at, code=kind, kind=kind, wording=kind) for at, kind in enumerate(given)]
    )
    response = Response(page=page, key="k", **answering.numbers_of(page, "only", 1))

    answering.store(page, [response], [{kind: value for kind, (value, _kept) in given.items()}])

    stored = {answer.item.code: answer for answer in response.answers.select_related("item")}
    for kind, (_value, kept) in given.items():
        fields = {"number": None, "amount": None, "day": None, "text": "", "missing": ""} | kept
        assert {name: getattr(stored[kind], name) for name in fields} == fields
