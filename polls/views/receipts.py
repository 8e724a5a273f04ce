"""What a person may do with the receipt they have just been given."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.forms import REFUSED
from core.refusals import Refused
from polls.forms import AddressForm
from polls.receipts import TEMPLATE, context_of, mail_receipt, mail_to_address, response_of
from polls.views.answering import address, find, hand_over, must_sign_in, show_done
from polls.without_account import network_of, respondent_of


@never_cache
@require_POST
def mail(request, pk, wave):
    """Mail the receipt, and show it once more."""
    page = find(request, pk, wave)
    who = respondent_of(request, page)
    if must_sign_in(who, page):
        return redirect_to_login(request.get_full_path())
    receipt = request.POST.get("receipt", "")[:40]
    response = response_of(who, page, wave, receipt)
    form = AddressForm(request.POST)
    if response and not who.is_authenticated and not form.is_valid():
        return show_done(request, page, response, receipt=receipt, form=form, status=REFUSED)
    way = redirect(address("done", page, wave))
    try:
        if response is None:
            raise Refused(_("This is not the number of your answers here. We sent nothing."))
        if who.is_authenticated:
            to = who.email
            mail_receipt(user=who, page=page, response=response, receipt=receipt)
        else:
            to, about = form.cleaned_data["address"], context_of(page, response, receipt)
            mail_to_address(to, TEMPLATE, about, who=who, network=network_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("We have sent it to %(address)s.") % {"address": to})
    if response:
        hand_over(request, way, page, response, receipt)
    return way
