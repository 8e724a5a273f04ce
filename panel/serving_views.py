"""The pages on which members offer to serve on a panel, and take or give up a seat."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from core.refusals import Refused
from panel.models import SeatOffer, VolunteerCall
from panel.seats import refusal_to_reply, reply_to_offer
from panel.views import asks, membership_of
from panel.volunteering import is_asked, offer_to_serve, take_yes_back, titles_of, yes_of


@login_required
@never_cache
@asks
def serve(request, pk):
    """Let a member say that they would like to serve, lend their answers to it, or take it back."""
    membership = membership_of(request.user)
    call = get_object_or_404(VolunteerCall, pk=pk)
    if membership is None:
        return redirect("account_home")
    yes = yes_of(call, membership)
    try:
        if yes is None and not is_asked(call, membership):
            raise Http404
    except Refused as gone:
        raise Http404 from gone
    lending = words_of_lending(call)
    if request.method == "POST":
        try:
            done = note_answer(request, call, membership, lending)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
        return redirect("account_home")
    context = {
        "call": call,
        "yes": yes,
        "lending": lending,
        "refusal": call.refusal or membership.refusal,
        "back_url": reverse("account_home"),
    }
    return render(request, "panel/serve.html", context)


def note_answer(request, call, membership, lending: str) -> str:
    """Do what the pressed button says, and return what to tell."""
    if request.POST.get("answer") == "no":
        take_yes_back(membership=membership, call=call)
        return _("Noted. You are not in this draw.")
    lends = bool(lending) and "lends_answers" in request.POST
    offer_to_serve(membership=membership, call=call, lends_answers=lends, shown=lending)
    return _("Thank you. You are in the draw; we write to you if you are drawn.")


def words_of_lending(call) -> str:
    """Return the words that somebody agrees to, which go on record; "" if nothing is asked for."""
    titles = titles_of(call)
    if not titles:
        return ""
    return _(
        "You may use what I told you about myself for this draw: %(what)s. The council sees it "
        "under a code, beside my ward and age band and not beside my name."
    ) % {"what": get_text_list([title.lower() for title in titles], _("and"))}


@login_required
@never_cache
@asks
def seat(request, pk):
    """Show somebody who was drawn the seat that is theirs, and let them take it or give it up."""
    offers = SeatOffer.objects.filter(membership__user=request.user)
    offer = get_object_or_404(offers.select_related("draw", "letter"), pk=pk)
    if request.method == "POST":
        takes = request.POST.get("answer") == "yes"
        try:
            reply_to_offer(offer=offer, takes=takes)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request,
                _("Thank you. The seat is yours.")
                if takes
                else _("Noted. Somebody else is drawn for this seat."),
            )
        return redirect("panel:seat", pk)
    context = {
        "offer": offer,
        "refusal": refusal_to_reply(offer),
        "back_url": reverse("account_home"),
    }
    return render(request, "panel/seat.html", context)
