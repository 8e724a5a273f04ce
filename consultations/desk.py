"""The officer's two acts on a consultation, with a page that asks once before each."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminAutoHeightTextInput

from consultations.closing import publish_results, refusal_to_publish_results, withdraw
from consultations.models import ConsultationPage
from core.refusals import Refused


class WithdrawForm(forms.Form):
    """Why a consultation is taken back; everybody reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Why do you withdraw this? Everybody sees the reason."),
        widget=AdminAutoHeightTextInput,
        max_length=1000,
    )


def publish_results_view(request, pk):
    """Ask once, then declare the results public."""
    page = _page_to_manage(request, pk)
    if request.method == "POST":
        try:
            publish_results(page, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Results are published. We tell everybody who took part."))
        return redirect("wagtailadmin_pages:edit", page.pk)
    context = {"page": page, "refusal": refusal_to_publish_results(page)}
    return render(request, "consultations/admin/publish_results.html", context)


def withdraw_view(request, pk):
    """Ask for the reason, then withdraw."""
    page = _page_to_manage(request, pk)
    form = WithdrawForm(request.POST) if request.method == "POST" else WithdrawForm()
    if request.method == "POST" and form.is_valid():
        try:
            withdraw(page, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The consultation is withdrawn. Its page says why."))
        return redirect("wagtailadmin_pages:edit", page.pk)
    return render(request, "consultations/admin/withdraw.html", {"page": page, "form": form})


def _page_to_manage(request, pk) -> ConsultationPage:
    page = get_object_or_404(ConsultationPage, pk=pk)
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    return page
