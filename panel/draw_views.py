"""What staff do about draws in the CMS: ask for one, call it off, fill a seat, take files."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.audit import record
from core.forms import REFUSED
from core.refusals import Refused
from panel.draw_forms import DrawForm, NumberForm
from panel.drawing import call_off, plan_draw, plan_round
from panel.models import Draw, DrawMember
from panel.proof import files_of, names_of_files
from panel.public_draws import draw_by_number, publish_list
from panel.told_in_draws import may_see_told

KINDS = {"json": "application/json", "csv": "text/csv", "txt": "text/plain"}


def new_draw(request):
    """Ask what is to be drawn, and have it drawn."""
    must_have(request, "panel.add_draw")
    form = DrawForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        initial={"pool": request.GET.get("pool", "")},
    )
    if form.is_valid():
        try:
            draw = plan_draw(by=request.user, **form.asked_for())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("draw:inspect", draw.pk)
    context = {
        "form": form,
        "lead": _(
            "The panel is drawn by lot from those whose ward and age band are known. First we look "
            "whether any panel keeps the quotas; then it is drawn in the background, which takes "
            "about a minute where there are many wards."
        ),
        "button": _("Draw the panel"),
        "back_url": reverse("draw:index"),
        "page_title": _("Draw a panel"),
    }
    status = REFUSED if form.errors else 200
    return render(request, "panel/admin/ask.html", context, status=status)


@require_POST
def call_draw_off(request, pk):
    must_have(request, "panel.add_draw")
    draw = get_object_or_404(Draw.objects.without_text(), pk=pk)
    try:
        call_off(draw=draw, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The draw is called off. Nobody was drawn."))
    return redirect("draw:inspect", pk)


def fill_seat(request, pk, seat):
    """Ask, then have somebody drawn for the seat of who dropped out."""
    must_have(request, "panel.add_draw")
    rows = DrawMember.objects.seated().select_related("draw", "membership__user")
    row = get_object_or_404(rows, draw=pk, pk=seat)
    if request.method == "POST":
        try:
            again = plan_round(draw=row.draw, membership=row.membership, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            return redirect("draw:inspect", again.pk)
        return redirect("draw:inspect", pk)
    context = {
        "row": row,
        "back_url": reverse("draw:inspect", args=[pk]),
        "page_title": _("Fill this seat again"),
    }
    return render(request, "panel/admin/fill_seat.html", context)


@require_POST
def publish(request, pk):
    must_have(request, "panel.add_draw")
    draw = get_object_or_404(Draw.objects.without_text(), pk=pk)
    try:
        publish_list(draw=draw, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The list is published. Now the number can be drawn."))
    return redirect("draw:inspect", pk)


def enter_number(request, pk):
    """Ask for the number that was drawn in public, twice, and seat the panel that it chose."""
    must_have(request, "panel.add_draw")
    draw = get_object_or_404(Draw.objects.without_text(), pk=pk, state=Draw.State.PUBLISHED)
    form = NumberForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            draw_by_number(draw=draw, number=form.cleaned_data["number"], by=request.user)
        except Refused as refusal:
            form.add_error("number", str(refusal))
        else:
            messages.success(request, _("The number is on record, and the panel is drawn."))
            return redirect("draw:inspect", pk)
    context = {
        "form": form,
        "draw": draw,
        "back_url": reverse("draw:inspect", args=[pk]),
        "page_title": _("Enter the number"),
    }
    status = REFUSED if form.errors else 200
    return render(request, "panel/admin/enter_number.html", context, status=status)


def draw_file(request, pk, name):
    """Give a file of codes and categories, or the text that was hashed, to the byte."""
    must_have(request, "panel.view_draw")
    draw = get_object_or_404(Draw, pk=pk)
    if name not in names_of_files(draw):
        raise Http404
    if not may_see_told(request.user, draw):
        raise PermissionDenied
    record("panel.draw_downloaded", on=draw, by=request.user, file=name)
    kind = KINDS[name.rpartition(".")[2]]
    response = HttpResponse(files_of(draw)[name], content_type=f"{kind}; charset=utf-8")
    mark = "TEST-" if draw.is_test else ""
    response["Content-Disposition"] = f'attachment; filename="{mark}draw-{draw.pk}-{name}"'
    return response


def must_have(request, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied
