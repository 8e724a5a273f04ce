"""Have the database itself refuse to change or delete what was drawn.

The triggers are dropped before each migration and made again after it: SQLite forgets those of a
table that a migration rebuilds, and no column goes while one watches it. `seals_lifted` is the one
way to delete what was drawn, for erasure by law and for nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connections, transaction

from panel.models import Draw, DrawMember, Sample, SampleMember

REFUSAL = "What was drawn cannot be changed."


@dataclass(frozen=True)
class Seal:
    """A trigger: which event on which table is refused, and when."""

    name: str
    event: str
    table: str
    when: str = "1 = 1"


def columns_but(model, *names: str) -> str:
    """List the columns of a table that are never changed once a row is sealed."""
    fields = model._meta.concrete_fields
    return ", ".join(str(field.column) for field in fields if field.name not in names)


def seals_of_draws() -> tuple[Seal, ...]:
    draws, members = Draw._meta.db_table, DrawMember._meta.db_table
    was_drawn = "OLD.state IN ('drawn', 'superseded')"
    # The one way on is from drawn to superseded.
    goes_back = f"{was_drawn} AND NOT (OLD.state = 'drawn' AND NEW.state = 'superseded')"
    return (
        Seal("panel_draw_is_sealed", f"UPDATE OF {columns_but(Draw, 'state')}", draws, was_drawn),
        Seal("panel_draw_state_is_sealed", "UPDATE OF state", draws, goes_back),
        Seal("panel_draw_is_kept", "DELETE", draws, was_drawn),
        Seal("panel_drawmember_is_sealed", "UPDATE", members),
        Seal("panel_drawmember_is_kept", "DELETE", members),
    )


def seals_of_samples() -> tuple[Seal, ...]:
    samples, members = Sample._meta.db_table, SampleMember._meta.db_table
    may_change = ("page", "state", "withdrawn_because", "sent_at")
    # Pages may be deleted; then the text alone says which it was.
    to_another = "NEW.page_id IS NOT NULL AND (OLD.page_id IS NULL OR NEW.page_id <> OLD.page_id)"
    return (
        Seal("panel_sample_is_sealed", f"UPDATE OF {columns_but(Sample, *may_change)}", samples),
        Seal("panel_sample_page_is_sealed", "UPDATE OF page_id", samples, to_another),
        Seal(
            "panel_sample_state_is_sealed",
            "UPDATE OF state, withdrawn_because",
            samples,
            "NOT (OLD.state = 'drawn' AND NEW.state = 'withdrawn')",
        ),
        Seal(
            "panel_sample_sent_is_sealed", "UPDATE OF sent_at", samples, "OLD.sent_at IS NOT NULL"
        ),
        Seal("panel_sample_is_kept", "DELETE", samples),
        Seal("panel_samplemember_is_sealed", "UPDATE", members),
        Seal("panel_samplemember_is_kept", "DELETE", members),
    )


def all_seals() -> tuple[Seal, ...]:
    return (*seals_of_draws(), *seals_of_samples())


def seal_draws(*, using: str, **_signal) -> None:
    """Make the triggers anew, after a migration."""
    connection = connections[using]
    break_seals(using=using)
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION panel_refuse_change() RETURNS trigger AS $$ "
                f"BEGIN RAISE EXCEPTION '{REFUSAL}' "
                "USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql"
            )
            refuse = "EXECUTE FUNCTION panel_refuse_change()"
        for seal in all_seals():
            if seal.table in there:
                cursor.execute(
                    f"CREATE TRIGGER {seal.name} BEFORE {seal.event} ON {seal.table} "
                    f"FOR EACH ROW WHEN ({seal.when}) {refuse}"
                )


def break_seals(*, using: str, **_signal) -> None:
    """Drop the triggers, so that a migration may rebuild their tables."""
    connection = connections[using]
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for seal in all_seals():
            if seal.table in there:
                of_table = f" ON {seal.table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {seal.name}{of_table}")


@contextmanager
def seals_lifted(*, using: str = "default") -> Iterator[None]:
    """Let what was drawn be erased within this block; then seal it again, or undo all of it."""
    with transaction.atomic(using=using):
        break_seals(using=using)
        yield
        seal_draws(using=using)
