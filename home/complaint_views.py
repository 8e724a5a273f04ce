"""Complaints about data: the form for everybody, and the list of those who answer them."""

from allauth.account.adapter import get_adapter
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.downloads import download
from core.forms import REFUSED
from core.rates import allow
from core.refusals import Refused
from home import complaint_forms as forms
from home import complaints as doing
from home.acts import Act, answer_act
from home.retention_views import answer_form, demand, sent
from panel.looking import note_looked
from panel.models import DataComplaint, LookedAt

VIEW, ADD, CHANGE = (f"panel.{act}_datacomplaint" for act in ("view", "add", "change"))
MOST_FROM_COMPUTER, SPAN = 5, 3600
SENT = "complaint_sent"


# ---- for everybody -------------------------------------------------------------------------------


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request):
    """Take a complaint from anybody, signed in or not, and say when they hear from us."""
    person = request.user if request.user.is_authenticated else None
    initial = {"email": person.email} if person else {}
    form = forms.ComplaintForm(sent(request), initial=initial)
    if form.is_valid():
        try:
            refuse_flood(request)
            made = doing.complain(person=person, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            request.session[SENT] = made.pk
            return redirect("complaint_sent")
    status = REFUSED if form.errors else 200
    return render(request, "home/complaint.html", {"form": form}, status=status)


def refuse_flood(request):
    computer = get_adapter(request).get_client_ip(request)
    if not allow(f"complaint-from|{computer}", MOST_FROM_COMPUTER, SPAN):
        raise Refused(_("Several complaints came from here within the hour. Phone or write to us."))


@never_cache
@require_safe
def complaint_sent(request):
    """Confirm what was just sent: its number and its days, and none of its words."""
    complaint = DataComplaint.objects.filter(pk=request.session.get(SENT)).first()
    if complaint is None:
        return redirect("complain")
    return render(request, "home/complaint_sent.html", {"complaint": complaint})


# ---- for those who answer ------------------------------------------------------------------------


ACTS = {
    "acknowledge": Act(
        forms.AcknowledgeForm,
        doing.acknowledge,
        gettext_lazy("Note the acknowledgement"),
        gettext_lazy("Where there is an e-mail address the acknowledgement went out by itself."),
        gettext_lazy("Note it"),
    ),
    "look-into": Act(
        forms.LookIntoForm,
        doing.look_into,
        gettext_lazy("Look into it"),
        gettext_lazy("The law asks for appropriate steps without undue delay."),
        gettext_lazy("Note it"),
        lambda complaint: {"steps": complaint.steps},
    ),
    "outcome": Act(
        forms.OutcomeForm,
        doing.tell_outcome,
        gettext_lazy("Tell the outcome"),
        gettext_lazy("Nothing of the complaint changes after that."),
        gettext_lazy("Tell them"),
    ),
}


@require_safe
def index(request):
    """List the complaints, those that are open first, by the day they must be acknowledged."""
    demand(request, VIEW)
    rows = list(DataComplaint.objects.select_related("person"))
    rows.sort(key=lambda row: (bool(row.outcome), bool(row.acknowledged_on), row.received_on))
    context = {
        "rows": rows,
        "may_add": request.user.has_perm(ADD),
        "page_title": _("Complaints about data"),
    }
    return render(request, "home/admin/complaints.html", context)


def new(request):
    demand(request, ADD)
    may_view = request.user.has_perm(VIEW)
    return answer_form(
        request,
        forms.NoteComplaintForm(sent(request)),
        lambda told: doing.complain(by=request.user, **told),
        back_url=reverse("complaints") if may_view else reverse("wagtailadmin_home"),
        title=_("Note a complaint about data"),
        words=_("It is acknowledged by e-mail at once, or by you within 30 days of its receipt."),
        button=_("Note it"),
    )


def find(request, pk):
    demand(request, CHANGE)
    row = get_object_or_404(DataComplaint.objects.select_related("person"), pk=pk)
    if row.person:
        why = _("To answer %(complaint)s") % {"complaint": row}
        note_looked(request, [row.person], page=LookedAt.Page.COMPLAINT, why=why)
    return row


@require_safe
def one(request, pk):
    row = find(request, pk)
    context = {"row": row, "page_title": str(row)}
    return render(request, "home/admin/complaint.html", context)


def act(request, pk, name):
    """Ask for what an act needs, and do it."""
    row = find(request, pk)
    back_url = reverse("complaint_one", args=[pk])
    return answer_act(request, ACTS, name, complaint=row, back_url=back_url)


@never_cache
@require_POST
def letter(request, pk):
    """Hand over the outcome as a letter to print."""
    row = find(request, pk)
    if not row.outcome:
        raise Http404
    return download(
        doing.letter(row).encode(), f"complaint-{row.pk}.txt", "text/plain; charset=utf-8"
    )
