"""Who follows a consultation, and who was told."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Follow(models.Model):
    """A person's wish to be told what comes of a consultation."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    consultation = models.ForeignKey(
        "consultations.ConsultationPage", models.CASCADE, related_name="follows"
    )
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "consultation"], name="followed_once")
        ]

    def __str__(self):
        return f"{self.user}: {self.consultation}"


def message_subject(kind: str, page_pk: int) -> str:
    """Return the name under which the keys of the messages about a page are made."""
    return f"message-{kind}-{page_pk}"


class Message(models.Model):
    """One message to one person about one page. That it is here decides that nobody is told twice.

    Like a ballot it knows a key, not a person: who reads the database cannot list who took part.
    """

    class Kind(models.TextChoices):
        RESULTS = "results", _("Results published")
        OUTCOME = "outcome", _("Outcome published")

    key = models.CharField(max_length=26)
    kind = models.CharField(max_length=10, choices=Kind)
    page = models.ForeignKey("wagtailcore.Page", models.CASCADE, related_name="+")
    claimed_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "kind", "page"], name="told_once_of_a_page")
        ]

    def __str__(self):
        return f"{self.kind}: {self.page_id}"
