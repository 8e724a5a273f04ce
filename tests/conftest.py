"""What many tests share."""

import gc
import inspect
import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from asgiref.sync import async_to_sync, sync_to_async
from channels.testing import WebsocketCommunicator
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client
from wagtail.models import Page

from config.asgi import application
from tests.parts import EMPTYING

# Collecting imports everything that lives as long as the process (see pytest_collection_finish).
gc.disable()

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


def pytest_collection_modifyitems(items):
    """Mark what asks for a database, and what empties its tables: each is a part of its own.

    A test that comes by `db` through a fixture says so nowhere else, and would be taken for one
    that can run while the databases are made.
    """
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark is None and "db" in item.fixturenames:
            item.add_marker("django_db")
        if "transactional_db" in item.fixturenames or (mark and mark.kwargs.get("transaction")):
            item.add_marker("empties_tables")
            if not any(word in item.path.read_text() for word in EMPTYING):
                raise pytest.UsageError(f"{item.path} must say one of {EMPTYING} to be run.")


def pytest_collection_finish():
    """Spare the collector of rubbish what lives as long as the process: half a million objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """Run `async def` tests on the thread that holds the test's database connection."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = pyfuncitem._fixtureinfo.argnames
    async_to_sync(pyfuncitem.obj)(**{name: pyfuncitem.funcargs[name] for name in names})
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Keep a front page with its two lists in the database: nearly every test begins with them.

    A database that tests have emptied has no root to put it under.
    """
    from tests.consultations.factories import make_home

    with django_db_blocker.unblock():
        if Page.objects.filter(depth=1).exists():
            make_home()


@pytest.fixture(autouse=True)
def pages_stay_out_of_the_indexes(monkeypatch):
    """Do not index each saved page for the CMS's search: it takes a fifth of a test's time."""
    for task in (
        "modelsearch.signal_handlers.insert_or_update_object_task",
        "wagtail.signal_handlers.update_reference_index_task",
    ):
        monkeypatch.setattr(task, NOT_INDEXED)


NOT_INDEXED = SimpleNamespace(enqueue=lambda *args: None)


@pytest.fixture(autouse=True)
def fresh_cache():
    """Rates and codes of one test never reach the next."""
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def signed_in_as_one_should_be(monkeypatch):
    """Whom a test signs in by force has proved a second step as well, as everybody in a role must.

    `tests.panel.factories.sign_in_by_code_alone` leaves the step out.
    """
    plain = Client.force_login

    def force_login(client, user, backend=None):
        plain(client, user, backend)
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": 0}]
        session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
        session.save()

    monkeypatch.setattr(Client, "force_login", force_login)


@pytest.fixture(autouse=True)
def log_can_be_emptied(request):
    """Close the accounts before tables are emptied: the log of choices is kept of open ones."""
    if request.node.get_closest_marker("empties_tables") is None:
        yield
        return
    request.getfixturevalue("_django_db_helper")
    yield
    get_user_model().objects.update(is_active=False)


@pytest.fixture(scope="session")
def shared_data():
    """The folder of reference files that may not be shipped; always there in CI."""
    if not SHARED.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"{SHARED} is missing, and CI always has it.")
        pytest.skip(f"not run: needs {SHARED}")
    return SHARED


@pytest.fixture
def listen():
    """Open a socket as somebody: `listen("/ws/polls/1/turnout/", user)`."""

    def connect(path, user=None):
        socket = WebsocketCommunicator(
            application, path, [(b"host", b"testserver"), (b"origin", b"http://testserver")]
        )
        socket.scope["user"] = user or AnonymousUser()
        return socket

    return connect


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """Run a domain function as a view would, then what it left for after the commit."""

    @sync_to_async
    def run(function, **arguments):
        with django_capture_on_commit_callbacks(execute=True):
            return function(**arguments)

    return run
