"""Leaving a response out of every figure, with a reason on record, and putting it back."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.refusals import Refused
from polls.models import QuestionnairePage, Response

LONGEST_REASON = 300


def refusal_to_exclude(page: QuestionnairePage, by: Any) -> str:
    """Say why nothing can be left out or put back now; empty when it can.

    Once results are out every figure that changed would tell what somebody had said.
    """
    if not by.has_perm("polls.exclude_response"):
        return _("Only officers may leave responses out.")
    if page.has_report:
        return _(
            "The results are published. A figure that changed now would tell what somebody had "
            "said, so nothing can be left out or put back any more."
        )
    return ""


@transaction.atomic
def exclude_responses(
    *, page: QuestionnairePage, public_ids: list[str], by: Any, reason: str
) -> int:
    """Let responses count no more, and keep them; return how many."""
    if refusal := refusal_to_exclude(page, by):
        raise Refused(refusal)
    reason = " ".join(reason.split())[:LONGEST_REASON]
    if not reason:
        raise Refused(_("Say why they are left out. It is kept on record with your name."))
    rows = Response.objects.counting().filter(page_id=page.pk, public_id__in=public_ids)
    found = list(rows.select_for_update())
    if not found:
        raise Refused(_("Choose at least one response that counts."))
    for response in found:
        response.excluded_at, response.excluded_because = timezone.now(), reason
    Response.objects.bulk_update(found, ["excluded_at", "excluded_because"])
    numbers = sorted(response.public_id for response in found)
    record("polls.exclude_response", on=page, by=by, reason=reason, responses=numbers)
    return len(found)


@transaction.atomic
def put_back(*, page: QuestionnairePage, public_id: str, by: Any) -> None:
    """Let a response count again."""
    if refusal := refusal_to_exclude(page, by):
        raise Refused(refusal)
    rows = Response.objects.filter(page_id=page.pk, public_id=public_id)
    response = rows.exclude(excluded_at=None).select_for_update().first()
    if response is None:
        raise Refused(_("This response counts already, or was taken back."))
    reason = response.excluded_because
    response.excluded_at, response.excluded_because = None, ""
    response.save(update_fields=["excluded_at", "excluded_because"])
    record("polls.put_back_response", on=page, by=by, reason=reason, responses=[public_id])
