"""A second person reads a consultation and publishes it: who wrote it does not."""

from __future__ import annotations

from functools import partial
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
from panel.mail import send

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
    came_back = page.approvals.sent_back().select_related("returned_by").first()
    if came_back:
        return _("%(who)s sent this draft back: “%(reason)s” It waits to be changed.") % {
            "who": came_back.returned_by or _("A colleague"),
            "reason": came_back.reason,
        }
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
    asked = asked_to_judge(page, revision=revision, by=by)
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


def asked_to_judge(page: ConsultationPage, *, revision: int, by: User) -> Approval:
    """Return what this person may approve or send back, for this transaction alone."""
    asked = Approval.objects.select_for_update().filter(page=page, revision=revision).first()
    if asked and asked.approved_at:
        raise Refused(_("This version is approved already."))
    if asked is None or page.latest_revision_id != revision:
        raise Refused(_("The draft has changed since you opened this page. Read it again."))
    if refusal := refusal_to_approve(page, by=by):
        raise Refused(refusal)
    return asked


@transaction.atomic
def send_back(page: ConsultationPage, *, revision: int, reason: str, by: User) -> None:
    """Say what has to change before a version is published; who asked is told, with the reason."""
    asked = asked_to_judge(page, revision=revision, by=by)
    if not reason.strip():
        raise Refused(_("Say what has to change. Who wrote it reads that."))
    asked.returned_by, asked.returned_at, asked.reason = by, timezone.now(), reason.strip()
    asked.save()
    record(
        "consultations.sent_back",
        on=page,
        by=by,
        revision=revision,
        asked_by=asked.asked_by_id,
        reason=asked.reason,
    )
    if asked.asked_by and asked.asked_by.is_active:
        context = {"page": page.get_latest_revision_as_object(), "asked": asked}
        transaction.on_commit(
            partial(send, asked.asked_by, "consultations/mail/sent_back", context, kind="service")
        )


def sent_back_to(user: User) -> list[Approval]:
    """List the drafts that came back to this person and that nobody has changed since."""
    came_back = Approval.objects.sent_back().filter(asked_by=user)
    return list(came_back.select_related("page", "returned_by").order_by("returned_at")[:20])


def waiting_for(user: User) -> list[Approval]:
    """List the drafts that wait for a second person, of those that this one may publish."""
    waiting = Approval.objects.waiting().select_related("page", "asked_by").order_by("asked_at")
    return [
        asked
        for asked in waiting.exclude(asked_by=user)[:20]
        if asked.page.permissions_for_user(user).can_publish()
    ]
