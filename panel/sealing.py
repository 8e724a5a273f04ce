"""Have the database itself refuse to change or delete what was drawn, asked and chosen.

The triggers are dropped before each migration and made again after it: SQLite forgets those of a
table that a migration rebuilds, and no column goes while one watches it. `seals_lifted` is the one
way to delete what was drawn, for erasure by law and for nothing else. What a person chose goes with
them once their account is closed, and not before.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connections, transaction

from panel.models import (
    Consent,
    Draw,
    DrawMember,
    LookedAt,
    QuestionSet,
    Sample,
    SampleMember,
    ShownText,
    User,
)

REFUSAL = "What was drawn cannot be changed."
ASKED = "A set of questions never changes. Load a new edition."
CHOSEN = "What somebody chose stays on record. A new choice is a new row."
LOOKED = "Whom staff were shown stays on record."
STAYS = "The choices of somebody whose account is open stay on record."


@dataclass(frozen=True)
class Seal:
    """A trigger: which event on which table is refused, when, and in which words."""

    name: str
    event: str
    table: str
    when: str = "1 = 1"
    refusal: str = REFUSAL


def columns_but(model, *names: str) -> str:
    """List the columns of a table that are never changed once a row is sealed."""
    fields = model._meta.concrete_fields
    return ", ".join(str(field.column) for field in fields if field.name not in names)


def seals_of_draws() -> tuple[Seal, ...]:
    draws, members = Draw._meta.db_table, DrawMember._meta.db_table
    was_drawn = "OLD.state IN ('drawn', 'superseded')"
    is_sealed = "OLD.state IN ('published', 'drawn', 'superseded')"
    # The ways on: from a published list to the panel that its number chose, and to a later round.
    goes_back = (
        f"{is_sealed} AND NOT (OLD.state = 'published' AND NEW.state = 'drawn') "
        "AND NOT (OLD.state = 'drawn' AND NEW.state = 'superseded')"
    )
    kept = columns_but(Draw, "state", "number", "drawn_at", "text", "panels_text")
    # What was drawn by answers about oneself goes after its day, and is only ever emptied.
    emptied = (
        "OLD.kept_until IS NOT NULL AND OLD.kept_until < CURRENT_DATE "
        "AND NEW.text = '' AND NEW.panels_text = ''"
    )
    of_draw = f"SELECT 1 FROM {draws} WHERE id = OLD.draw_id"  # noqa: S608
    is_over = f"EXISTS ({of_draw} AND kept_until < CURRENT_DATE)"
    return (
        Seal("panel_draw_is_sealed", f"UPDATE OF {kept}", draws, is_sealed),
        Seal(
            "panel_draw_text_is_sealed",
            "UPDATE OF text, panels_text",
            draws,
            f"{is_sealed} AND NOT ({emptied})",
        ),
        Seal("panel_draw_number_is_sealed", "UPDATE OF number, drawn_at", draws, was_drawn),
        Seal("panel_draw_state_is_sealed", "UPDATE OF state", draws, goes_back),
        Seal("panel_draw_is_kept", "DELETE", draws, is_sealed),
        Seal("panel_drawmember_is_sealed", "UPDATE", members),
        Seal("panel_drawmember_is_kept", "DELETE", members, f"NOT {is_over}"),
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


def seals_of_profiles() -> tuple[Seal, ...]:
    sets, texts, choices = (m._meta.db_table for m in (QuestionSet, ShownText, Consent))
    people = User._meta.db_table
    is_here = f"EXISTS (SELECT 1 FROM {people} WHERE id = OLD.user_id AND is_active)"  # noqa: S608
    return (
        Seal("panel_questionset_is_sealed", "UPDATE", sets, refusal=ASKED),
        Seal("panel_showntext_is_sealed", "UPDATE", texts, refusal=CHOSEN),
        Seal("panel_consent_is_sealed", "UPDATE", choices, refusal=CHOSEN),
        Seal("panel_consent_stays", "DELETE", choices, is_here, STAYS),
    )


def seals_of_looking() -> tuple[Seal, ...]:
    """Let accounts that are deleted go from their rows, and nothing else change before its day."""
    table = LookedAt._meta.db_table
    to_another = (
        "(NEW.by_id IS NOT NULL AND (OLD.by_id IS NULL OR NEW.by_id <> OLD.by_id)) OR "
        "(NEW.person_id IS NOT NULL AND (OLD.person_id IS NULL OR NEW.person_id <> OLD.person_id))"
    )
    kept = columns_but(LookedAt, "by", "person")
    return (
        Seal("panel_lookedat_is_sealed", f"UPDATE OF {kept}", table, refusal=LOOKED),
        Seal("panel_lookedat_names_stay", "UPDATE OF by_id, person_id", table, to_another, LOOKED),
        Seal("panel_lookedat_is_kept", "DELETE", table, "OLD.kept_until > CURRENT_DATE", LOOKED),
    )


def all_seals() -> tuple[Seal, ...]:
    return (*seals_of_draws(), *seals_of_samples(), *seals_of_profiles(), *seals_of_looking())


def seal_tables(*, using: str, **_signal) -> None:
    """Make the triggers anew, after a migration."""
    make_these(all_seals(), using=using)


def make_these(seals: tuple[Seal, ...], *, using: str) -> None:
    """Make some triggers anew, where their tables are."""
    connection = connections[using]
    break_these(seals, using=using)
    make = make_in_postgresql if connection.vendor == "postgresql" else make_in_sqlite
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for seal in seals:
            if seal.table in there:
                make(cursor, seal)


def make_in_sqlite(cursor, seal: Seal) -> None:
    cursor.execute(
        f"CREATE TRIGGER {seal.name} BEFORE {seal.event} ON {seal.table} FOR EACH ROW "
        f"WHEN ({seal.when}) BEGIN SELECT RAISE(ABORT, '{seal.refusal}'); END"
    )


def make_in_postgresql(cursor, seal: Seal) -> None:
    """Look at other tables within the function: a condition on the trigger may not."""
    goes_on = "OLD" if seal.event == "DELETE" else "NEW"
    cursor.execute(
        f"CREATE OR REPLACE FUNCTION {seal.name}() RETURNS trigger AS $$ BEGIN "
        f"IF {seal.when} THEN RAISE EXCEPTION '{seal.refusal}' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"RETURN {goes_on}; END $$ LANGUAGE plpgsql"
    )
    cursor.execute(
        f"CREATE TRIGGER {seal.name} BEFORE {seal.event} ON {seal.table} "
        f"FOR EACH ROW EXECUTE FUNCTION {seal.name}()"
    )


def break_seals(*, using: str, **_signal) -> None:
    """Drop the triggers, so that a migration may rebuild their tables."""
    break_these(all_seals(), using=using)


def break_these(seals: tuple[Seal, ...], *, using: str) -> None:
    """Drop some triggers, if they are there."""
    connection = connections[using]
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for seal in seals:
            if seal.table in there:
                of_table = f" ON {seal.table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {seal.name}{of_table}")


@contextmanager
def seals_lifted(*, using: str = "default") -> Iterator[None]:
    """Let what was drawn be erased within this block; then seal it again, or undo all of it."""
    with transaction.atomic(using=using):
        break_seals(using=using)
        yield
        seal_tables(using=using)
