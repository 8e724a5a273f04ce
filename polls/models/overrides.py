"""Stages of a deliberative poll that an officer opened before their day."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class StageOverride(models.Model):
    """An officer's decision to open a stage before its date, with the reason."""

    class Stage(models.TextChoices):
        BEFORE = "before", _("First answers")
        BRIEFING = "briefing", _("Briefing")
        AFTER = "after", _("Second answers")
        LATER = "later", _("Answers months later")

    poll = models.ForeignKey("polls.DeliberativePollPage", models.CASCADE, related_name="overrides")
    stage = models.CharField(_("stage"), max_length=8, choices=Stage)
    opened_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "stage"], name="stage_opened_once"),
        ]
        permissions = [("override_stage", _("Can open a stage of a deliberative poll early"))]

    def __str__(self):
        return f"{self.poll}: {self.get_stage_display()}"
