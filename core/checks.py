"""Refuses to start a production site that would lose messages, rates or secrets.

That live news reaches every process is demanded in `core.live.checks`.
"""

import os
import shlex
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

SHORTEST_SECRET = 32
SHORTEST_KEY = 73  # two ids of GOV.UK Notify and a dash, after the name of the key
# What our own tests, examples and words say is known to everybody.
KNOWN_SECRETS = {
    "test-secret-key-not-for-production",
    "test-participation-secret-not-for-production",
    "fifty-random-characters",
    "another-fifty-random-characters",
}
MAKE_ONE = 'Make one with: python -c "import secrets; print(secrets.token_urlsafe(50))"'
CACHES_OF_ONE_PROCESS = ("LocMemCache", "DummyCache", "FileBasedCache")
MAIL_THAT_STAYS_HERE = ("console", "filebased", "locmem", "dummy")


def in_production() -> bool:
    return str(settings.SETTINGS_MODULE).endswith(".production")


def secrets_are_secret(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Demand two secrets that differ, that nobody can guess and that no book prints."""
    if not in_production():
        return []
    found: list[CheckMessage] = []
    for name in ("SECRET_KEY", "PARTICIPATION_SECRET"):
        if fault := _fault_of(getattr(settings, name, "")):
            found.append(Error(f"{name} {fault}.", hint=MAKE_ONE, id="core.E002"))
    if not found and settings.SECRET_KEY == settings.PARTICIPATION_SECRET:
        found.append(
            Error(
                "SECRET_KEY and PARTICIPATION_SECRET are the same.",
                hint=(
                    "A SECRET_KEY that leaks is replaced; PARTICIPATION_SECRET never can be, for "
                    "without it nobody finds their own answers again. Make PARTICIPATION_SECRET "
                    "another one now, before anybody has answered."
                ),
                id="core.E003",
            )
        )
    return found


def _fault_of(secret: str) -> str:
    if not secret:
        return "is not set"
    if secret in KNOWN_SECRETS:
        return "is a published example, which everybody can read"
    if len(secret) < SHORTEST_SECRET:
        return f"is shorter than {SHORTEST_SECRET} characters, so it can be guessed"
    return ""


def cache_is_shared(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Demand a cache in which the tries of all processes are counted together."""
    backend = str(settings.CACHES.get("default", {}).get("BACKEND", ""))
    if not in_production() or not backend.endswith(CACHES_OF_ONE_PROCESS):
        return []
    return [
        Error(
            "The cache is not shared, so each process would count tries at a code for itself.",
            hint=(
                "Limits on codes, votes and mail are counted in the cache. Set REDIS_URL, for "
                "example REDIS_URL=redis://localhost:6379/0, and leave CACHES to "
                "django.core.cache.backends.redis.RedisCache."
            ),
            id="core.E004",
        )
    ]


def mail_goes_out(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Demand mail that leaves the machine: a code by e-mail is the one way in."""
    kind = settings.EMAIL_BACKEND.removeprefix("django.core.mail.backends.").partition(".")[0]
    if not in_production() or kind not in MAIL_THAT_STAYS_HERE:
        return []
    return [
        Error(
            f"E-mail would not be sent: the {kind} backend keeps it here.",
            hint=(
                "People sign in with a code that is sent by e-mail: without it nobody gets in. Set "
                "EMAIL_URL, for example EMAIL_URL=smtp+tls://user:password@mail.example.gov.uk:587."
            ),
            id="core.E005",
        )
    ]


def texts_go_out(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Demand what texts need where they are on: who chose them would get no message at all."""
    found = [fault for fault in _faults_of_texts() if fault]
    hint = (
        "Set NOTIFY_API_KEY and NOTIFY_TEMPLATE as docs/operators.md says, or TEXTS= for a site "
        "without texts."
    )
    words = "Texts would not be sent: %s."
    return [Error(words % fault, hint=hint, id="core.E008") for fault in found]


def _faults_of_texts() -> list[str]:
    if settings.TEXTS not in ("", "outbox", "notify"):
        return [f"TEXTS is “{settings.TEXTS}”, and can be notify or empty"]
    if settings.TEXTS == "outbox" and in_production():
        return ["the outbox keeps them here"]
    if settings.TEXTS != "notify":
        return []
    is_weak = 0 < len(settings.NOTIFY_CALLBACK_TOKEN) < SHORTEST_SECRET
    return [
        "" if len(settings.NOTIFY_API_KEY) > SHORTEST_KEY else "NOTIFY_API_KEY is none",
        "" if settings.NOTIFY_TEMPLATE else "NOTIFY_TEMPLATE is not set",
        f"NOTIFY_CALLBACK_TOKEN is shorter than {SHORTEST_SECRET} characters" if is_weak else "",
    ]


def database_takes_parallel_votes(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Demand a database server: these settings have none of what makes SQLite safe to vote in."""
    if not in_production() or not _engine().endswith("sqlite3"):
        return []
    return [
        Error(
            "The database is SQLite, which would turn votes away when many arrive at once.",
            hint=(
                "Set DATABASE_URL to PostgreSQL, for example "
                "DATABASE_URL=postgres://folkmoot:secret@localhost:5432/folkmoot. A small site on "
                "SQLite runs with DJANGO_SETTINGS_MODULE=config.settings.embedded."
            ),
            id="core.E006",
        )
    ]


def _engine() -> str:
    return str(settings.DATABASES["default"]["ENGINE"])


def faults_are_not_shown(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Demand that a fault never shows settings and people's data to whoever meets it."""
    if not in_production() or not settings.DEBUG:
        return []
    return [
        Error(
            "DEBUG is on, so a fault would show people's data and the site's insides to everybody.",
            hint="Leave DEBUG to config/settings/production.py, where it is off.",
            id="core.E007",
        )
    ]


def erasures_can_be_noted(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Demand a place for the list by which a restored backup loses again who has left."""
    if not in_production():
        return []
    path = Path(settings.ERASURES_FILE)
    folder = next(above for above in path.parents if above.exists())
    may_be_made = not path.exists() and folder.is_dir() and os.access(folder, os.W_OK)
    if may_be_made or (path.is_file() and os.access(path, os.W_OK)):
        return []
    return [
        Error(
            f"The list of erasures cannot be written: {path}.",
            hint=(
                "Without it a restored backup brings back everybody who has left since. Set "
                "ERASURES_FILE to a file that the site may write, on a disk that the database is "
                "not on."
            ),
            id="core.E009",
        )
    ]


def files_can_be_looked_through(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Demand that the program that looks for viruses is there: no file could be sent without it."""
    command = getattr(settings, "ANTIVIRUS_COMMAND", "")
    if not command or shutil.which(shlex.split(command)[0]):
        return []
    return [
        Error(
            f"The program that looks files through for viruses cannot be found: {command}.",
            hint=(
                "Nobody could send a file. Install it, give its whole path in ANTIVIRUS_COMMAND, "
                "or leave ANTIVIRUS_COMMAND empty and have nothing look through files."
            ),
            id="core.E010",
        )
    ]


ALL = (
    files_can_be_looked_through,
    secrets_are_secret,
    cache_is_shared,
    mail_goes_out,
    texts_go_out,
    database_takes_parallel_votes,
    faults_are_not_shown,
    erasures_can_be_noted,
)
