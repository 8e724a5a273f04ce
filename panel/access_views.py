"""Who works here, what they may do and how they prove it: the review of access, in the CMS."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.forms import REFUSED
from core.refusals import Refused
from panel.models import User
from panel.second_step import is_relaxed, reset_second_step
from panel.sign_on import invite_identity, may_invite, part_from_identity
from panel.staff import staff_with_their_steps
from panel.staff_forms import CouncilAccountForm, ResetForm

MAY = "panel.change_user"


def staff_access(request):
    """List everybody in a role: since when, in which, last seen, and their second steps."""
    if not request.user.has_perm(MAY):
        raise PermissionDenied
    context = {
        "people": list(staff_with_their_steps()),
        "is_relaxed": is_relaxed(),
        "sign_on": settings.STAFF_SIGN_ON,
        "page_title": _("Staff and their access"),
    }
    return render(request, "panel/admin/staff_access.html", context)


def reset_step(request, pk):
    """Ask for the reason, then take somebody's second steps away."""
    if not request.user.has_perm(MAY):
        raise PermissionDenied
    person = get_object_or_404(User, pk=pk, is_active=True)
    back_url = reverse("panel_staff_access")
    form = ResetForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            reset_second_step(user=person, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, _("Taken away. They set up a new one when they sign in next.")
            )
        return redirect(back_url)
    context = {"form": form, "person": person, "back_url": back_url}
    context["page_title"] = _("Take away a second step")
    status = REFUSED if form.errors else 200
    return render(request, "panel/admin/reset_step.html", context, status=status)


def council_account(request, pk):
    """Invite a colleague's council account by its address, or part them from the one they have."""
    if not request.user.has_perm(MAY) or not settings.STAFF_SIGN_ON:
        raise PermissionDenied
    person = get_object_or_404(User.objects.select_related("council_identity"), pk=pk)
    back_url = reverse("panel_staff_access")
    is_parting = request.POST.get("action") == "part"
    form = CouncilAccountForm(request.POST if request.method == "POST" and not is_parting else None)
    try:
        if is_parting:
            part_from_identity(user=person, by=request.user)
            messages.success(request, _("Taken away. They are signed out everywhere."))
            return redirect(back_url)
        if form.is_valid():
            invite_identity(user=person, email=form.cleaned_data["email"], by=request.user)
            messages.success(request, _("Invited. Tell them that they can sign in that way now."))
            return redirect(back_url)
    except Refused as refusal:
        if is_parting:
            messages.error(request, str(refusal))
            return redirect(back_url)
        form.add_error("email", str(refusal))
    context = {"form": form, "person": person, "back_url": back_url}
    context |= {"page_title": _("Council account"), "sign_on": settings.STAFF_SIGN_ON}
    context["may_invite"] = may_invite(user=person, by=request.user)
    status = REFUSED if form.errors else 200
    return render(request, "panel/admin/council_account.html", context, status=status)
