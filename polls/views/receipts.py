"""What a person may do with the receipt they have just been given."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.refusals import Refused
from polls.receipts import mail_receipt, response_of
from polls.views.answering import address, find, hand_over


@login_required
@never_cache
@require_POST
def mail(request, pk, wave):
    """Mail the receipt, and show it once more."""
    page = find(request, pk, wave)
    receipt = request.POST.get("receipt", "")[:40]
    way = redirect(address("done", page, wave))
    try:
        mail_receipt(user=request.user, page=page, wave=wave, receipt=receipt)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("We have sent it to %(address)s.") % {"address": request.user.email}
        )
    if response := response_of(request.user, page, wave, receipt):
        hand_over(request, way, page, response, receipt)
    return way
