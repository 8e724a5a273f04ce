"""A production site that would lose messages, rates or secrets does not start."""

import pytest
from django.core.checks import registry, run_checks
from django.test import override_settings

from core import checks

# Nothing here asks the database; only what the settings say of it is read.
pytestmark = pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")

PRODUCTION = "config.settings.production"
LONG, OTHER = "k" * 50, "p" * 50
REDIS_CACHE = "django.core.cache.backends.redis.RedisCache"
LOCAL_CACHE = "django.core.cache.backends.locmem.LocMemCache"
SMTP = "django.core.mail.backends.smtp.EmailBackend"
SOUND = {
    "SETTINGS_MODULE": PRODUCTION,
    "SECRET_KEY": LONG,
    "PARTICIPATION_SECRET": OTHER,
    "CACHES": {"default": {"BACKEND": REDIS_CACHE, "LOCATION": "redis://localhost:6379/0"}},
    "EMAIL_BACKEND": SMTP,
    "TEXTS": "",
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
    "DEBUG": False,
}


NOTIFY = {
    "TEXTS": "notify",
    "NOTIFY_API_KEY": f"panel-{'a' * 36}-{'b' * 36}",
    "NOTIFY_TEMPLATE": "c" * 36,
    "NOTIFY_CALLBACK_TOKEN": "d" * 40,
}


def found(**changed):
    with override_settings(**SOUND | changed):
        return [(error.id, error.msg) for check in checks.ALL for error in check(None)]


def test_a_sound_site_starts():
    assert found() == found(**NOTIFY) == []


@pytest.mark.parametrize(
    ("changed", "answer"),
    [
        (
            {"SECRET_KEY": "test-secret-key-not-for-production"},
            ("core.E002", "SECRET_KEY is a published example, which everybody can read."),
        ),
        ({"PARTICIPATION_SECRET": ""}, ("core.E002", "PARTICIPATION_SECRET is not set.")),
        (
            {"PARTICIPATION_SECRET": "test-participation-secret-not-for-production"},
            (
                "core.E002",
                "PARTICIPATION_SECRET is a published example, which everybody can read.",
            ),
        ),
        (
            {"PARTICIPATION_SECRET": "p" * 31},
            (
                "core.E002",
                "PARTICIPATION_SECRET is shorter than 32 characters, so it can be guessed.",
            ),
        ),
        (
            {"PARTICIPATION_SECRET": LONG},
            ("core.E003", "SECRET_KEY and PARTICIPATION_SECRET are the same."),
        ),
        (
            {"CACHES": {"default": {"BACKEND": LOCAL_CACHE}}},
            (
                "core.E004",
                "The cache is not shared, so each process would count tries at a code for itself.",
            ),
        ),
        *(
            (
                {"EMAIL_BACKEND": f"django.core.mail.backends.{kind}.EmailBackend"},
                ("core.E005", f"E-mail would not be sent: the {kind} backend keeps it here."),
            )
            for kind in ("console", "filebased", "locmem", "dummy")
        ),
        (
            {"DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3"}}},
            (
                "core.E006",
                "The database is SQLite, which would turn votes away when many arrive at once.",
            ),
        ),
        (
            {"TEXTS": "outbox"},
            ("core.E008", "Texts would not be sent: the outbox keeps them here."),
        ),
        (
            {"TEXTS": "carrier pigeon"},
            (
                "core.E008",
                "Texts would not be sent: TEXTS is “carrier pigeon”, and can be notify or empty.",
            ),
        ),
        (
            NOTIFY | {"NOTIFY_API_KEY": ""},
            ("core.E008", "Texts would not be sent: NOTIFY_API_KEY is none."),
        ),
        (
            NOTIFY | {"NOTIFY_TEMPLATE": ""},
            ("core.E008", "Texts would not be sent: NOTIFY_TEMPLATE is not set."),
        ),
        (
            NOTIFY | {"NOTIFY_CALLBACK_TOKEN": "short"},
            (
                "core.E008",
                "Texts would not be sent: NOTIFY_CALLBACK_TOKEN is shorter than 32 characters.",
            ),
        ),
        (
            {"DEBUG": True},
            (
                "core.E007",
                "DEBUG is on, so a fault would show people's data and the site's insides to "
                "everybody.",
            ),
        ),
        (
            {"ERASURES_FILE": "/etc/passwd/erasures.txt"},
            ("core.E009", "The list of erasures cannot be written: /etc/passwd/erasures.txt."),
        ),
    ],
)
def test_each_fault_is_told_in_words(changed, answer):
    assert found(**changed) == [answer]


def test_nothing_is_demanded_of_a_small_server():
    faults = {"SECRET_KEY": "short", "PARTICIPATION_SECRET": "short", "DEBUG": True}

    assert found(SETTINGS_MODULE="config.settings.embedded", **faults) == []


def test_the_secrets_of_these_tests_are_refused(settings):
    assert {settings.SECRET_KEY, settings.PARTICIPATION_SECRET} <= checks.KNOWN_SECRETS


def test_every_command_that_serves_runs_them():
    assert set(checks.ALL) <= registry.registry.registered_checks
    small = {
        "REDIS_URL": "",
        "CHANNEL_LAYERS": {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}},
        "CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    }
    with override_settings(SETTINGS_MODULE=PRODUCTION, DEBUG=True, **small):
        assert {"core.E001", "core.E004", "core.E007"} <= {error.id for error in run_checks()}
