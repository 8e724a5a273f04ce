"""Pages of results, and the files behind them."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consultations.models import consultation_of
from core.audit import record
from core.downloads import CSV, download
from core.forms import REFUSED
from core.refusals import Refused
from panel.models import CouncilSettings
from panel.outlines import mapped_wards
from polls.hosts import refusal_to_read_answers
from polls.models import DeliberativePollPage, QuestionnairePage
from results.exports.making import make_export, public_zip, refusal_to_export
from results.exports.package import WRITERS
from results.exports.writers import to_csv
from results.forms import ExportForm, StandingForm
from results.index_page import index_context
from results.models import Export
from results.panel_by_group import counted_by
from results.poll_page import poll_context, steps_after
from results.publication import (
    MAY_PREVIEW,
    are_published,
    due_on,
    is_still_open,
    refusal_to_show,
)
from results.published_responses import are_responses_public
from results.recruited_in_words import recruited_in_words
from results.reports import questionnaire_report_of, report_of
from results.representativeness import panel_standing
from results.representativeness_page import as_table, standing_context
from results.told_standing import told_standing
from results.waves import trends_in, waves_of, waves_table


def _find(request, pk):
    """Return a poll that this person may open, with its consultation."""
    page = get_object_or_404(QuestionnairePage.objects.visible_to(request.user), pk=pk)
    poll = page.specific
    return poll, consultation_of(poll)


@require_safe
def index(request):
    """List what has results, and what will."""
    return render(request, "results/index.html", index_context(request.user))


@require_safe
def poll(request, pk):
    """Show one poll's results, or say when they come."""
    poll, consultation = _find(request, pk)
    poll.take_published_parts()
    shared = {"poll": poll, "consultation": consultation, "closed": not is_still_open(poll)}
    if refusal := refusal_to_show(poll, consultation, request.user):
        due = due_on(poll, consultation)
        return render(request, "results/not_yet.html", shared | {"refusal": refusal, "due": due})
    threshold = CouncilSettings.load(request_or_site=request).suppression_threshold
    preview = {"is_preview": not are_published(poll, consultation)}
    if not isinstance(poll, DeliberativePollPage):
        report = questionnaire_report_of(poll, threshold=threshold)
        context = {
            "report": report,
            "recruited": recruited_in_words(
                report.recruited, report.added_by_hand, report.late_answers
            ),
            "steps": steps_after(poll, consultation, request.user),
            "may_export": request.user.has_perm(MAY_PREVIEW),
            "has_responses": are_responses_public(poll, consultation),
        }
        if poll.earlier_id and (waves := waves_of(poll, request.user, threshold)):
            context |= {"waves": waves, "trends": list(trends_in(waves))}
        return render(request, "results/questionnaire.html", shared | context | preview)
    context = poll_context(
        poll=poll,
        consultation=consultation,
        report=report_of(poll, threshold=threshold),
        user=request.user,
        asked=request.GET.get("item", ""),
    )
    return render(request, "results/poll.html", shared | context | preview)


def file_name(poll, consultation) -> str:
    """Name a file so that those of two polls are told apart: many are just “questions”."""
    return f"{consultation.slug}-{poll.slug}" if consultation else poll.slug


@require_safe
def public_file(request, pk, format):
    """Give anybody the public file, once the results are published."""
    if format not in WRITERS:
        raise Http404
    poll, consultation = _find(request, pk)
    if not are_published(poll, consultation):
        raise Http404
    return download(
        public_zip(poll, format), f"{file_name(poll, consultation)}-public-{format}.zip"
    )


@require_safe
def waves_file(request, pk):
    """Give the figures of all waves of a questionnaire to whoever may see them."""
    poll, consultation = _find(request, pk)
    threshold = CouncilSettings.load(request_or_site=request).suppression_threshold
    waves = waves_of(poll, request.user, threshold)
    if not waves or waves[-1].page.pk != poll.pk:
        raise Http404
    return download(to_csv(waves_table(waves)), f"{file_name(poll, consultation)}-waves.csv", CSV)


@login_required
@require_safe
def export_form(request, pk):
    """Ask an officer which file they need, and what for."""
    poll, _consultation = _find(request, pk)
    if not request.user.has_perm(MAY_PREVIEW):
        return _refused(request, poll, _why_not(request, poll))
    return _form(request, poll, ExportForm())


@login_required
@require_POST
def export(request, pk, format):
    """Make a file for somebody who may have it, on the record."""
    if format not in WRITERS:
        raise Http404
    poll, consultation = _find(request, pk)
    if not request.user.has_perm(MAY_PREVIEW):
        return _refused(request, poll, _why_not(request, poll))
    form = ExportForm(request.POST)
    if not form.is_valid():
        return _form(request, poll, form, status=REFUSED)
    chosen = form.cleaned_data
    try:
        if refusal := refusal_to_export(request.user, poll, chosen["audience"]):
            raise Refused(refusal)
        made = make_export(
            poll=poll,
            audience=chosen["audience"],
            format=format,
            purpose=chosen["purpose"],
            by=request.user,
        )
    except Refused as refusal:
        form.add_error("audience", str(refusal))
        return _form(request, poll, form, status=REFUSED)
    name = f"{file_name(poll, consultation)}-{chosen['audience']}-{format}.zip"
    return download(made.as_zip(), name)


@login_required
@require_safe
def panel(request):
    """Show officers and analysts who the panel stands for, and whom to invite."""
    must_see_panel(request.user)
    form = StandingForm(request.GET or None)
    if form.is_bound and not form.is_valid():
        return render(request, "results/panel.html", {"form": form}, status=REFUSED)
    chosen = form.chosen if form.is_bound else StandingForm.UNASKED
    try:
        standing = panel_standing(wards=mapped_wards(), **chosen)
    except Refused as refusal:
        return render(request, "results/panel.html", {"refusal": str(refusal)})
    threshold = CouncilSettings.load(request_or_site=request).suppression_threshold
    if not form.is_bound:
        form.initial |= {"target": standing.members}
    asked = {name: form.data.get(name, "") for name in form.fields}
    counted, told = _told_of(standing, chosen["target"])
    context = standing_context(standing, threshold, counted, told)
    context |= {"form": form, "asked": asked}
    return render(request, "results/panel.html", context)


@login_required
@require_POST
def panel_file(request):
    """Give the same figures as a file, on the record."""
    must_see_panel(request.user)
    form = StandingForm(request.POST)
    if not form.is_valid():
        return render(request, "results/panel.html", {"form": form}, status=REFUSED)
    try:
        standing = panel_standing(wards=mapped_wards(), **form.chosen)
    except Refused as refusal:
        return render(request, "results/panel.html", {"refusal": str(refusal)}, status=REFUSED)
    council = CouncilSettings.load(request_or_site=request)
    counted, told = _told_of(standing, form.chosen["target"])
    table = as_table(standing, council.suppression_threshold, counted, told)
    record("results.panel_figures", on=council, by=request.user, rows=len(table.rows))
    return download(to_csv(table), "panel-internal.csv", "text/csv; charset=utf-8")


def _told_of(standing, target):
    """Return the newest monthly count and what it says beside the census."""
    counted = counted_by(timezone.localdate())
    found = told_standing(
        counted,
        standing.wards,
        target=target,
        rates=standing.rates,
        only_invited=standing.only_invited,
    )
    return counted, found


def must_see_panel(user):
    if not user.has_perm(MAY_PREVIEW):
        raise PermissionDenied(_("These figures are for officers and analysts of the council."))


def _form(request, poll, form, status=200):
    exports = Export.objects.filter(poll_id=poll.pk).select_related("by")[:20]
    formats = Export.Format.choices
    context = {"poll": poll, "form": form, "exports": exports, "formats": formats}
    context["facilitates"] = refusal_to_read_answers(request.user, poll)
    return render(request, "results/export.html", context, status=status)


def _why_not(request, poll):
    return refusal_to_export(request.user, poll, Export.Audience.PSEUDONYMOUS)


def _refused(request, poll, refusal):
    title = _("You may not export these results")
    context = {"poll": poll, "refusal": refusal, "title": title}
    return render(request, "results/refused.html", context, status=403)
