"""Have the database itself refuse to change what was drawn in a deliberative poll.

Rows go with their poll. A key may give way to one that leads nowhere (`polls/retention.py`); which
arm or group it was drawn into may not.
"""

from __future__ import annotations

from panel.sealing import Seal, break_these, make_these
from polls.models import AssignedPlace, Assignment


def seals() -> tuple[Seal, ...]:
    places = AssignedPlace._meta.db_table
    return (
        Seal("polls_assignment_is_sealed", "UPDATE", Assignment._meta.db_table),
        Seal("polls_assignedplace_is_sealed", "UPDATE OF assignment_id, number", places),
    )


def seal_tables(*, using: str, **_signal) -> None:
    make_these(seals(), using=using)


def break_seals(*, using: str, **_signal) -> None:
    break_these(seals(), using=using)
