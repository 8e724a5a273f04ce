"""Who reviews a briefing for which interest, and which version each of them found fair, or not."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Reviewer(models.Model):
    """Somebody from a named interest who is asked whether a briefing is fair to both sides."""

    briefing = models.ForeignKey("polls.BriefingPage", models.CASCADE, related_name="signers")
    name = models.CharField(_("name"), max_length=80)
    interest = models.CharField(_("interest"), max_length=120)
    # Forgotten when second answers have closed; by then there is nothing more to ask.
    email = models.EmailField(_("e-mail address"), blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_version = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["briefing", "email"],
                condition=~Q(email=""),
                name="reviewer_named_once",
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.interest})"


class SignOff(models.Model):
    """What a reviewer said of one version; it stays when the briefing changes."""

    class Verdict(models.TextChoices):
        FAIR = "fair", _("Fair to both sides")
        UNFAIR = "unfair", _("Not fair yet")

    reviewer = models.ForeignKey(Reviewer, models.CASCADE, related_name="signatures")
    version = models.CharField(max_length=64)  # SHA-256 of what was read
    verdict = models.CharField(max_length=6, choices=Verdict)
    words = models.TextField(_("what should change"), blank=True, max_length=1000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reviewer", "version"], name="signed_once_a_version"),
        ]

    def __str__(self):
        return f"{self.reviewer_id}: {self.verdict}"
