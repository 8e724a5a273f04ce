"""A backup of all tables, and the way back to it, within the one transaction of a test."""

from django.core.cache import cache
from django.db import connection

from home.sealing import break_seals, seal_tables
from panel.sealing import seals_lifted

Backup = dict[str, tuple[list[str], list[tuple]]]


def take_backup() -> Backup:
    """Return every row of every table, with the names of its columns."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            found[table] = names, cursor.fetchall()
    return found


def restore(backup: Backup) -> None:
    """Put every table back as it was, as `pg_restore` does into an empty database."""
    now = take_backup()
    connection.check_constraints()
    using = connection.alias
    break_seals(using=using)
    with seals_lifted(), connection.cursor() as cursor:
        quote = connection.ops.quote_name
        changed = {table: rows for table, rows in backup.items() if now[table] != rows}
        for table in changed:
            cursor.execute(f"DELETE FROM {quote(table)}")
        for table, (names, rows) in changed.items():
            columns, marks = ", ".join(map(quote, names)), ", ".join(["%s"] * len(names))
            sentence = f"INSERT INTO {quote(table)} ({columns}) VALUES ({marks})"
            cursor.executemany(sentence, rows)
        connection.check_constraints()
    seal_tables(using=using)
    cache.clear()
