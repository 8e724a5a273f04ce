"""Another process of the site, working in the database of a test that commits."""

import os
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]


def environment_beside(var: Path, **more: str) -> dict[str, str]:
    """Return the environment of a process with its files in `var` and this test's database."""
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "FOLKMOOT_VAR": str(var),
        **more,
    }
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        (var / "folkmoot.sqlite3").symlink_to(name)
    else:
        env["DATABASE_URL"] = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
    return env
