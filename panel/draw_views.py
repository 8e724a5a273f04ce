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
from panel.draw_forms import DrawForm
from panel.drawing import call_off, plan_draw, replace_drop_out
from panel.models import Draw, DrawMember
from panel.proof import FILES, files_of


def new_draw(request):
    """Ask what is to be drawn, and have it drawn."""
    must_have(request, "panel.add_draw")
    form = DrawForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            draw = plan_draw(by=request.user, **form.asked_for())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("draw:inspect", draw.pk)
    context = {
        "form": form,
        "back_url": reverse("draw:index"),
        "page_title": _("Draw a panel"),
    }
    status = REFUSED if form.errors else 200
    return render(request, "panel/admin/new_draw.html", context, status=status)


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


def fill_seat(request, pk, code):
    """Ask, then draw somebody for the seat of who dropped out."""
    must_have(request, "panel.add_draw")
    rows = DrawMember.objects.seated().select_related("draw", "membership__user")
    row = get_object_or_404(rows, draw=pk, code=code)
    if request.method == "POST":
        try:
            again = replace_drop_out(draw=row.draw, membership=row.membership, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The seat is filled. This is the panel of now."))
            return redirect("draw:inspect", again.pk)
        return redirect("draw:inspect", pk)
    context = {
        "row": row,
        "back_url": reverse("draw:inspect", args=[pk]),
        "page_title": _("Fill this seat again"),
    }
    return render(request, "panel/admin/fill_seat.html", context)


def draw_file(request, pk, name):
    """Give a file of codes and categories, or the text that was hashed, to the byte."""
    must_have(request, "panel.view_draw")
    draw = get_object_or_404(Draw, pk=pk)
    if not draw.is_drawn or name not in FILES:
        raise Http404
    record("panel.draw_downloaded", on=draw, by=request.user, file=name)
    kind = "application/json" if name.endswith(".json") else "text/csv"
    response = HttpResponse(files_of(draw)[name], content_type=f"{kind}; charset=utf-8")
    mark = "TEST-" if draw.is_test else ""
    response["Content-Disposition"] = f'attachment; filename="{mark}draw-{draw.pk}-{name}"'
    return response


def must_have(request, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied
