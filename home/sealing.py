"""Have the database itself refuse to change the chain under the log, or to wind it back.

A salt may be taken away and never replaced. Links go only up to where the head says that the chain
was cut at the end of its period (`home/chain.py`). On a site where no account is open any more, as
tests leave one, the tables may be emptied.
"""

from __future__ import annotations

from home.models import AuditHead, AuditLink
from panel.models import User
from panel.sealing import Seal, break_these, make_these

RECORDED = "What staff did stays on record as it was written."


def seals() -> tuple[Seal, ...]:
    links, heads, people = (m._meta.db_table for m in (AuditLink, AuditHead, User))
    is_used = f"EXISTS (SELECT 1 FROM {people} WHERE is_active)"  # noqa: S608 - our own names
    is_young = f"OLD.number > (SELECT cut_at FROM {heads})"  # noqa: S608
    put_back = "(NEW.title_salt <> '' AND NEW.title_salt <> OLD.title_salt) OR "
    put_back += "(NEW.details_salt <> '' AND NEW.details_salt <> OLD.details_salt)"
    wound_back = "NEW.number < OLD.number OR NEW.cut_at < OLD.cut_at"
    return (
        Seal(
            "home_auditlink_is_sealed",
            "UPDATE OF number, text, digest, log, entry",
            links,
            refusal=RECORDED,
        ),
        Seal(
            "home_auditlink_salts_go",
            "UPDATE OF title_salt, details_salt",
            links,
            put_back,
            RECORDED,
        ),
        Seal("home_auditlink_is_kept", "DELETE", links, f"{is_used} AND {is_young}", RECORDED),
        Seal("home_audithead_goes_on", "UPDATE", heads, wound_back, RECORDED),
        Seal("home_audithead_is_kept", "DELETE", heads, is_used, RECORDED),
    )


def seal_tables(*, using: str, **_signal) -> None:
    make_these(seals(), using=using)


def break_seals(*, using: str, **_signal) -> None:
    break_these(seals(), using=using)
