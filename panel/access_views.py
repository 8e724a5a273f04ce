"""Who works here, what they may do and how they prove it: the review of access, in the CMS."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Prefetch, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.forms import REFUSED
from core.refusals import Refused
from panel.models import User
from panel.second_step import in_staff_group, is_relaxed, reset_second_step
from panel.staff_forms import ResetForm

MAY = "panel.change_user"


def staff_access(request):
    """List everybody in a role: since when, in which, last seen, and their second steps."""
    if not request.user.has_perm(MAY):
        raise PermissionDenied
    works_here = Q(is_staff=True) | Q(is_superuser=True) | in_staff_group(OuterRef("pk"))
    kinds = Authenticator.Type
    people = (
        User.objects.filter(works_here, is_active=True)
        .annotate(
            apps=Count("authenticator", filter=Q(authenticator__type=kinds.TOTP)),
            passkeys=Count("authenticator", filter=Q(authenticator__type=kinds.WEBAUTHN)),
        )
        .prefetch_related(Prefetch("groups"))
        .order_by("last_name", "first_name", "email")
    )
    context = {
        "people": list(people),
        "is_relaxed": is_relaxed(),
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
