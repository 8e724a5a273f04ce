"""Inviting members in the CMS: look at the letter, send; then read what came of it, and remind."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView, InspectView

from consultations.inviting import (
    count_response,
    invite,
    refusal_to_invite,
    refusal_to_remind,
    remind,
)
from consultations.models import Invitation
from core.forms import REFUSED
from core.refusals import Refused
from panel.lists_of_places import ReadOnlyViewSet
from panel.models import Mailing, Sample


class InviteForm(forms.Form):
    """What an officer adds to the letter."""

    words = forms.CharField(
        label=gettext_lazy("Your words"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "They stand in the message, after what people are invited to. Plain text. The message "
            "says by itself how long it takes, when it closes and who decides."
        ),
    )


def may_invite(user, page) -> bool:
    """Say whether somebody may write to members about a page: as who may publish it."""
    return (
        page is not None
        and user.has_perm("consultations.add_invitation")
        and page.permissions_for_user(user).can_publish()
    )


def invite_members(request, pk):
    """Ask for a sentence, then have the members of a sample invited."""
    sample = get_object_or_404(Sample.objects.without_text().select_related("page"), pk=pk)
    if not may_invite(request.user, sample.page):
        raise PermissionDenied
    form = InviteForm(request.POST if request.method == "POST" else None)
    refusal = refusal_to_invite(sample, sample.page.specific)
    if form.is_valid():
        try:
            invitation = invite(sample=sample, by=request.user, words=form.cleaned_data["words"])
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("The invitations are on their way."))
            return redirect("invitation:inspect", invitation.pk)
    context = {
        "sample": sample,
        "form": form,
        "refusal": refusal,
        "members": sample.size + sample.by_hand,
        "back_url": reverse("sample:inspect", args=[sample.pk]),
        "page_title": _("Invite these members"),
    }
    status = REFUSED if form.errors else 200
    return render(request, "consultations/admin/invite.html", context, status=status)


class InvitationIndex(IndexView):
    def get_base_queryset(self):
        found = super().get_base_queryset().select_related("sample__page", "by")
        return found.defer("sample__text")


class InvitationInspect(InspectView):
    """One invitation: whom it was for, what came of it, and reminders."""

    template_name = "consultations/admin/invitation.html"
    page_title = gettext_lazy("Invitation of members")
    header_more_buttons = ()

    def get_fields(self):
        return []

    def get_context_data(self, **kwargs):
        invitation = self.object
        page = invitation.page
        purposes = ["invitation", "reminder-1", "reminder-2"]
        mailings = Mailing.objects.filter(purpose__in=purposes, about=invitation.pk)
        return super().get_context_data(**kwargs) | {
            "invitation": invitation,
            "page": page,
            "mailings": mailings.order_by("opened_at"),
            "refusal": refusal_to_remind(invitation, page),
            "can_count": page is not None and invitation.round == page.round_now,
            "may_invite": may_invite(self.request.user, page),
            "response": invitation.response,
        }


class InvitationViewSet(ReadOnlyViewSet):
    model = Invitation
    name = "invitation"
    index_view_class = InvitationIndex
    inspect_view_class = InvitationInspect
    icon = "group"
    menu_label = gettext_lazy("Members invited")
    menu_order = 119
    add_to_admin_menu = True
    list_display = [
        "__str__",
        Column("page", label=gettext_lazy("To"), accessor=lambda row: row.sample.page or "–"),
        Column("reminders", label=gettext_lazy("Reminders")),
        Column("by", label=gettext_lazy("By")),
        DateColumn("asked_at", label=gettext_lazy("Asked for")),
    ]


@require_POST
def remind_members(request, pk):
    """Have those who have not answered written to once more."""
    invitation = invitation_to_act_on(request, pk)
    try:
        number = remind(invitation=invitation, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Reminder %(n)d is on its way.") % {"n": number})
    return redirect("invitation:inspect", pk)


@require_POST
def count_answers(request, pk):
    """Have it counted who of those invited has answered."""
    invitation = invitation_to_act_on(request, pk)
    count_response.enqueue(invitation.pk)
    messages.success(request, _("It is being counted. Load this page again in a minute."))
    return redirect("invitation:inspect", pk)


def invitation_to_act_on(request, pk) -> Invitation:
    found = Invitation.objects.select_related("sample__page").defer("sample__text")
    invitation = get_object_or_404(found, pk=pk)
    if not may_invite(request.user, invitation.sample.page):
        raise PermissionDenied
    return invitation
