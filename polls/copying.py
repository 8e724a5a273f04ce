"""Questions as data and back: to copy them, to keep them in the bank, to start from a template."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from consultations.beginning import refusal_to_begin
from consultations.models import ConsultationPage
from core.refusals import Refused
from polls.models import BankedQuestion, Item, Option, QuestionnairePage, Row
from polls.models.easy_read import EASY
from polls.models.items import WELSH

OWN = ("pk", "page", "sort_order")  # what belongs to one questionnaire and not to its copy
LONGEST_NAME = 120


def content_of(item: Item) -> dict[str, Any]:
    """Return a question with its answers and rows as plain data, without anything of its page."""
    content = item.serializable_data()
    for name in OWN:
        content.pop(name, None)
    for part in ("options", "rows"):
        content[part] = [without_pk(one) for one in content[part]]
    return content


def without_pk(part: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in part.items() if name not in ("pk", "item")}


def item_from(content: dict[str, Any]) -> Item:
    """Return a new question from plain data; options and rows may be labels alone."""
    fields = dict(content)
    parts: dict[str, list] = {
        name: [
            {**in_words(part if isinstance(part, dict) else {"label": part}), "sort_order": place}
            for place, part in enumerate(fields.pop(name, []))
        ]
        for name in ("options", "rows")
    }
    item = Item.from_serializable_data({"pk": None, **in_words(fields)})
    item.options = [Option(**option) for option in parts["options"]]
    item.rows = [Row(**row) for row in parts["rows"]]
    return item


def in_words(fields: dict[str, Any]) -> dict[str, Any]:
    """Return fields with their texts in the language of whoever copies."""
    plain = (bool, int, float, type(None))
    return {
        name: value if isinstance(value, plain) else str(value) for name, value in fields.items()
    }


@transaction.atomic
def start_questionnaire(
    *, below: ConsultationPage, by: Any, title: str, contents: Iterable[dict], **fields: Any
) -> QuestionnairePage:
    """Make a draft of a questionnaire below a consultation, with these questions in order."""
    if not below.permissions_for_user(by).can_add_subpage():
        raise Refused(_("You may not add pages below this consultation."))
    if refusal := refusal_to_begin(below):
        raise Refused(refusal)
    page = QuestionnairePage(title=title, live=False, owner=by, **fields)
    items = [item_from(content) for content in contents]
    for place, item in enumerate(items):
        item.sort_order = place
    page.items.set(items)
    below.add_child(instance=page)
    log(instance=page, action="wagtail.create", user=by)
    page.save_revision(user=by)
    return page


@transaction.atomic
def start_two_waves(*, title: str, contents: Iterable[dict], **begin: Any) -> QuestionnairePage:
    """Make two drafts of the same questions, asked before and after a change; return the first."""
    contents = list(contents)
    before = start_questionnaire(title=f"{title}: {_('before')}", contents=contents, **begin)
    start_questionnaire(title=f"{title}: {_('after')}", contents=contents, earlier=before, **begin)
    return before


# ---- the bank --------------------------------------------------------------------------------


def keep_questions(*, page: QuestionnairePage, codes: Iterable[str], by: Any) -> int:
    """Keep questions in the bank, one of the same name anew; return how many."""
    must_edit(page, by)
    chosen = set(codes)
    kept = [item for item in page.items.all() if item.code in chosen]
    for item in kept:
        BankedQuestion.objects.update_or_create(
            name=str(item)[:LONGEST_NAME], defaults={"content": content_of(item)}
        )
    log(instance=page, action="polls.bank", user=by, data={"questions": len(kept)})
    return len(kept)


@transaction.atomic
def add_questions(*, page: QuestionnairePage, pks: Iterable[str], by: Any) -> int:
    """Add questions of the bank at the end of a questionnaire's draft; return how many.

    Whom they are asked of depended on questions that are not here, so all are asked of everybody,
    on pages of their own.
    """
    must_edit(page, by)
    if page.permissions_for_user(by).page_locked():
        raise Refused(_("This page is locked, so no question can be added. Unlock it first."))
    if page.has_fixed_words:
        raise Refused(_("People are asked these questions already, so none can be added."))
    draft = page.get_latest_revision_as_object()
    items = list(draft.items.all())
    taken = {item.code for item in items}
    added = [item_from(one.content) for one in BankedQuestion.objects.filter(pk__in=list(pks))]
    for place, item in enumerate(added, len(items)):
        item.sort_order, item.asked_if = place, ""
        item.on_same_page = False
        for language in ("", WELSH):
            setattr(item, f"page_heading{language}", "")
            setattr(item, f"page_heading{EASY}{language}", "")
        item.code = "" if item.code in taken else item.code
    draft.items = [*items, *added]
    draft.save_revision(user=by)
    return len(added)


@transaction.atomic
def delete_questions(*, page: QuestionnairePage, pks: Iterable[str], by: Any) -> int:
    """Delete questions from the bank that all share, on the record; return how many."""
    must_edit(page, by)
    kept = BankedQuestion.objects.filter(pk__in=list(pks))
    names = list(kept.values_list("name", flat=True))
    kept.delete()
    if names:
        log(instance=page, action="polls.bank_delete", user=by, data={"questions": names})
    return len(names)


def must_edit(page: QuestionnairePage, user: Any) -> None:
    if not page.permissions_for_user(user).can_edit():
        raise Refused(_("You may not change this questionnaire."))
