"""The real command, told by environment variables alone, as on a council's server."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once  # environment variables, and no database
ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "SECRET_KEY": "8Q1vI2nNRu0u7nJd4vTg5e2mYxLkWz3aPqSbHc6Df9-_G7hKjXo",
    "PARTICIPATION_SECRET": "zR4tYw8qLm2xVb6nKc0pHs5dJf9gA3eTuXo7iZ1-_QrMvNyBkCl",
    "ALLOWED_HOSTS": "panel.example.gov.uk",
    "DATABASE_URL": "postgres://folkmoot:secret@127.0.0.1:1/folkmoot",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp+tls://user:password@127.0.0.1:1",
    "DEFAULT_FROM_EMAIL": "panel@example.gov.uk",
}


def check(**environment):
    """Run `manage.py check --deploy` with these variables and no others of ours."""
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_complete_environment_is_clean():
    done = check(**COMPLETE)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "System check identified no issues (4 silenced).\n"


def test_everything_that_is_missing_is_told_at_once():
    done = check()

    assert done.returncode == 1
    assert re.findall(r"(\w+) is not set\. Production does not start without it", done.stderr) == [
        *COMPLETE
    ]


def test_what_would_lose_mail_votes_or_secrets_does_not_start():
    done = check(
        **COMPLETE
        | {
            "PARTICIPATION_SECRET": COMPLETE["SECRET_KEY"],
            "EMAIL_URL": "consolemail://",
            "DATABASE_URL": "sqlite:///folkmoot.sqlite3",
        }
    )

    assert done.returncode == 1
    assert re.findall(r"\((core\.E\d+)\)", done.stderr) == ["core.E003", "core.E005", "core.E006"]
