"""Who follows a consultation."""

from django.conf import settings
from django.db import models
from django.utils import timezone


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
