"""The two lists: what is asked, and what came of it."""

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from consultations.finder import finder_context
from consultations.replies import replies_context
from core.pages import QuicklyChecked, SameForVisitors


class ConsultationIndexPage(SameForVisitors, QuicklyChecked, Page):
    """The finder at /consultations/."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["consultations.ConsultationPage"]
    max_count = 1
    template = "consultations/consultation_index_page.html"

    class Meta:
        verbose_name = _("list of consultations")

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | finder_context(
            request.GET, request.user
        )


class OutcomeIndexPage(SameForVisitors, QuicklyChecked, Page):
    """We asked, you said, we did: what came of every consultation, the overdue first."""

    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    max_count = 1
    template = "consultations/outcome_index_page.html"

    class Meta:
        verbose_name = _("list of outcomes")

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | replies_context(
            request.GET, request.user
        )
