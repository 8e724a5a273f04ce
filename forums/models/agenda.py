"""What a round of talk goes through, item by item, as the officer wrote it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable


class AgendaItem(Orderable):
    """One item: what it is about, and arguments on both sides. Each room has a topic for it."""

    forum = ParentalKey("forums.ForumPage", on_delete=models.CASCADE, related_name="agenda")
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("what this part is about"), blank=True)
    reasons_for = models.TextField(
        _("arguments for"), blank=True, help_text=_("One on each line. Everybody meets them mixed.")
    )
    reasons_against = models.TextField(
        _("arguments against"), blank=True, help_text=_("One on each line.")
    )
    opens_at = models.DateTimeField(
        _("opens"),
        null=True,
        blank=True,
        help_text=_("Left empty, it opens with the room. A facilitator may open it sooner."),
    )

    panels = [
        FieldRowPanel([FieldPanel("title"), FieldPanel("opens_at")]),
        FieldPanel("text"),
        FieldRowPanel([FieldPanel("reasons_for"), FieldPanel("reasons_against")]),
    ]

    def __str__(self):
        return self.title

    @property
    def has_come(self) -> bool:
        """Say whether its date has come, whatever a facilitator did."""
        return self.opens_at is None or self.opens_at <= timezone.now()


class AgendaOpening(models.Model):
    """A facilitator's decision to open an item for their group before its date, with the reason."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="openings")
    circle = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "circle"], name="opened_early_once_in_a_room"),
        ]

    def __str__(self):
        return f"{self.item}, {self.circle}"
