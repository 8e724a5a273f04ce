"""The register of breaches, in the CMS: its list, each of them, and what is done about it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from core.downloads import download
from home import breach_forms as forms
from home import breaches as doing
from home.retention_views import answer_form, demand, sent
from panel.models import DataBreach

VIEW, ADD, CHANGE = (f"panel.{act}_databreach" for act in ("view", "add", "change"))


@dataclass(frozen=True)
class Act:
    """Something that is done about a breach: its form, the function, and the words around it."""

    form: type
    do: Callable[..., None]
    title: str | Promise
    words: str | Promise
    button: str | Promise


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
    return download(doing.as_csv(), "register-of-breaches.csv", "text/csv; charset=utf-8")


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
    row, wanted = get_object_or_404(DataBreach, pk=pk), ACTS.get(name)
    if wanted is None:
        raise Http404
    return answer_form(
        request,
        wanted.form(sent(request)),
        lambda told: wanted.do(breach=row, by=request.user, **told),
        back_url=reverse("breach_one", args=[pk]),
        title=wanted.title,
        words=wanted.words,
        button=wanted.button,
    )
