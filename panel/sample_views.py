"""What staff do about samples in the CMS: look ahead, draw, withdraw, take files."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.audit import record
from core.downloads import JSON, download, download_csv
from core.forms import REFUSED
from core.refusals import Refused
from panel.draw_views import must_have
from panel.invitation_draws import draw_sample, look_ahead, withdraw_sample
from panel.invitation_frame import REASONS
from panel.models import Sample
from panel.sample_forms import SampleForm

FILES = ("sample.csv", "sample.json")


def new_sample(request):
    """Ask what is to be drawn, show what it would be, and draw it once that was seen."""
    must_have(request, "panel.add_sample")
    sees_members = request.user.has_perm("panel.view_membership")
    asks = request.method == "POST"
    form = SampleForm(
        request.POST if asks else None,
        sees_members=sees_members,
        initial={name: request.GET.get(name, "") for name in ("segment", "page")},
    )
    outlook = None
    if asks and form.is_valid():
        try:
            if "draw" in request.POST:
                sample = draw_sample(by=request.user, **form.asked_for())
                messages.success(request, _("The sample is drawn."))
                return redirect("sample:inspect", sample.pk)
            outlook = look_ahead(form.asked)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "form": form,
        "outlook": outlook,
        "left_out": in_words(outlook.frame.excluded) if outlook else [],
        "over_limit": in_words(outlook.frame.over_limit) if outlook else [],
        "back_url": reverse("sample:index"),
        "page_title": _("Draw members to invite"),
    }
    status = REFUSED if form.errors else 200
    return render(request, "panel/admin/new_sample.html", context, status=status)


@require_POST
def withdraw(request, pk):
    must_have(request, "panel.add_sample")
    sample = get_object_or_404(Sample.objects.without_text(), pk=pk)
    try:
        withdraw_sample(sample=sample, reason=request.POST.get("reason", ""), by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The sample is withdrawn. Nobody is invited by it."))
    return redirect("sample:inspect", pk)


def sample_file(request, pk, name):
    """Give the codes with their chances and weights, or the text that was hashed, to the byte."""
    must_have(request, "panel.view_sample")
    sample = get_object_or_404(Sample, pk=pk)
    if name not in FILES:
        raise Http404
    record("panel.sample_downloaded", on=sample, by=request.user, file=name)
    called = f"{'TEST-' if sample.is_test else ''}{sample.pk}-{name}"
    if name.endswith(".json"):
        return download(sample.text.encode(), called, JSON)
    return download_csv(table_of(sample), called)


def table_of(sample) -> list[list[str]]:
    rows = [["code", "stratum", "chance", "design_weight", "by_hand"]]
    rows += [
        [
            member.code,
            member.stratum,
            "" if member.probability is None else repr(member.probability),
            repr(member.design_weight),
            "yes" if member.is_by_hand else "no",
        ]
        for member in sample.members.all()
    ]
    return rows


def in_words(counted: dict[str, int]) -> list[tuple[str, int]]:
    """Say in words why members were left out, and how many."""
    return [(str(REASONS.get(reason, reason)), n) for reason, n in counted.items()]
