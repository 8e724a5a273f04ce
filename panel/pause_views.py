"""The page on which members pause their place, or all use of their data, and come back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from core.dates import short_day
from core.refusals import Refused
from panel import places_on_panel
from panel.forms import PauseForm
from panel.views import asks, membership_of, show

ACTS = {
    "pause-data": (
        places_on_panel.pause_data,
        gettext_lazy("Your data is paused. We keep it and use it for nothing."),
    ),
    "use-data": (
        places_on_panel.use_data_again,
        gettext_lazy("Welcome back. We use your data again."),
    ),
    "renew": (
        places_on_panel.renew,
        gettext_lazy("Your place lasts until %(day)s."),
    ),
    "resume": (
        places_on_panel.take_up_again,
        gettext_lazy("Welcome back. You are invited again."),
    ),
}


@login_required
@never_cache
@asks
def pause(request):
    """Let a member be left in peace for a while, have their data left alone, or come back."""
    membership = membership_of(request.user)
    if membership is None:
        return redirect("account_home")
    action, back_url = request.POST.get("action", ""), reverse("account_home")
    form = PauseForm(request.POST if action == "pause" else None)
    if action not in ACTS and not form.is_valid():
        return show(request, "panel/pause.html", form, membership=membership, back_url=back_url)
    try:
        if action in ACTS:
            act, words = ACTS[action]
            act(membership=membership)
            done = str(words) % {"day": short_day(membership.term_ends_on, year=True)}
        else:
            until = form.cleaned_data["until"]
            places_on_panel.pause(membership=membership, until=until)
            done = _("Paused until %(day)s.") % {"day": short_day(until)}
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(back_url)
