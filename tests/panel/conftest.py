"""The council's provider, for tests of signing in with it."""

import pytest
from django.conf import settings as site

from tests.panel.council_provider import council_provider
from tests.panel.factories import make_council


@pytest.fixture(scope="module")
def running():
    with council_provider() as provider:
        yield provider


@pytest.fixture
def provider(running, settings, db):
    make_council()
    running.reset()
    settings.STAFF_SIGN_ON = site.STAFF_SIGN_ON | {
        "issuer": running.issuer,
        "origins": [running.issuer],
    }
    return running
