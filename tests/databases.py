"""One migrated database and a copy for each test process: migrating takes longest of all.

The same with the demonstration council for the processes that drive a browser.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
DEMONSTRATION, ITS_DATABASE = "TEST_DEMONSTRATION", "TEST_DEMONSTRATION_DATABASE"
# A migrated database on PostgreSQL to which nobody is connected, so that it can be copied.
SPARE = "TEST_SPARE_DATABASE"


def prepare(workers: int) -> None:
    """Migrate one test database, and copy it under the names that the workers will ask for."""
    connection = connect()
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    migrated = connection.settings_dict["NAME"]
    connection.close()
    for name in names_of_copies(connection, workers):
        copy_database(connection, migrated, name)
    if connection.vendor == "postgresql":
        os.environ[SPARE] = f"{migrated}_spare"
        copy_database(connection, migrated, os.environ[SPARE])


def begin_demonstration(var: Path) -> subprocess.Popen:
    """Begin to load the demonstration council into a copy, with its files in `var`.

    It is there to be copied when the process that is returned has ended; then
    TEST_DEMONSTRATION and TEST_DEMONSTRATION_DATABASE tell the browser tests where.
    """
    connection = connect()
    name = name_of_demonstration(connection, var)
    copy_database(connection, connection.settings_dict["TEST"]["NAME"], name)
    os.environ |= {DEMONSTRATION: str(var), ITS_DATABASE: str(name)}
    return subprocess.Popen(
        [sys.executable, "manage.py", "load_demonstration"],
        cwd=ROOT,
        env=environment_of_site(var, name),
        stdout=subprocess.DEVNULL,
    )


def make_site(var: Path) -> dict[str, str]:
    """Give a browser test's site a folder and a database of its own; return its environment."""
    connection = connect()
    name = name_of_demonstration(connection, var)
    if prepared := os.environ.get(DEMONSTRATION):
        shutil.copytree(prepared, var, dirs_exist_ok=True)
        if connection.vendor != "sqlite":
            copy_database(connection, os.environ[ITS_DATABASE], name)
        return environment_of_site(var, name)
    if connection.vendor != "sqlite":
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{name}"')
    env = environment_of_site(var, name)
    for command in (["migrate", "-v0"], ["load_demonstration"]):
        subprocess.run(  # noqa: S603
            [sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True
        )
    return env


def environment_of_site(var: Path, name: str | Path) -> dict[str, str]:
    """Return the environment in which a site of its own runs, with its mail in files."""
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "FOLKMOOT_VAR": str(var),
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
    }
    if url := os.environ.get("DATABASE_URL"):
        env["DATABASE_URL"] = f"{url.rpartition('/')[0]}/{name}"
    return env


def name_of_demonstration(connection, var: Path) -> str | Path:
    """Name a site's database: a file in its folder, or after its folder."""
    if connection.vendor == "sqlite":
        return var / "folkmoot.sqlite3"
    return f"{connection.settings_dict['TEST']['NAME']}_{var.name}"


def drop(workers: int) -> None:
    """Remove the database and all its copies."""
    connection = connect()
    migrated = connection.settings_dict["TEST"]["NAME"]
    if connection.vendor == "sqlite":
        for name in (migrated, *names_of_copies(connection, workers)):
            for left in (f"{name}", f"{name}-wal", f"{name}-shm"):
                Path(left).unlink(missing_ok=True)
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE datname = %s OR starts_with(datname, %s)",
            [migrated, f"{migrated}_"],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def copy_database(connection, original: str | Path, name: str | Path) -> None:
    if connection.vendor == "sqlite":
        shutil.copyfile(original, name)
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{original}"')


def connect():
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    django.setup()
    from django.db import connection

    return connection


def names_of_copies(connection, workers: int) -> list[str]:
    """Name the copies as pytest-django names the databases of its workers."""
    return [f"{connection.settings_dict['TEST']['NAME']}_gw{n}" for n in range(workers)]
