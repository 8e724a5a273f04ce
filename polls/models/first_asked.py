"""The paired questions of a deliberative poll as they stood when first answers opened."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone


class FirstAsked(models.Model):
    """What the same questions are held against before people are asked them again."""

    poll = models.OneToOneField(
        "polls.DeliberativePollPage", on_delete=models.CASCADE, related_name="first_asked"
    )
    # [{"pk": of the item, "values": {field: value}, "options": [...], "rows": [...],
    # "easy": [...]}], in order; those from before there was easy read have no "easy"
    faces = models.JSONField(encoder=DjangoJSONEncoder)
    taken_at = models.DateTimeField(default=timezone.now)
    # The SHA-256 of the differences that officers were told of, so that they are told once.
    told_of = models.CharField(max_length=64, blank=True)

    def __str__(self):
        return f"{self.poll_id}: {self.taken_at}"
