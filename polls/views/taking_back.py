"""Taking answers back: with the receipt number, or signed in."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.forms import REFUSED
from core.rates import allow
from core.refusals import Refused
from polls.forms import ReceiptForm
from polls.models import QuestionnairePage, Wave
from polls.responding import withdraw_own_response, withdraw_response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request, pk):
    """Let whoever holds a receipt number take their answers back as long as they can be."""
    pages = QuestionnairePage.objects.visible_to(request.user)
    page = get_object_or_404(pages.select_related("deliberativepollpage"), pk=pk)
    page = getattr(page, "deliberativepollpage", page)
    refusals = [page.refusal_to_take_back(wave) for wave in page.waves]
    own = {
        "page": page,
        "own_waves": waves_to_take_back(page, request.user),
        "refusal": refusals[-1] if all(refusals) else "",
    }
    if request.method != "POST":
        return render(request, "polls/take_back.html", own | {"form": ReceiptForm()})
    if "wave" in request.POST and request.user.is_authenticated:
        return take_own_back(request, page)
    form = ReceiptForm(request.POST)
    if form.is_valid():
        try:
            if not allow(f"receipt from {request.META.get('REMOTE_ADDR', '')}", 30, 600):
                raise Refused(_("That were many tries. Wait ten minutes, then try again."))
            response = withdraw_response(page=page, receipt=form.cleaned_data["receipt"])
        except Refused as refusal:
            form.add_error("receipt", str(refusal))
        else:
            return render(request, "polls/taken_back.html", {"page": page, "response": response})
    return render(request, "polls/take_back.html", own | {"form": form}, status=REFUSED)


def waves_to_take_back(page, user) -> list[tuple[str, str]]:
    """List the waves whose answers a signed-in person can take back now, with their names."""
    if not user.is_authenticated:
        return []
    sent = page.standing_of(user).responses
    return [
        (wave, Wave(wave).label)
        for wave in page.waves
        if wave in sent and sent[wave].withdrawn_at is None and not page.refusal_to_take_back(wave)
    ]


def take_own_back(request, page):
    """Let somebody take back what they answered while signed in; they need no number."""
    try:
        response = withdraw_own_response(
            user=request.user, page=page, wave=request.POST["wave"][:6]
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(address_of_take_back(page))
    return render(request, "polls/taken_back.html", {"page": page, "response": response})


def address_of_take_back(page) -> str:
    return reverse("polls:take_back", args=[page.pk])
