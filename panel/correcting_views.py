"""The pages on which a member corrects their age and their e-mail address."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from core.refusals import Refused
from panel import own_address
from panel.age_forms import OwnAgeForm
from panel.births import born_on, note_age
from panel.forms import CodeForm, NewAddressForm
from panel.models import Membership
from panel.session_codes import MINUTES
from panel.signing_in import sends_no_mail
from panel.views import asks, membership_of, show
from panel.ways_in_views import proved_lately


@login_required
@never_cache
@asks
def age(request):
    """Correct or take away one's date of birth, or choose another age band."""
    membership = membership_of(request.user)
    if membership is None or membership.status in Membership.GONE:
        return redirect("account_home")
    born = born_on(request.user)
    data = request.POST if request.method == "POST" else None
    form = OwnAgeForm(data, born=born, age_band=membership.age_band)
    if form.is_valid():
        try:
            note_age(membership=membership, **form.told)
        except Refused as refusal:
            form.add_error("born", str(refusal))
        else:
            messages.success(request, _("Saved. It counts from today; what you sent before stays."))
            return redirect("panel:details")
    context = {"back_url": reverse("panel:details"), "is_known": born is not None}
    return show(request, "panel/age.html", form, **context)


@proved_lately
@never_cache
@asks
def email(request):
    """Ask for another e-mail address and send a code there."""
    form = NewAddressForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            own_address.send_code(request, form.cleaned_data["email"])
            return redirect("panel:email_code")
        except Refused as refusal:
            form.add_error("email", str(refusal))
    return show(request, "panel/email.html", form, back_url=reverse("mfa_index"))


@proved_lately
@never_cache
@sensitive_post_parameters("code")
@asks
def email_code(request):
    """Take the code; a right one makes the address this account's."""
    address = own_address.address_under_way(request)
    if not address:
        if request.method == "POST":
            messages.error(request, _("That code has run out. Ask for a new one."))
        return redirect("panel:email")
    form = CodeForm(request.POST if "code" in request.POST else None)
    try:
        if request.POST.get("action") == "again":
            own_address.send_code(request, address)
            messages.success(
                request, _("We have sent a new code. The earlier one no longer works.")
            )
            return redirect("panel:email_code")
        if form.is_valid():
            if own_address.prove(request, form.cleaned_data["code"]):
                messages.success(request, _("Saved. Codes and messages go to %s.") % address)
                return redirect("account_home")
            form.add_error("code", _("That is not the code we sent. Check it and try again."))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("panel:email")
    context = {
        "process": {"email": address, "shown_code": own_address.shown_code(request)},
        "minutes": MINUTES,
        "keeps_mail": sends_no_mail(),
        "back_url": reverse("panel:email"),
    }
    return show(request, "panel/email_code.html", form, **context)
