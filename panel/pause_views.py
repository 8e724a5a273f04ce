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
from panel.age_forms import OwnAgeForm
from panel.births import born_on
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
    age_form = age_to_confirm(membership, request.POST if action == "renew" else None)
    asked = {"pause": form, "renew": age_form}.get(action)
    if action not in (*ACTS, "pause", "renew") or (asked and not asked.is_valid()):
        context = {"membership": membership, "age_form": age_form, "back_url": back_url}
        return show(request, "panel/pause.html", asked or form, **context)
    try:
        done = act_on(action, membership, asked)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(back_url)


def age_to_confirm(membership, data):
    """Return the form that asks anew for an age that was told as a band, where a term is over."""
    if membership.refusal_to_renew:
        return None
    born = born_on(membership.user)
    return None if born else OwnAgeForm(data, born=None, age_band=membership.age_band)


def act_on(action, membership, asked) -> str:
    """Do what was asked for, and return what to say of it."""
    if action == "pause":
        until = asked.cleaned_data["until"]
        places_on_panel.pause(membership=membership, until=until)
        return _("Paused until %(day)s.") % {"day": short_day(until)}
    if action == "renew":
        places_on_panel.renew(membership=membership, age=asked and asked.told)
        day = short_day(membership.term_ends_on, year=True)
        return _("Your place lasts until %(day)s.") % {"day": day}
    act, words = ACTS[action]
    act(membership=membership)
    return str(words)
