"""Answers that came after the last day: marked as late, and left out until an officer decides."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import record
from core.dates import day_in_london
from core.refusals import Refused
from polls.anonymising import last_day_of
from polls.models import Batch, LateChoice, QuestionnairePage, Response


def is_late(batch: Batch) -> bool:
    """Say whether the answers of a batch came after the last day of their round."""
    page = batch.page.specific
    closes = page.wave_closes_at(batch.wave)
    last_day = day_in_london(closes) if closes else last_day_of(page)
    return last_day is not None and batch.received_on > last_day


def refusal_after_results(page: QuestionnairePage) -> str:
    if page.has_report:
        return _("The results are published. Figures that people have read do not change any more.")
    if page.is_reported:
        return _("The report is made. Its figures do not change any more.")
    return ""


def late_counts(page: QuestionnairePage) -> bool:
    """Say whether late answers count; they do not until an officer says so."""
    newest = LateChoice.objects.filter(page_id=page.pk).first()
    return newest is not None and newest.counts


def refusal_to_choose(page: QuestionnairePage) -> str:
    """Say why it cannot be decided now whether late answers count; empty when it can."""
    if not page.responses.filter(is_late=True).exists():
        return _("No late answers are entered.")
    return refusal_after_results(page)


@transaction.atomic
def choose_late(*, page: QuestionnairePage, counts: bool, reason: str, by: Any) -> LateChoice:
    """Have late answers count in every figure, or in none, with a reason that stays on record."""
    if refusal := refusal_to_choose(page):
        raise Refused(refusal)
    if not reason.strip():
        raise Refused(_("Say why. It is kept in the record with your name."))
    choice = LateChoice.objects.create(page_id=page.pk, counts=counts, reason=reason, by=by)
    Response.objects.filter(page_id=page.pk, is_late=True).update(is_counted=counts)
    record("polls.choose_late", on=page, by=by, reason=reason, counts=counts)
    return choice
