"""The front page, and the plain pages that every council needs."""

from hashlib import sha256

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from core.kept import ANYBODY, kept
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

    def route(self, request, path_components):
        """Go to a published page in one query, however deep it stands; else step by step."""
        if path_components:
            address = f"{self.url_path}{'/'.join(path_components)}/"
            if page := published_at(address, request):
                return page.route(request, [])
        return super().route(request, path_components)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return context | front_page_parts(request)


def published_at(address: str, request) -> Page | None:
    """Return the published page at an address of the tree; what kind it is was kept."""
    name = f"type_at.{sha256(address.encode()).hexdigest()}"
    try:
        found = kept(name, ANYBODY, lambda: type_at(address))
    except Http404:
        return None
    pages = ContentType.objects.get_for_id(found).model_class().objects.live()
    if hasattr(pages, "marked_for"):
        pages = pages.marked_for(request.user)
    return pages.filter(url_path=address).first()


def type_at(address: str) -> int:
    """Return the type of the published page at an address; an unknown address is not kept."""
    found = Page.objects.live().filter(url_path=address).values_list("content_type", flat=True)
    if not found:
        raise Http404
    return found[0]


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
