"""Correcting words that people are being asked: a new version, with a public note and its date.

Codes, scales and what follows from what never change once a questionnaire has opened. Each response
stores the version whose words were on the page from which it was sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import CharField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.audit import record
from core.dates import short_day
from core.kept import forget
from core.refusals import Refused
from polls.completeness import FIXED
from polls.models import Correction, Item, Option, QuestionnairePage, Row
from polls.models.easy_read import EASY
from polls.models.items import WELSH
from polls.pairing import keep_as_asked, refusal_to_reword

WORDS_OF_ITEM = {
    "wording": gettext_lazy("Question"),
    "hint": gettext_lazy("Hint"),
    "low_label": gettext_lazy("0 means"),
    "middle_label": gettext_lazy("5 means"),
    "high_label": gettext_lazy("10 means"),
}
HEADING = "page_heading"
MAY_BE_EMPTY = ("hint",)
LONGEST_NOTE = 500


@dataclass(frozen=True)
class Words:
    """One text of a question that can be corrected, and where it is kept."""

    item: Item
    row: Item | Option | Row
    field: str
    label: str
    part: str  # "wording", "option 2" or "row 1": how a correction names it

    @property
    def name(self) -> str:
        """Return what the control is called in which it is corrected."""
        return f"{self.row._meta.model_name}-{self.row.pk}-{self.field}"

    @property
    def now(self) -> str:
        return getattr(self.row, self.field)

    @property
    def longest(self) -> int:
        field = self.row._meta.get_field(self.field)
        assert isinstance(field, CharField) and field.max_length
        return field.max_length

    @property
    def may_be_empty(self) -> bool:
        return self.field in MAY_BE_EMPTY


def words_of(item: Item) -> Iterator[Words]:
    """Go through the texts of a question that can be corrected; none of what its source words."""
    if item.page_heading:
        yield from in_each(item, item, HEADING, _("Heading of the page"), HEADING)
    if item.kind == Item.Kind.STANDARD:
        return
    for name, label in WORDS_OF_ITEM.items():
        if getattr(item, name) or name in MAY_BE_EMPTY:
            yield from in_each(item, item, name, str(label), name)
    if item.kind not in FIXED:
        for option in item.options.all():
            text = _("Answer %(code)s") % {"code": option.code}
            yield from in_each(item, option, "label", text, f"option {option.code}")
    for row in item.rows.all():
        text = _("Row %(code)s") % {"code": row.code}
        yield from in_each(item, row, "label", text, f"row {row.code}")


def in_each(
    item: Item, row: Item | Option | Row, field: str, label: str, part: str
) -> Iterator[Words]:
    """Give a text, and its Welsh and easy words where it has been asked in those."""
    yield Words(item, row, field, label, part)
    for ending, in_words in (
        (WELSH, _("%(text)s, in Welsh")),
        (EASY, _("%(text)s, in easy read")),
        (EASY + WELSH, _("%(text)s, in easy read in Welsh")),
    ):
        if getattr(row, field + ending):
            named = " ".join(ending[1:].split("_"))  # "cy", "easy" or "easy cy"
            yield Words(item, row, field + ending, in_words % {"text": label}, f"{part} {named}")


def refusal_to_correct(page: QuestionnairePage, by: Any) -> str:
    """Say why the words of a questionnaire cannot be corrected now; empty when they can."""
    if not page.permissions_for_user(by).can_publish():
        return _("Only who may publish this page may correct words that people are asked.")
    if not page.has_fixed_words:
        return _("It has not opened, so change the words in the editor.")
    if page.has_closed or page.is_reported:
        return _(
            "It has closed, so nobody would answer the corrected words. Say what was wrong in the "
            "consultation’s history."
        )
    return ""


def corrections_in_words(page: QuestionnairePage) -> list[str]:
    """Say of each correction when it came, why, and which words became which.

    Of a change of the proposal while people answered: when, why, and how many had answered.
    """
    of_proposal = [
        _(
            "Version %(number)d of the proposal, %(day)s. %(note)s Responses before it: "
            "%(before)d, since: %(since)d."
        )
        % {
            "number": change.number,
            "day": short_day(change.made_at, year=True),
            "note": change.note,
            "before": change.answered_before,
            "since": change.answered_since,
        }
        for change in getattr(page.consultation, "changes_made", ())
    ]
    return of_proposal + [
        _("Version %(number)d, %(day)s. %(note)s %(changes)s")
        % {
            "number": correction.number,
            "day": short_day(correction.made_at, year=True),
            "note": correction.note,
            "changes": " ".join(
                f"{change['item']}: “{change['was']}” → “{change['now']}”."
                for change in correction.changes
            ),
        }
        for correction in page.corrections_made
    ]


@transaction.atomic
def correct_words(
    *, page: QuestionnairePage, by: Any, words: Mapping[str, str], note: str, version: int
) -> Correction:
    """Put words right, `{name of the control: text}`, as a new version with a public note.

    `version` is the one that the officer looked at: of two corrections at once the second is told.
    """
    if refusal := refusal_to_correct(page, by):
        raise Refused(refusal)
    stored = QuestionnairePage.objects.select_for_update().filter(pk=page.pk, version=version)
    if not stored.exists():
        raise Refused(_("A colleague has just corrected these questions. Load this page again."))
    items = page.items.model.objects.filter(page_id=page.pk).prefetch_related("options", "rows")
    changed = [
        one for item in items for one in words_of(item) if words.get(one.name, one.now) != one.now
    ]
    if not changed:
        raise Refused(_("Nothing was changed. Correct at least one of the texts."))
    if refusal := refusal_to_reword(page, [one.item for one in changed]):
        raise Refused(refusal)
    correction = Correction.objects.create(
        page=page,
        number=version + 1,
        by=by,
        note=note,
        changes=[
            {"item": one.item.code, "part": one.part, "was": one.now, "now": words[one.name]}
            for one in changed
        ],
    )
    for one in changed:
        type(one.row)._default_manager.filter(pk=one.row.pk).update(**{one.field: words[one.name]})
    stored.update(version=correction.number)
    page.version = correction.number
    correct_revision(page, by, changed, words)
    if len(page.waves) > 1 and not page.is_locked:
        keep_as_asked(page)
    record("polls.correct", on=page, by=by, reason=note, version=correction.number)
    forget()
    return correction


def correct_revision(
    page: QuestionnairePage, by: Any, changed: Iterable[Words], words: Mapping[str, str]
) -> None:
    """Have the editor begin from the corrected words too, beside what waits to be published."""
    had_changes = page.has_unpublished_changes
    draft = type(page)._default_manager.get(pk=page.pk).get_latest_revision_as_object()
    rows: dict[tuple[type, Any], Any] = {}
    for item in draft.items.all():
        for row in (item, *item.options.all(), *item.rows.all()):
            rows[type(row), row.pk] = row
    for one in changed:
        if row := rows.get((type(one.row), one.row.pk)):
            setattr(row, one.field, words[one.name])
    revision = draft.save_revision(user=by, changed=had_changes, clean=False)
    if not had_changes:
        type(page)._default_manager.filter(pk=page.pk).update(live_revision=revision)
