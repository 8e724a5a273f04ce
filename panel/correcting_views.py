"""The pages on which a member corrects their age and their e-mail address."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from core.refusals import Refused
from panel.age_forms import OwnAgeForm
from panel.births import born_on, note_age
from panel.models import Membership
from panel.views import asks, membership_of, show


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
