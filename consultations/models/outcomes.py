"""What came of a consultation: we asked, you said, we did."""

from django.db import models
from django.db.models.functions import Length, Substr
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet

from consultations.privacy import below_published, visible_pages
from core.pages import QuicklyChecked, SameForVisitors


class OutcomeQuerySet(PageQuerySet):
    def visible_to(self, user):
        """Keep the published pages that this person may open, by Wagtail's own privacy settings."""
        return below_published(visible_pages(self, user))

    def with_consultation_path(self):
        """Add `consultation_path`, the place in the tree of the consultation that is answered."""
        return self.annotate(consultation_path=Substr("path", 1, Length("path") - Page.steplen))

    def consultation_paths(self):
        """Return the places in the tree of the consultations that are answered."""
        return self.with_consultation_path().values("consultation_path")

    def answering(self, consultations):
        """Keep the outcomes of these consultations."""
        return self.with_consultation_path().filter(
            consultation_path__in=consultations.values("path")
        )


class OutcomePage(SameForVisitors, QuicklyChecked, Page):
    """What came of one consultation. It cannot be published with anything left empty."""

    we_asked = models.TextField(_("we asked"), help_text=_("The question, as you put it."))
    you_said = models.TextField(
        _("you said"), help_text=_("What people told you, with the number of people who did.")
    )
    we_did = models.TextField(
        _("we did"), help_text=_("What was decided. Or: we did not, because …")
    )
    decision_url = models.URLField(
        _("link to the decision"), help_text=_("The minutes, or the record of the decision.")
    )
    decided_on = models.DateField(_("decided on"), null=True)
    author = models.CharField(
        _("written by"), max_length=120, help_text=_("Name and job, such as: Nadia Karim, officer.")
    )
    took_part = models.PositiveIntegerField(
        _("people who took part"),
        null=True,
        blank=True,
        help_text=_("Everybody, on paper and by phone too. Leave empty if nobody counted."),
    )

    objects = PageManager.from_queryset(OutcomeQuerySet)()

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("we_asked"), FieldPanel("you_said"), FieldPanel("we_did")],
            heading=_("We asked, you said, we did"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("decided_on"), FieldPanel("took_part")]),
                FieldPanel("decision_url"),
                FieldPanel("author"),
            ],
            heading=_("The decision"),
        ),
    ]
    private_page_options = [PageViewRestriction.LOGIN, PageViewRestriction.GROUPS]
    page_description = _("We asked, you said, we did. When the decision is made.")
    parent_page_types = ["consultations.ConsultationPage"]
    subpage_types: list[str] = []
    template = "consultations/outcome_page.html"

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")

    @cached_property
    def consultation(self):
        """Return the consultation that this answers."""
        return self.get_parent().specific

    @property
    def published_at(self):
        """Return when the public could first read this."""
        return self.first_published_at or self.last_published_at or self.decided_on

    def get_context(self, request, *args, **kwargs):
        asked = self.consultation
        return super().get_context(request, *args, **kwargs) | {
            "consultation": asked,
            "crumbs": [
                {"title": _("We asked, you said, we did"), "url": "/we-asked-you-said-we-did/"},
                {"title": asked.title, "url": asked.url},
            ],
        }
