"""Segments in the CMS: their rules, and what a segment is good for before anybody uses it."""

from django.contrib.auth.models import Permission
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from consultations.models import Segment
from consultations.segment_forms import MAY_COUNT, SegmentForm
from consultations.segment_message_views import SegmentMessageViewSet, may_write_to, write_to
from consultations.segments import rules_in_words, size_of

MAY_SEE = "consultations.view_segmentmessage"


class SegmentIndex(IndexView):
    """The segments with their rules; how many each matches is counted on its own page."""

    @cached_property
    def header_more_buttons(self):
        buttons = super().header_more_buttons
        if self.request.user.has_perm(MAY_SEE):
            url = reverse("segmentmessage:index")
            buttons.append(
                Button(_("Messages to segments"), url=url, icon_name="mail", priority=20)
            )
        return buttons

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        rows = list(context["object_list"])
        words = rules_in_words(rows)
        for row in rows:
            row.in_words = " · ".join(words[row.pk])
        return context


class ThenShowIt:
    """After a segment is saved, its size and what that supports are what somebody wants."""

    object: Segment

    def get_success_url(self):
        return reverse("segment:inspect", args=[self.object.pk])


class NewSegment(ThenShowIt, CreateView):
    pass


class ChangeSegment(ThenShowIt, EditView):
    pass


class SegmentInspect(InspectView):
    """One segment: its rule in words, how many it matches now, and what they can support."""

    template_name = "consultations/admin/segment.html"
    page_title = gettext_lazy("Segment")

    def get_fields(self):
        return []

    def get_context_data(self, **kwargs):
        segment, user = self.object, self.request.user
        may_count = not segment.profile or user.has_perm(MAY_COUNT)
        return super().get_context_data(**kwargs) | {
            "segment": segment,
            "lines": rules_in_words([segment])[segment.pk] if may_count else [],
            "size": size_of(segment) if may_count else None,
            "edit_url": self.get_edit_url(),
            "may_draw": user.has_perm("panel.add_sample") and not segment.profile,
            "may_write": may_write_to(user, segment),
            "written": segment.messages.all()[:20] if user.has_perm(MAY_SEE) else [],
        }


class SegmentViewSet(ModelViewSet):
    model = Segment
    index_view_class = SegmentIndex
    add_view_class = NewSegment
    edit_view_class = ChangeSegment
    inspect_view_class = SegmentInspect
    inspect_view_enabled = True
    icon = "group"
    menu_label = gettext_lazy("Segments")
    menu_order = 612
    add_to_admin_menu = True
    copy_view_enabled = False
    list_export = ()
    list_display = [
        TitleColumn("name", label=gettext_lazy("Name"), url_name="segment:inspect"),
        Column("in_words", label=gettext_lazy("Rule")),
    ]
    search_fields = ["name"]

    def get_form_class(self, for_update=False):
        return SegmentForm


@hooks.register("register_admin_viewset")
def segments():
    return [SegmentViewSet(), SegmentMessageViewSet()]


@hooks.register("register_admin_urls")
def addresses_of_segments():
    return [path("segment/<row:pk>/write/", write_to, name="consultations_write_to_segment")]


@hooks.register("register_log_actions")
def actions_on_segments(actions):
    actions.register_action(
        "consultations.segment_written_to",
        gettext_lazy("Write to a segment"),
        gettext_lazy("Members of a segment written to"),
    )


@hooks.register("register_permissions")
def permissions_about_segments():
    named = {"consultations": ["view", "add", "change", "delete"], "panel": ["view"]}
    codenames = [f"{act}_segment" for act in named["consultations"]] + ["view_profileanswer"]
    codenames += ["view_segmentmessage", "add_segmentmessage"]
    return Permission.objects.filter(content_type__app_label__in=named, codename__in=codenames)
