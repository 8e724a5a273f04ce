"""What a resident can do in a consultation: the common ground of polls, forums and live sessions."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.query import PageQuerySet


class ActivityQuerySet(PageQuerySet):
    def visible_to(self, user):
        """Keep the published pages that this person may open, by Wagtail's own privacy settings."""
        return self.live().public() if not user.is_staff else self.live()


ActivityManager = models.Manager.from_queryset(ActivityQuerySet)


class ActivityPage(Page):
    """An activity with dates, somewhere below a consultation. Open means open by the clock, now."""

    introduction = models.TextField(_("introduction"), blank=True)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes it takes"), null=True, blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]), FieldPanel("minutes")],
            heading=_("When"),
        ),
    ]

    class Meta:
        abstract = True

    @property
    def has_opened(self) -> bool:
        return self.opens_at is None or self.opens_at <= timezone.now()

    @property
    def has_closed(self) -> bool:
        return self.closes_at is not None and self.closes_at < timezone.now()

    @property
    def is_open(self) -> bool:
        return self.has_opened and not self.has_closed
