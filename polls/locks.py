"""What may no longer change in a questionnaire once people are asked it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.at_once import give, read_at_once

WORDS = ("wording", "hint", "low_label", "middle_label", "high_label", "page_heading")
LOCKED_IN_ITEM = {
    "code": gettext_lazy("the code"),
    "kind": gettext_lazy("how it is answered"),
    "standard": gettext_lazy("the standard question"),
    "wording": gettext_lazy("the wording"),
    "hint": gettext_lazy("the hint"),
    "low_label": gettext_lazy("what 0 means"),
    "middle_label": gettext_lazy("what 5 means"),
    "high_label": gettext_lazy("what 10 means"),
    "lowest": gettext_lazy("the lowest number"),
    "highest": gettext_lazy("the highest number"),
    "unit": gettext_lazy("the unit"),
    "has_decimals": gettext_lazy("whether decimals are allowed"),
    "longest": gettext_lazy("how long a text may be"),
    "earliest": gettext_lazy("the earliest date"),
    "latest": gettext_lazy("the latest date"),
    "fewest": gettext_lazy("the fewest answers"),
    "most": gettext_lazy("the most answers"),
    "in_random_order": gettext_lazy("the order of the answers"),
    "in_random_place": gettext_lazy("whether it stands in a random place"),
    "on_same_page": gettext_lazy("the page it stands on"),
    "page_heading": gettext_lazy("the heading of its page"),
    **{f"{name}_cy": gettext_lazy("its Welsh") for name in (*WORDS, "unit")},
    "is_paired": gettext_lazy("the rounds it is asked in"),
    "asked_if": gettext_lazy("whom it is asked of"),
    "is_required": gettext_lazy("whether it must be answered"),
    "has_dont_know": gettext_lazy("“I do not know”"),
    "is_background": gettext_lazy("whether results are shown by its answers"),
}
# In easy read: kept apart, for adding it changes nothing of what was asked before.
EASY_IN_ITEM = tuple(f"{name}{end}" for end in ("_easy", "_easy_cy") for name in WORDS)
EASY_IN_PART = ("label_easy", "label_easy_cy")
LOCKED_IN_ROW = ("code", "label", "label_cy")
LOCKED_IN_OPTION = ("code", "label", "label_cy", "is_right", "is_exclusive", "takes_words")


SIZES_DRAWN = {"control_percent": "arms", "group_size": "groups"}  # and the draw that each is for


@dataclass
class Face:
    """An item as respondents meet it: what the lock compares."""

    pk: int | None
    values: dict
    options: list[tuple] = field(default_factory=list)
    rows: list[tuple] = field(default_factory=list)
    # Of each text that has easy words: "item", "option" or "row", its pk, the field, the words.
    easy: list[tuple] = field(default_factory=list)

    @property
    def wording(self) -> str:
        return self.values["wording"]


def easy_in(kind: str, pk: int | None, value_of: Callable[[str], str]) -> list[tuple]:
    """Return the easy words of a question, or of one of its answers or rows."""
    names = EASY_IN_ITEM if kind == "item" else EASY_IN_PART
    return [(kind, pk, name, words) for name in names if (words := value_of(name))]


def easy_of(item) -> list[tuple]:
    """Return all easy words of a question, its answers and its rows."""
    every = [
        ("item", item),
        *(("option", option) for option in item.options.all()),
        *(("row", row) for row in item.rows.all()),
    ]
    return [one for kind, row in every for one in easy_in(kind, row.pk, partial(getattr, row))]


def face_of(item) -> Face:
    """Return the face of an item, stored or on its way to be."""
    return Face(
        pk=item.pk,
        values={name: getattr(item, name) for name in LOCKED_IN_ITEM},
        options=[
            (option.pk, *(getattr(option, name) for name in LOCKED_IN_OPTION))
            for option in item.options.all()
        ],
        rows=[(row.pk, *(getattr(row, name) for name in LOCKED_IN_ROW)) for row in item.rows.all()],
        easy=easy_of(item),
    )


def stored_items(page, *, beside: Sequence[QuerySet] = ()) -> list[Any]:
    """Read a questionnaire's items with all that they offer, and `beside` it, in one query."""
    items = page._meta.get_field("items").related_model._default_manager.filter(page_id=page.pk)
    relations = [items.model._meta.get_field(name) for name in ("options", "rows")]
    offered = [
        one.related_model._default_manager.filter(item__page_id=page.pk) for one in relations
    ]
    read_at_once(items, *offered, *beside)
    for relation, rows in zip(relations, offered, strict=True):
        give(list(items), relation, rows)
    return list(items)


def stored_faces(page) -> list[Face]:
    """Return the faces of a questionnaire's items as they are in the database."""
    return [face_of(item) for item in stored_items(page)]


def locked_changes(page) -> list[str]:
    """Say in words what this page would change in questions that people have answered."""
    return differences(stored_faces(page), [face_of(item) for item in page.items.all()])


def differences(stored: list[Face], proposed: list[Face]) -> list[str]:
    """Compare questions as they were answered with questions as they would become."""
    was = {face.pk: face for face in stored}
    sentences = []
    for face in proposed:
        if face.pk not in was:
            sentences.append(
                _("“%(question)s” is new. Questions cannot be added once people are asked.")
                % {"question": face.wording}
            )
        elif changed := changed_parts(was[face.pk], face):
            sentences.append(
                _(
                    "“%(question)s” is being asked, so %(parts)s cannot change here. "
                    "Put words right with “Correct the wording”; all else stays as it is."
                )
                % {"question": was[face.pk].wording, "parts": ", ".join(changed)}
            )
    kept = {face.pk for face in proposed}
    sentences += [
        _("“%(question)s” is being asked and cannot be removed.") % {"question": face.wording}
        for face in stored
        if face.pk not in kept
    ]
    same = [face.pk for face in stored if face.pk in kept]
    if not sentences and same != [face.pk for face in proposed]:
        sentences.append(_("The order of the questions cannot change once people are asked."))
    return sentences


def changed_parts(was: Face, now: Face) -> list[str]:
    """Name the locked parts of an item that differ."""
    changed = [
        str(words) for name, words in LOCKED_IN_ITEM.items() if was.values[name] != now.values[name]
    ]
    changed = list(dict.fromkeys(changed))
    if was.options != now.options:
        changed.append(_("the answers to choose from"))
    if was.rows != now.rows:
        changed.append(_("the rows"))
    if was.easy != now.easy:
        changed.append(_("its easy read"))
    return changed


def locked_sizes(poll) -> dict[str, str]:
    """Say, by field, which size of a draw may not change any more.

    People were told before they answered who hears what; and what is drawn stays as it was drawn.
    """
    stored = type(poll)._default_manager.filter(pk=poll.pk).values(*SIZES_DRAWN).first()
    changed = [name for name in SIZES_DRAWN if stored and stored[name] != getattr(poll, name)]
    faults = {}
    for name in changed:
        if SIZES_DRAWN[name] in poll.draws:
            faults[name] = _("It is drawn, so its size stays as it was.")
        elif poll.is_locked:
            faults[name] = _("People have answered, so this stays as they found it.")
    return faults


def locked_rule(poll) -> dict[str, str]:
    """Say that who took part may not be defined anew once the outcome can be known."""
    stored = type(poll)._default_manager.filter(pk=poll.pk).first()
    if stored is None or stored.took_part_rule == poll.took_part_rule or not stored.is_dated:
        return {}
    if stored.wave_opens_at("after") > timezone.now():
        return {}
    return {"took_part_rule": _("Second answers have opened, so this stays as it was.")}
