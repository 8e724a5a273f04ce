"""What staff do about volunteers and seats in the CMS: ask, write, and fill what is free again."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.forms import REFUSED
from core.refusals import Refused
from panel.draw_views import must_have
from panel.frames import in_words
from panel.models import Draw, VolunteerCall
from panel.seat_forms import CallForm, FillSeatsForm, SeatLetterForm
from panel.seats import fill_free_seats, offers_of, seats_to_fill, write_to_panel
from panel.volunteering import active_volunteers, begin_call, lent_to


def calls(request):
    """List the calls for volunteers so far, with the way to another."""
    must_have(request, "panel.view_draw")
    context = {
        "calls": VolunteerCall.objects.all(),
        "may_draw": request.user.has_perm("panel.add_draw"),
        "back_url": reverse("draw:index"),
        "page_title": _("Calls for volunteers"),
    }
    return render(request, "panel/admin/calls.html", context)


def new_call(request):
    """Ask for what is to be written, and write it to everybody concerned."""
    must_have(request, "panel.add_draw")
    form = CallForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            call = begin_call(by=request.user, **form.asked_for())
        except Refused as refusal:
            form.add_error("reply_by", str(refusal))
        else:
            messages.success(request, _("The letters are on their way."))
            return redirect("panel_call", call.pk)
    context = {
        "form": form,
        "lead": _(
            "Each active member who wants messages gets one letter, and finds the question in My "
            "panel until the day you give."
        ),
        "button": _("Ask them"),
        "back_url": reverse("panel_calls"),
        "page_title": _("Ask who would like to serve"),
    }
    return render(request, "panel/admin/ask.html", context, status=_status(form))


def call(request, pk):
    """Show one call: how many said yes, and what a draw may go by. Never who."""
    must_have(request, "panel.view_draw")
    found = get_object_or_404(VolunteerCall, pk=pk)
    sees_told = request.user.has_perm("panel.view_profileanswer")
    context = {
        "call": found,
        "asked": in_words(found.frame),
        "volunteers": active_volunteers(found).count(),
        "lent": lent_to(found) if sees_told else [],
        "may_draw": request.user.has_perm("panel.add_draw"),
        "back_url": reverse("panel_calls"),
        "page_title": found.title,
    }
    return render(request, "panel/admin/call.html", context)


def write(request, pk):
    """Write to who sits on a panel, without being shown to whom."""
    must_have(request, "panel.add_draw")
    draw = get_object_or_404(Draw.objects.without_text(), pk=pk)
    form = SeatLetterForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            write_to_panel(draw=draw, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("reply_by", str(refusal))
        else:
            messages.success(request, _("The letters are on their way."))
            return redirect("draw:inspect", pk)
    context = {
        "form": form,
        "lead": _("This goes to the people who sit on “%(draw)s”. You are not shown who they are.")
        % {"draw": draw},
        "button": _("Write to the panel"),
        "back_url": reverse("draw:inspect", args=[pk]),
        "page_title": _("Write to the panel"),
    }
    return render(request, "panel/admin/ask.html", context, status=_status(form))


def fill_free(request, pk):
    """Ask, then have all free seats of a panel filled by one round."""
    must_have(request, "panel.add_draw")
    draw = get_object_or_404(Draw.objects.without_text(), pk=pk)
    form = FillSeatsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            again = fill_free_seats(draw=draw, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            return redirect("draw:inspect", again.pk)
        return redirect("draw:inspect", pk)
    context = {
        "draw": draw,
        "free": seats_to_fill(draw, offers_of(draw)),
        "back_url": reverse("draw:inspect", args=[pk]),
        "page_title": _("Fill the free seats"),
    }
    return render(request, "panel/admin/fill_free.html", context)


def _status(form) -> int:
    return REFUSED if form.errors else 200
