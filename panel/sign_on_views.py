"""Leave for the council's provider, and come back from it."""

from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.internal import statekit
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from core.rates import allow
from core.refusals import Refused
from panel.models import SecurityEvent
from panel.security_log import note_event
from panel.sign_on import enter, newcomer_of, person_bound_to, person_of
from panel.sign_on_provider import CouncilProvider, NotProved, claims_of, lead_to_provider

TRIES_A_COMPUTER, SPAN = 300, 600  # a whole council may share an address


@never_cache
@require_POST
def begin(request):
    """Lead to the provider; a button asks for it, so that no page elsewhere can."""
    onward = get_next_redirect_url(request) or ""
    if request.user.is_authenticated:
        return redirect(onward or "account_home")
    computer = get_adapter(request).get_client_ip(request)
    if not allow(f"council-from|{computer}", TRIES_A_COMPUTER, SPAN):
        return refuse(request, _("That was too many tries. Wait 10 minutes."), 429)
    try:
        return lead_to_provider(request, onward)
    except NotProved:
        return refuse(request, out_of_reach(), 502)


@never_cache
@sensitive_variables()
@require_safe
def arrive(request):
    """Come back from the provider: check what it says, find the account, sign in."""
    if request.user.is_authenticated:
        return redirect("account_home")
    provider = CouncilProvider(request)
    state = statekit.unstash_state(
        request, provider_id=provider.sub_id, state_id=request.GET.get("state", "")
    )
    if state is None:
        return refuse(
            request, _("This sign-in began in another browser, or too long ago. Begin again."), 400
        )
    if request.GET.get("error") == "access_denied":
        note_failed(None)
        messages.error(request, _("You called it off, or you may not use this site from there."))
        return redirect("account_login")
    person = None
    try:
        proved, told = claims_of(request, state)
        person = person_bound_to(proved)
        newcomer = newcomer_of(proved, told)
        user, newcomer = person_of(newcomer)
    except NotProved:
        note_failed(None)
        return refuse(request, out_of_reach(), 502)
    except Refused as refusal:
        note_failed(person)
        return refuse(request, str(refusal), 403)
    return enter(request, user, newcomer, state.get("next", ""))


def note_failed(person):
    """Note that somebody came back from the provider and was not let in; where known, who."""
    note_event(SecurityEvent.Kind.FAILED, person, about=_("Council account"))


def out_of_reach():
    return _(
        "We could not learn who you are from %(name)s. Try again in a minute; if it goes on, tell "
        "those who run this site."
    ) % {"name": settings.STAFF_SIGN_ON["name"]}


def refuse(request, words, status):
    context = {"words": words, "name": settings.STAFF_SIGN_ON["name"]}
    return render(request, "account/council_refused.html", context, status=status)
