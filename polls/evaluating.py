"""The five questions on the event itself, asked with second answers (R3.17)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.refusals import Refused
from polls.copying import item_from, must_edit
from polls.models import DeliberativePollPage

ENDS = {
    "low_label": gettext_lazy("Not at all"),
    "middle_label": gettext_lazy("In part"),
    "high_label": gettext_lazy("Completely"),
}
WORDINGS = {
    "ev_balance": gettext_lazy("The briefing gave both sides the same weight."),
    "ev_speaking": gettext_lazy("Everybody in my group had the same chance to speak."),
    "ev_moderator": gettext_lazy("Whoever led my group took no side."),
    "ev_learned": gettext_lazy("I learned from people who are different from me."),
    "ev_value": gettext_lazy("Taking part was worth my time."),
}
EVALUATION: tuple[dict[str, Any], ...] = tuple(
    {"kind": "scale", "code": code, "wording": wording, "is_paired": False, **ENDS}
    for code, wording in WORDINGS.items()
)


@transaction.atomic
def add_evaluation(*, page: DeliberativePollPage, by: Any) -> int:
    """Add those of the five that are missing at the end of a poll's draft; return how many."""
    must_edit(page, by)
    if page.is_locked:
        raise Refused(_("People have answered, so no question can be added."))
    draft = page.get_latest_revision_as_object()
    items = list(draft.items.all())
    taken = {item.code for item in items}
    added = [item_from(content) for content in EVALUATION if content["code"] not in taken]
    for place, item in enumerate(added, len(items)):
        item.sort_order = place
    draft.items = [*items, *added]
    draft.save_revision(user=by)
    return len(added)
