"""The record of processing activities, in the CMS, and for everybody what data is used for."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from core.downloads import download_csv
from home import processing
from home.processing_forms import ProcessingForm
from home.retention_views import answer_form, demand, sent
from panel.models import ProcessingRecord

VIEW, ADD, CHANGE = (f"panel.{act}_processingrecord" for act in ("view", "add", "change"))


@require_safe
def used_for(request):
    """Tell everybody, purpose by purpose, what is held, under which law and how long."""
    return render(request, "home/used_for.html", {"entries": processing.entries()})


@require_GET
def index(request):
    """List every purpose, and what its record still lacks."""
    demand(request, VIEW)
    context = {
        "entries": processing.entries(),
        "may_add": request.user.has_perm(ADD),
        "may_change": request.user.has_perm(CHANGE),
        "page_title": _("Records of processing"),
    }
    return render(request, "home/admin/processing.html", context)


@require_GET
def as_file(request):
    demand(request, VIEW)
    return download_csv(processing.as_table(), "records-of-processing.csv")


def new(request):
    demand(request, ADD)
    return answer_form(
        request,
        ProcessingForm(sent(request)),
        lambda told: processing.add_record(told=told, by=request.user),
        back_url=reverse("processing"),
        title=_("Add a purpose"),
        words=_("Pages that ask people something can name it as soon as it is here."),
        button=_("Add it"),
    )


def change(request, pk):
    demand(request, CHANGE)
    entry = get_object_or_404(ProcessingRecord, pk=pk)
    return answer_form(
        request,
        ProcessingForm(sent(request), instance=entry),
        lambda told: processing.change_record(entry=entry, told=told, by=request.user),
        back_url=reverse("processing"),
        title=str(entry),
        words=_("What it says now is kept in the log. Everybody reads the new words at once."),
        button=_("Change it"),
    )
