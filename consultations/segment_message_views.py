"""Writing to a segment in the CMS: compose, see how many get it, send, and read on."""

import json
from hashlib import sha256
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import InspectView

from consultations.models import Segment, SegmentMessage
from consultations.segment_forms import MAY_COUNT
from consultations.segments import rules_in_words
from consultations.writing_to_segments import (
    draft,
    look_ahead,
    mailing_of,
    what_came_of,
    write_to_segment,
)
from core.forms import REFUSED
from core.refusals import Refused
from panel.lists_of_places import ReadOnlyViewSet

MAY_WRITE = "consultations.add_segmentmessage"


class SegmentMessageForm(forms.Form):
    """A message: its words, and of which kind it is, which decides who may get it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What it is about"),
        choices=SegmentMessage.Kind,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "The first goes to who has not stopped messages; the second to those alone who asked "
            "for it. When in doubt, it is the second."
        ),
        error_messages={"required": gettext_lazy("Say what the message is about")},
    )
    subject = forms.CharField(
        label=gettext_lazy("Subject"),
        max_length=120,
        error_messages={"required": gettext_lazy("Give the message a subject")},
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy(
            "Plain text; addresses of pages become links by themselves. A greeting stands before "
            "it, and who writes and how to stop these messages below it."
        ),
        error_messages={"required": gettext_lazy("Write the text of the message")},
    )
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    # What was looked at: what was changed since is shown again before it is sent.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def written(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("kind", "subject", "text")}

    def digest_for(self, segment: Segment) -> str:
        """Return what stands for these words and for whom they would go to by the rule of now."""
        looked_at = [self.written, segment.rule, segment.only_invited]
        return sha256(json.dumps(looked_at, sort_keys=True).encode()).hexdigest()

    def was_seen_for(self, segment: Segment) -> bool:
        return self.cleaned_data["seen"] == self.digest_for(segment)


def may_write_to(user, segment) -> bool:
    """Say whether somebody may write to a segment: by answers, only who may count by them."""
    return user.has_perm(MAY_WRITE) and (not segment.profile or user.has_perm(MAY_COUNT))


def write_to(request, pk):
    """Ask for the words, show them with how many get them, and send once that was seen."""
    segment = get_object_or_404(Segment, pk=pk)
    if not may_write_to(request.user, segment):
        raise PermissionDenied
    asks = request.method == "POST"
    form = SegmentMessageForm(request.POST.dict() if asks else None)
    outlook = None
    if asks and form.is_valid():
        try:
            if "send" in request.POST and form.was_seen_for(segment):
                once = form.cleaned_data["once"]
                message = write_to_segment(
                    segment=segment, **form.written, once=once, by=request.user
                )
                messages.success(request, _("The messages are on their way."))
                return redirect("segmentmessage:inspect", message.pk)
            outlook = look_ahead(draft(segment=segment, **form.written))
            # The hidden field is written anew: this is what has been looked at.
            form.data = {**form.data, "seen": form.digest_for(segment)}
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "segment": segment,
        "form": form,
        "outlook": outlook,
        "was_changed": outlook is not None and "send" in request.POST,
        "lines": rules_in_words([segment])[segment.pk],
        "back_url": reverse("segment:inspect", args=[segment.pk]),
        "page_title": _("Write to “%(segment)s”") % {"segment": segment},
    }
    status = REFUSED if form.errors else 200
    return render(request, "consultations/admin/write_to_segment.html", context, status=status)


class SegmentMessageInspect(InspectView):
    """One message: to whom it went by which rule, its words, and where it stands."""

    template_name = "consultations/admin/segment_message.html"
    page_title = gettext_lazy("Message to a segment")
    header_more_buttons = ()

    def get_fields(self):
        return []

    def get_context_data(self, **kwargs):
        message = self.object
        may_count = not message.profile or self.request.user.has_perm(MAY_COUNT)
        return super().get_context_data(**kwargs) | {
            "message": message,
            "lines": rules_in_words([message])[message.pk] if may_count else [],
            "counts": what_came_of(message) if may_count else [],
            "may_count": may_count,
            "mailing": mailing_of(message),
        }


class SegmentMessageViewSet(ReadOnlyViewSet):
    model = SegmentMessage
    inspect_view_class = SegmentMessageInspect
    icon = "mail"
    menu_label = gettext_lazy("Messages to segments")
    add_to_admin_menu = False
    list_display = [
        "subject",
        Column("segment_name", label=gettext_lazy("Segment")),
        Column("kind", label=gettext_lazy("About"), accessor="get_kind_display"),
        Column("by", label=gettext_lazy("By")),
        DateColumn("written_at", label=gettext_lazy("Written")),
    ]
    list_filter = ["kind"]
    search_fields = ["subject", "segment_name"]
