"""Tablets on which one person after another answers, in a library or at an event."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Kiosk(models.Model):
    """One tablet, from when an officer opens it until it runs out or is ended."""

    page = models.ForeignKey("polls.QuestionnairePage", models.CASCADE, related_name="kiosks")
    place = models.CharField(_("where it stands"), max_length=80)
    opened_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-opened_at", "-pk"]

    def __str__(self):
        return self.place

    @property
    def is_running(self) -> bool:
        return self.ended_at is None and timezone.now() < self.until
