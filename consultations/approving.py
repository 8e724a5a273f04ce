"""A second person reads a consultation and publishes it: who wrote it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Revision

from consultations.models import Approval, ConsultationPage
from consultations.readiness import is_incomplete
from core.audit import record
from core.refusals import Refused

if TYPE_CHECKING:
    from panel.models import User

# The Gunning principles, as the courts hold councils to them.
STATEMENTS = {
    "formative": gettext_lazy(
        "Nothing is decided yet: what people say can still change the outcome."
    ),
    "reasons": gettext_lazy("It gives enough information and reasons for people to judge."),
    "time": gettext_lazy("There is enough time to think about it and to answer."),
    "considered": gettext_lazy(
        "Those who decide will have the answers before them, and weigh them with an open mind."
    ),
}
NOT_COMPLETE = gettext_lazy("It is not complete. Open it and ask again: what is missing is named.")


def authors_of(page: ConsultationPage) -> set[int]:
    """Return who wrote in the draft since the public last saw a version of it."""
    drafts = Revision.objects.for_instance(page).exclude(user=None)
    if page.live and page.live_revision_id:
        drafts = drafts.filter(pk__gt=page.live_revision_id)
    return set(drafts.values_list("user", flat=True))


@transaction.atomic
def ask_for_approval(page: ConsultationPage, revision: Revision, *, by: User) -> Approval:
    """Hand a complete draft over to whoever else may publish it."""
    asked, is_new = Approval.objects.get_or_create(
        revision=revision, defaults={"page": page, "asked_by": by}
    )
    if is_new:
        record("consultations.approval_asked", on=page, by=by, revision=revision.pk)
    return asked


def refusal_to_approve(page: ConsultationPage, *, by: User) -> str:
    """Say why this person cannot approve the draft as it is now, or nothing."""
    if not page.approvals.waiting().exists():
        return _("Nobody has asked for approval of this draft as it is now.")
    if by.pk in authors_of(page):
        return _("You wrote in this draft. Somebody else reads it and publishes it.")
    if is_incomplete(page.get_latest_revision_as_object()):
        return str(NOT_COMPLETE)
    return ""


@transaction.atomic
def approve(page: ConsultationPage, *, revision: int, statements: list[str], by: User) -> None:
    """Put on record that a second person stands for this version, and publish it.

    `revision` is the version that was read, `statements` are codes of STATEMENTS: all of them.
    """
    asked = Approval.objects.select_for_update().filter(page=page, revision=revision).first()
    if asked and asked.approved_at:
        raise Refused(_("This version is approved already."))
    if asked is None or page.latest_revision_id != revision:
        raise Refused(_("The draft has changed since you opened this page. Read it again."))
    if refusal := refusal_to_approve(page, by=by):
        raise Refused(refusal)
    if set(statements) != set(STATEMENTS):
        raise Refused(_("Tick each statement. If one is not true, the draft is not ready."))
    asked.approved_by, asked.approved_at = by, timezone.now()
    asked.statements = [str(words) for words in STATEMENTS.values()]
    asked.save()
    record(
        "consultations.approved",
        on=page,
        by=by,
        revision=revision,
        asked_by=asked.asked_by_id,
        statements=list(STATEMENTS),
    )
    asked.revision.publish(user=by)


def waiting_for(user: User) -> list[Approval]:
    """List the drafts that wait for a second person, of those that this one may publish."""
    waiting = Approval.objects.waiting().select_related("page", "asked_by").order_by("asked_at")
    return [
        asked
        for asked in waiting.exclude(asked_by=user)[:20]
        if asked.page.permissions_for_user(user).can_publish()
    ]
