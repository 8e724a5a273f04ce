"""Segments in the CMS: their rules, and what a segment is good for before anybody uses it."""

from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet

from consultations.models import Segment
from consultations.segment_forms import MAY_COUNT, SegmentForm
from consultations.segments import rules_in_words, size_of


class SegmentIndex(IndexView):
    """The segments with their rules; how many each matches is counted on its own page."""

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
        segment = self.object
        may_count = not segment.profile or self.request.user.has_perm(MAY_COUNT)
        return super().get_context_data(**kwargs) | {
            "segment": segment,
            "lines": rules_in_words([segment])[segment.pk] if may_count else [],
            "size": size_of(segment) if may_count else None,
            "edit_url": self.get_edit_url(),
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
    return SegmentViewSet()


@hooks.register("register_permissions")
def permissions_about_segments():
    named = {"consultations": ["view", "add", "change", "delete"], "panel": ["view"]}
    codenames = [f"{act}_segment" for act in named["consultations"]] + ["view_profileanswer"]
    return Permission.objects.filter(content_type__app_label__in=named, codename__in=codenames)
