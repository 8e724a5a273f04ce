"""Have the database itself refuse to change what was drawn.

The triggers are dropped before each migration and made again after it: SQLite forgets those of a
table that a migration rebuilds, and no column goes while one watches it. What is deleted is not
their matter: drawn rows are protected by their keys.
"""

from django.db import connections

from panel.models import Draw, DrawMember

REFUSAL = "A draw cannot be changed once it is drawn."
DRAWS, MEMBERS = Draw._meta.db_table, DrawMember._meta.db_table
FIXED = [field for field in Draw._meta.concrete_fields if field.name != "state"]
COLUMNS = ", ".join(str(field.column) for field in FIXED)
WAS_DRAWN = "OLD.state IN ('drawn', 'superseded')"
# The one way on is from drawn to superseded.
GOES_BACK = f"{WAS_DRAWN} AND NOT (OLD.state = 'drawn' AND NEW.state = 'superseded')"
SEALS = (
    ("panel_draw_is_sealed", f"UPDATE OF {COLUMNS}", DRAWS, WAS_DRAWN),
    ("panel_draw_state_is_sealed", "UPDATE OF state", DRAWS, GOES_BACK),
    ("panel_drawmember_is_sealed", "UPDATE", MEMBERS, "1 = 1"),
)


def seal_draws(*, using: str, **_signal) -> None:
    """Make the triggers anew, after a migration."""
    connection = connections[using]
    break_seals(using=using)
    with connection.cursor() as cursor:
        if not has_tables(connection, cursor):
            return
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION panel_refuse_change() RETURNS trigger AS $$ "
                f"BEGIN RAISE EXCEPTION '{REFUSAL}' "
                "USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql"
            )
            refuse = "EXECUTE FUNCTION panel_refuse_change()"
        else:
            refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for name, event, table, when in SEALS:
            cursor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} "
                f"FOR EACH ROW WHEN ({when}) {refuse}"
            )


def break_seals(*, using: str, **_signal) -> None:
    """Drop the triggers, so that a migration may rebuild their tables."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if has_tables(connection, cursor):
            for name, _event, table, _when in SEALS:
                of_table = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{of_table}")


def has_tables(connection, cursor) -> bool:
    return {DRAWS, MEMBERS} <= set(connection.introspection.table_names(cursor))
