"""One migrated database and a copy for each test process: migrating takes longest of all."""

import os
import shutil

import django


def prepare(workers: int) -> None:
    """Migrate one test database, and copy it under the names that the workers will ask for."""
    connection = connect()
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    migrated = connection.settings_dict["NAME"]
    connection.close()
    for name in names_of_copies(connection, workers):
        if connection.vendor == "sqlite":
            shutil.copyfile(migrated, name)
            continue
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{migrated}"')


def drop(workers: int) -> None:
    """Remove the database and its copies."""
    connection = connect()
    for name in (connection.settings_dict["TEST"]["NAME"], *names_of_copies(connection, workers)):
        if connection.vendor == "sqlite":
            for left in (f"{name}", f"{name}-wal", f"{name}-shm"):
                if os.path.exists(left):
                    os.remove(left)
            continue
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def connect():
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    django.setup()
    from django.db import connection

    return connection


def names_of_copies(connection, workers: int) -> list[str]:
    """Name the copies as pytest-django names the databases of its workers."""
    return [f"{connection.settings_dict['TEST']['NAME']}_gw{n}" for n in range(workers)]
