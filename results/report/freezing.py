"""Freezing a report: worked out once from the answers of an instant, then the same for good."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.audit import record
from core.one_form import hash_of
from core.refusals import Refused
from panel.models import CouncilSettings
from polls.models import DeliberativePollPage
from results.exports.package import software
from results.models import FrozenReport
from results.publication import are_published, is_still_open, with_consultations
from results.report.figures import figures_of, study_of
from results.report.later import is_due
from results.report.study import Figures


@dataclass(frozen=True)
class Worked:
    """A report as the answers of this moment give it."""

    figures: Figures
    snapshot: str
    threshold: int


def work_out(poll) -> Worked:
    """Work out a poll's report in the council's own language, whoever asks for it."""
    threshold = CouncilSettings.load().suppression_threshold
    with override(settings.LANGUAGE_CODE):
        study = study_of(poll, threshold=threshold)
        return Worked(figures_of(study), study.report.snapshot, threshold)


def refusal_to_freeze(poll) -> str:
    """Say why no edition can be made now; empty when one can."""
    if is_still_open(poll):
        return _("People can still answer. The report is made when the questions close.")
    if poll.is_anonymised:
        return _(
            "Answers were cut off from people, as they were promised. Who took part in discussions "
            "cannot be counted any more, so no report can be made."
        )
    return ""


def freeze(*, poll, by=None, reason: str = "") -> FrozenReport:
    """Keep a poll's report as it is now; another edition needs a reason and other figures.

    Without `by` it is made by itself, for whoever opens it first once results are public.
    """
    if refusal := refusal_to_freeze(poll):
        raise Refused(refusal)
    worked = work_out(poll)
    newest = poll.frozen_reports.first()
    reason = reason.strip()
    if newest and newest.sha256 == hash_of(worked.figures):
        raise Refused(_("Nothing has changed since the last edition, so there is no need for one."))
    if newest and not reason:
        raise Refused(_("Say why there is another edition. It is printed in the report."))
    return _keep(poll, worked, newest.edition + 1 if newest else 1, by, reason)


def _keep(poll, worked: Worked, edition: int, by, reason: str) -> FrozenReport:
    try:
        with transaction.atomic():
            report = FrozenReport.objects.create(
                poll=poll,
                edition=edition,
                by=by,
                by_words=str(by) if by else _by_itself(),
                reason=reason if edition > 1 else "",
                software=software(),
                snapshot=worked.snapshot,
                threshold=worked.threshold,
                figures=worked.figures,
                sha256=hash_of(worked.figures),
            )
            record(
                "results.report_frozen",
                on=poll,
                by=by,
                reason=reason,
                edition=edition,
                snapshot=report.snapshot,
                sha256=report.sha256,
                software=report.software,
            )
    except IntegrityError:
        # A colleague, or another reader, was first.
        return poll.frozen_reports.get(edition=edition)
    return report


def freeze_published() -> int:
    """Make the reports that nobody has opened since publication; return how many."""
    done = 0
    unread = DeliberativePollPage.objects.live().filter(frozen_reports=None).order_by("pk")
    for poll, consultation in with_consultations(unread):
        if are_published(poll, consultation) and not refusal_to_freeze(poll):
            freeze(poll=poll)
            done += 1
    return done + freeze_follow_ups()


def freeze_follow_ups() -> int:
    """Make the editions that are due because answers months later are in; return how many."""
    done = 0
    over = DeliberativePollPage.objects.live().filter(later_closes_at__lt=timezone.now())
    for poll, consultation in with_consultations(over.order_by("pk")):
        newest = poll.frozen_reports.first()
        if newest is None or newest.figures.get("follow_up") or not is_due(poll):
            continue
        if are_published(poll, consultation) and not refusal_to_freeze(poll):
            freeze(poll=poll, reason=_follow_up_is_in())
            done += 1
    return done


def _by_itself() -> str:
    with override(settings.LANGUAGE_CODE):
        return _("the software by itself, on publication")


def _follow_up_is_in() -> str:
    with override(settings.LANGUAGE_CODE):
        return _("People answered the same questions once more, months later.")


def published_report(poll) -> FrozenReport | None:
    """Return the newest edition for everybody; the first reader after publication has it made.

    None if nobody had one made before answers were cut off from people.
    """
    newest = poll.frozen_reports.first()
    if newest or refusal_to_freeze(poll):
        return newest
    try:
        return freeze(poll=poll)
    except Refused:
        # While this one was worked out, another reader or the work of the day had it made.
        return poll.frozen_reports.first()
