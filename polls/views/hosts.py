"""Who hosts a poll: officers name them and take them off."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core.forms import REFUSED
from core.refusals import Refused
from panel.models import User
from polls.hosts import hosts_of, name_host, remove_host
from polls.models.waves import MAY_OPEN
from polls.staging_forms import HostForm
from polls.views.staging import find_poll


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(MAY_OPEN, raise_exception=True)
def hosts(request, pk):
    """List who hosts a poll beside officers, and name one more."""
    poll = find_poll(request, pk)
    form = HostForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            name_host(poll=poll, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("user", str(refusal))
        else:
            words = _("%(person)s hosts this poll now. “My panel” leads them to its stages.")
            messages.success(request, words % {"person": form.cleaned_data["user"]})
            return redirect("polls:hosts", poll.pk)
    context = {"page": poll, "form": form, "hosts": hosts_of(poll)}
    return render(request, "polls/hosts.html", context, status=REFUSED if form.errors else 200)


@require_POST
@permission_required(MAY_OPEN, raise_exception=True)
def remove(request, pk, user):
    """Take the stages of a poll out of somebody's hands."""
    poll, person = find_poll(request, pk), get_object_or_404(User, pk=user)
    try:
        remove_host(poll=poll, user=person, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(person)s hosts this poll no longer.") % {"person": person})
    return redirect("polls:hosts", poll.pk)
