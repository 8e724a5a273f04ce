"""What an officer does after a consultation closed, or instead: publish results, withdraw."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.models import ConsultationPage
from consultations.status import Status
from consultations.telling import results_were_published
from consultations.words import when
from core.audit import record
from core.kept import forget
from core.refusals import Refused


@transaction.atomic
def publish_results(consultation: ConsultationPage, by) -> ConsultationPage:
    """Declare that the results are public, and have everybody concerned told, once."""
    page = ConsultationPage.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    if refusal := refusal_to_publish_results(page):
        raise Refused(refusal)
    page.results_published_at = timezone.now()
    _keep(page, "results_published_at")
    record("consultations.publish_results", on=page, by=by)
    results_were_published(page)
    return page


@transaction.atomic
def withdraw(consultation: ConsultationPage, by, *, reason: str) -> ConsultationPage:
    """Take a consultation back: its page stays and says why, and nobody can act in it any more."""
    page = ConsultationPage.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    if not reason.strip():
        raise Refused(_("Say why. The reason is shown to everybody on the page."))
    if page.status in {Status.DRAFT, Status.WITHDRAWN, Status.OUTCOME}:
        raise Refused(
            _("Only a published consultation without an outcome can be withdrawn, and only once.")
        )
    page.withdrawn_at, page.withdrawn_reason = timezone.now(), reason.strip()
    _keep(page, "withdrawn_at", "withdrawn_reason")
    record("consultations.withdraw", on=page, by=by, reason=reason.strip())
    return page


def refusal_to_publish_results(page: ConsultationPage) -> str:
    """Say why results cannot be published now; empty when they can."""
    if page.status == Status.DRAFT:
        return _("This consultation is a draft. Publish it first.")
    if page.withdrawn_at:
        return _("This consultation was withdrawn. It has no results.")
    if page.results_published_at:
        return _("The results were published %(when)s.") % {"when": when(page.results_published_at)}
    if page.closes_at and not page.has_closed:
        return _("This closes %(when)s. Results cannot be published before.") % {
            "when": when(page.closes_at)
        }
    return ""


def _keep(page: ConsultationPage, *names: str) -> None:
    # Acts are facts about the page, no new version of its text: neither checked nor revised.
    values = {name: getattr(page, name) for name in names}
    ConsultationPage.objects.filter(pk=page.pk).update(**values)
    forget()
