"""The front page, and the plain pages that every council needs."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from core.pages import QuicklyChecked, SameForVisitors
from home.front import front_page_parts


class HomePage(QuicklyChecked, Page):
    """The front page: this week's question, what is open, what came of it."""

    template = "home/home_page.html"
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "consultations.ConsultationIndexPage",
        "consultations.OutcomeIndexPage",
        "polls.QuickPollPage",
        "home.PlainPage",
    ]

    class Meta:
        verbose_name = _("front page")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return context | front_page_parts(request)


class PlainPage(SameForVisitors, QuicklyChecked, Page):
    """Words under a heading: privacy, accessibility, the rules, how the panel works."""

    class FooterGroup(models.TextChoices):
        SITE = "site", _("About this site")
        DATA = "data", _("Your data")
        NONE = "", _("Not in the footer")

    lead = models.TextField(_("lead"), blank=True)
    body = RichTextField(_("text"))
    footer_group = models.CharField(
        _("place in the footer"), max_length=10, choices=FooterGroup, blank=True
    )

    template = "home/plain_page.html"
    parent_page_types = ["home.HomePage", "home.PlainPage"]
    subpage_types = ["home.PlainPage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("body"),
        FieldPanel("footer_group"),
    ]

    class Meta:
        verbose_name = _("plain page")
