"""Putting questions back as they were asked first, where they came to differ behind the lock."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import record
from core.kept import forget
from core.refusals import Refused
from polls.locks import LOCKED_IN_OPTION, LOCKED_IN_ROW, stored_items
from polls.models import FirstAsked, Item
from polls.models.waves import MAY_OPEN
from polls.pairing import Faces, compared, paired_faces, refusal_to_put_back

if TYPE_CHECKING:
    from polls.models import DeliberativePollPage


@transaction.atomic
def put_back(*, poll: DeliberativePollPage, by: Any) -> None:
    """Make every paired question what it was when it was asked first, on the record.

    Answers stay as they are. What was made paired since is asked in second answers alone again.
    """
    if not by.has_perm(MAY_OPEN):
        raise Refused(_("You may not open stages. Ask an administrator of the site."))
    first = FirstAsked.objects.select_for_update().filter(poll_id=poll.pk).first()
    items = stored_items(poll)
    found = compared(first.faces, paired_faces(items)) if first else []
    if first is None or not found:
        raise Refused(_("Nothing differs any more: the questions are as they were asked first."))
    if refusal := refusal_to_put_back(first.faces, items):
        raise Refused(refusal)
    for row in restored(first.faces, items):
        row.save()
    follow_in_editor(poll, by, first.faces)
    record("polls.put_back", on=poll, by=by, differences=[str(one) for one in found])
    forget()


def follow_in_editor(poll: DeliberativePollPage, by: Any, first: Faces) -> None:
    """Have the editor begin from the questions as they are again, beside what else waits there."""
    had_changes = poll.has_unpublished_changes
    draft = type(poll)._default_manager.get(pk=poll.pk).get_latest_revision_as_object()
    restored(first, draft.items.all())
    revision = draft.save_revision(user=by, changed=had_changes, clean=False)
    if not had_changes:
        type(poll)._default_manager.filter(pk=poll.pk).update(live_revision=revision)


def restored(first: Faces, items: Iterable[Item]) -> list[Any]:
    """Set questions, answers and rows to what they were, in their order; return what to store."""
    known = {item.pk: item for item in items}
    touched: list[Any] = []
    for item in known.values():
        if item.is_paired and item.pk not in {face["pk"] for face in first}:
            item.is_paired = False
            touched.append(item)
    faces = [face for face in first if face["pk"] in known]
    in_order([known[face["pk"]] for face in faces])
    for face in faces:
        item = known[face["pk"]]
        set_values(item, face["values"])
        touched.append(item)
        for parts, names in (("options", LOCKED_IN_OPTION), ("rows", LOCKED_IN_ROW)):
            rows = {row.pk: row for row in getattr(item, parts).all()}
            was = [one for one in face[parts] if one[0] in rows]
            for pk, *values in was:
                set_values(rows[pk], dict(zip(names, values, strict=False)))
            in_order([rows[pk] for pk, *_values in was])
            touched += rows.values()
        put_back_easy_words(item, face)
    return touched


def put_back_easy_words(item: Item, face: dict[str, Any]) -> None:
    """Set the easy words that there were at first; those that came since stay."""
    rows: dict[tuple[str, Any], Any] = {("item", item.pk): item}
    rows |= {("option", option.pk): option for option in item.options.all()}
    rows |= {("row", row.pk): row for row in item.rows.all()}
    for kind, pk, name, words in face.get("easy", ()):
        if (kind, pk) in rows:
            setattr(rows[kind, pk], name, words)


def set_values(row: Any, values: dict[str, Any]) -> None:
    """Set fields to what JSON kept of them."""
    for name, value in values.items():
        setattr(row, name, row._meta.get_field(name).to_python(value))


def in_order(rows: list[Any]) -> None:
    """Give rows the order in which they stand here, in the places that they have among others."""
    places = sorted(row.sort_order or 0 for row in rows)
    for row, place in zip(rows, places, strict=True):
        row.sort_order = place
