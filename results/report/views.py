"""The report of a deliberative poll: read by everybody, frozen by officers, taken away as data."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consultations.models import consultation_of
from core.downloads import download
from core.forms import REFUSED
from core.refusals import Refused
from polls.models import DeliberativePollPage, Wave
from results.exports.package import zipped
from results.forms import EditionForm
from results.models import FrozenReport
from results.publication import (
    MAY_PREVIEW,
    are_published,
    due_on,
    is_still_open,
    refusal_to_show,
)
from results.report.files import about, as_json, files_of_report
from results.report.freezing import freeze, published_report, refusal_to_freeze, work_out
from results.report.page import report_context
from results.reports import report_of


def _find(request, pk):
    """Return a deliberative poll that this person may open, with its consultation."""
    poll = get_object_or_404(DeliberativePollPage.objects.visible_to(request.user), pk=pk)
    return poll, consultation_of(poll)


def _edition(request, pk, edition) -> FrozenReport:
    """Return one edition to those who may see the results."""
    poll, consultation = _find(request, pk)
    if refusal_to_show(poll, consultation, request.user):
        raise Http404
    return get_object_or_404(poll.frozen_reports.select_related("by"), edition=edition)


@require_safe
def report(request, pk):
    """Show the newest edition; to officers, before publication, what it would be."""
    poll, consultation = _find(request, pk)
    if refusal := refusal_to_show(poll, consultation, request.user):
        context = {
            "poll": poll,
            "consultation": consultation,
            "refusal": refusal,
            "due": due_on(poll, consultation),
            "closed": not is_still_open(poll),
        }
        return render(request, "results/not_yet.html", context)
    is_out = are_published(poll, consultation)
    frozen = published_report(poll) if is_out else poll.frozen_reports.first()
    if frozen is None and (is_out or poll.is_anonymised):
        refusal = refusal_to_freeze(poll)
        context = {"poll": poll, "consultation": consultation, "refusal": refusal, "closed": True}
        return render(request, "results/not_yet.html", context)
    return _show(request, poll, frozen)


@require_safe
def edition(request, pk, edition):
    """Show one edition at its own address, for good."""
    frozen = _edition(request, pk, edition)
    return _show(request, frozen.poll, frozen)


@require_safe
def data(request, pk, edition):
    """Give one edition as JSON."""
    frozen = _edition(request, pk, edition)
    name = f"{frozen.poll.slug}-report-{edition}.json"
    return download(as_json(frozen.figures, about(frozen)), name, "application/json")


@require_safe
def tables(request, pk, edition):
    """Give one edition as CSV tables and JSON, in one file."""
    frozen = _edition(request, pk, edition)
    return download(zipped(files_of_report(frozen)), f"{frozen.poll.slug}-report-{edition}.zip")


@login_required
@require_POST
def make(request, pk):
    """Freeze the report as the answers stand now, on the record."""
    poll, _consultation = _find(request, pk)
    if not request.user.has_perm(MAY_PREVIEW):
        raise PermissionDenied
    form = EditionForm(request.POST)
    if not form.is_valid():
        return _show(request, poll, poll.frozen_reports.first(), form, status=REFUSED)
    try:
        frozen = freeze(poll=poll, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _show(request, poll, poll.frozen_reports.first(), form, status=REFUSED)
    messages.success(request, _("Edition %(n)d is frozen.") % {"n": frozen.edition})
    return redirect("results:report_edition", poll.pk, frozen.edition)


def _show(request, poll, frozen: FrozenReport | None, form=None, status=200):
    may_freeze = request.user.has_perm(MAY_PREVIEW)
    newest = poll.frozen_reports.first()
    figures = frozen.figures if frozen else work_out(poll).figures
    consultation = consultation_of(poll)
    context = {
        "poll": poll,
        "consultation": consultation,
        "frozen": frozen,
        "newest": newest if frozen and newest.edition != frozen.edition else None,
        "is_preview": not are_published(poll, consultation),
        "is_open": is_still_open(poll),
        "has_changed": may_freeze
        and newest
        and not refusal_to_freeze(poll)
        and not poll.is_due(Wave.LATER)
        and newest.snapshot != report_of(poll).snapshot,
        "form": form or EditionForm(),
    }
    return render(
        request,
        "results/report.html",
        context | report_context(figures, request.user),
        status=status,
    )
