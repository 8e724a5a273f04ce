"""The register of breaches, in the CMS: its list, each of them, and what is done about it."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from core.downloads import download_csv
from home import breach_forms as forms
from home import breaches as doing
from home.acts import Act, answer_act
from home.retention_views import answer_form, demand, sent
from panel.models import DataBreach

VIEW, ADD, CHANGE = (f"panel.{act}_databreach" for act in ("view", "add", "change"))


ACTS = {
    "report": Act(
        forms.ReportForm,
        doing.report,
        gettext_lazy("Note the report"),
        gettext_lazy("Report it on ico.org.uk or by phone, 0303 123 1113; then note it here."),
        gettext_lazy("It is reported"),
    ),
    "told": Act(
        forms.ToldForm,
        doing.tell_people,
        gettext_lazy("Note that people were told"),
        gettext_lazy("Where the risk is high they are told without undue delay, in plain words."),
        gettext_lazy("They were told"),
    ),
    "close": Act(
        forms.CloseForm,
        doing.close,
        gettext_lazy("Close it"),
        gettext_lazy("Nothing of it changes after that."),
        gettext_lazy("Close it"),
    ),
}


@require_safe
def index(request):
    """List the breaches, those whose hours run first."""
    demand(request, VIEW)
    rows = sorted(DataBreach.objects.all(), key=lambda row: row.closed_on is not None)
    context = {
        "rows": rows,
        "may_add": request.user.has_perm(ADD),
        "page_title": _("Breaches of data"),
    }
    return render(request, "home/admin/breaches.html", context)


@require_safe
def as_file(request):
    demand(request, VIEW)
    return download_csv(doing.as_table(), "register-of-breaches.csv")


def new(request):
    demand(request, ADD)
    return answer_form(
        request,
        forms.BreachForm(sent(request)),
        lambda told: doing.note_breach(told=told, by=request.user),
        back_url=reverse("breaches"),
        title=_("Note a breach"),
        words=_(
            "Personal data was lost, changed, or seen by who should not see it. Note it at once, "
            "with what you know; you can say more later."
        ),
        button=_("Note it"),
    )


@require_safe
def one(request, pk):
    demand(request, CHANGE)
    row = get_object_or_404(DataBreach, pk=pk)
    return render(request, "home/admin/breach.html", {"row": row, "page_title": str(row)})


def change(request, pk):
    demand(request, CHANGE)
    row = get_object_or_404(DataBreach, pk=pk)
    return answer_form(
        request,
        forms.BreachForm(sent(request), instance=row),
        lambda told: doing.change_breach(breach=row, told=told, by=request.user),
        back_url=reverse("breach_one", args=[pk]),
        title=_("Say what is known by now"),
        words=_("What the register says now is kept in the log."),
        button=_("Change it"),
    )


def act(request, pk, name):
    """Ask for what an act needs, and do it."""
    demand(request, CHANGE)
    row = get_object_or_404(DataBreach, pk=pk)
    return answer_act(request, ACTS, name, breach=row, back_url=reverse("breach_one", args=[pk]))
