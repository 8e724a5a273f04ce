"""Invitations of a sample of members to what is open, and what came of them in numbers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MOST_REMINDERS = 2


class Invitation(models.Model):
    """A sample of members that is written to: in which words, how often, and with what response.

    Whom it reached is in the rows of its messages, which know keys and no people. The numbers of
    those who answered are worked out behind the scenes and kept here as they may be shown.
    """

    wagtail_reference_index_ignore = True

    sample = models.ForeignKey(
        "panel.Sample", models.PROTECT, related_name="invitations", verbose_name=_("sample")
    )
    round = models.CharField(max_length=6, blank=True)
    words = models.TextField(_("your words"), blank=True, max_length=600)
    response = models.JSONField(default=dict)  # a table, with small numbers kept back
    response_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0)
    reminded_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("invitation of members")
        verbose_name_plural = _("invitations of members")
        constraints = [
            models.UniqueConstraint(fields=["sample", "round"], name="invited_once_to_a_round"),
            models.CheckConstraint(
                name="two_reminders_at_most", condition=Q(reminders__lte=MOST_REMINDERS)
            ),
        ]

    def __str__(self):
        return str(self.sample)

    @property
    def page(self):
        """Return what people are invited to, or None once it is deleted."""
        return self.sample.page and self.sample.page.specific
