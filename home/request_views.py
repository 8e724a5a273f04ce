"""Requests for one's own data, in the CMS: their list, each of them, and what is done to it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.downloads import download
from core.refusals import Refused
from home import data_requests as doing
from home import request_forms as forms
from home.acts import Act, answer_act
from home.retention_views import answer_form, demand, sent
from panel.looking import note_looked
from panel.models import DataRequest, LookedAt

VIEW, ADD, CHANGE = (f"panel.{act}_datarequest" for act in ("view", "add", "change"))
KINDS = {"json": "application/json", "html": "text/html; charset=utf-8"}


ACTS = {
    "stop": Act(
        forms.StopForm,
        doing.stop_clock,
        gettext_lazy("Stop the clock"),
        gettext_lazy("Each day until it goes on is added to the day by which it is due."),
        gettext_lazy("Stop it"),
    ),
    "resume": Act(
        forms.ResumeForm,
        doing.resume_clock,
        gettext_lazy("Let the clock go on"),
        gettext_lazy("From that day on the days count again."),
        gettext_lazy("Let it go on"),
    ),
    "extend": Act(
        forms.ExtendForm,
        doing.extend,
        gettext_lazy("Take two more months"),
        gettext_lazy("Possible once, within the first month, and only if you tell them why."),
        gettext_lazy("Extend it"),
    ),
    "take-out": Act(
        forms.TakeOutForm,
        doing.take_out,
        gettext_lazy("Take out what is about others"),
        gettext_lazy(
            "Read the page first. These words are forgotten as soon as the answer is sent."
        ),
        gettext_lazy("Take them out"),
        lambda request: {"words": request.taken_out},
    ),
    "sent": Act(
        forms.SentForm,
        doing.mark_as_sent,
        gettext_lazy("Mark as sent"),
        gettext_lazy("The fingerprint of the file that was taken last stays with the request."),
        gettext_lazy("It is sent"),
    ),
}


def index(request):
    """List the requests, those that are open first."""
    demand(request, VIEW)
    rows = list(DataRequest.objects.with_stops())
    people = [row.person for row in rows if row.person]
    why = _("To see which requests are due")
    note_looked(request, people, page=LookedAt.Page.REQUEST, why=why)
    context = {
        "rows": sorted(rows, key=lambda row: (row.sent_on is not None, row.due_on)),
        "may_add": request.user.has_perm(ADD),
        "page_title": _("Requests for one’s own data"),
    }
    return render(request, "home/admin/data_requests.html", context)


def new(request):
    demand(request, ADD)

    def act(told):
        doing.receive(person=told.pop("email"), by=request.user, **told)

    return answer_form(
        request,
        forms.ReceiveForm(sent(request)),
        act,
        back_url=reverse("data_requests"),
        title=_("Note a request"),
        words=_(
            "Members can take the same file themselves, under My panel. This is for who asks by "
            "letter, phone or at the counter."
        ),
        button=_("Note it"),
    )


def find(request, pk):
    demand(request, CHANGE)
    row = get_object_or_404(DataRequest.objects.with_stops(), pk=pk)
    if row.person:
        why = _("%(request)s: %(note)s") % {"request": row, "note": row.note}
        note_looked(request, [row.person], page=LookedAt.Page.REQUEST, why=why)
    return row


def one(request, pk):
    """Show a request: its clock, and of the file what has to be read for others."""
    row = find(request, pk)
    sections = doing.sections_for(row) if row.person and not row.sent_on else []
    context = {
        "row": row,
        "sections": [one for one in sections if one.code in doing.READ_FOR_OTHERS],
        "unread": [one for one in sections if one.code not in doing.READ_FOR_OTHERS and one.rows],
        "page_title": str(row),
    }
    return render(request, "home/admin/data_request.html", context)


def act(request, pk, name):
    """Ask for what an act needs, and do it."""
    row = find(request, pk)
    back_url = reverse("data_request", args=[pk])
    return answer_act(request, ACTS, name, request=row, back_url=back_url)


@never_cache
@require_POST
def take_file(request, pk, kind):
    """Make the file and hand it over; nothing of it is kept here."""
    row = find(request, pk)
    if kind not in KINDS or row.person is None:
        raise Http404
    try:
        data = doing.make_file(row, kind, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("data_request", pk)
    return download(data, f"request-{row.pk}.{kind}", KINDS[kind])
