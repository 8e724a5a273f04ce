"""Words of a questionnaire that were corrected after it had opened."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Correction(models.Model):
    """One correction: it makes a new version of the questions, and everybody can read why."""

    page = models.ForeignKey("polls.QuestionnairePage", models.CASCADE, related_name="corrections")
    number = models.PositiveSmallIntegerField()  # of the version that it made; the first is 1
    made_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = models.CharField(_("what was wrong"), max_length=500)
    # [{"item": its code, "part": "wording", "option 2" or "row 1", "was": words, "now": words}]
    changes = models.JSONField()

    class Meta:
        ordering = ["page", "number"]
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="version_made_once"),
            models.CheckConstraint(condition=models.Q(number__gte=2), name="corrects_a_version"),
        ]

    def __str__(self):
        return f"{self.page_id}: {self.number}"
