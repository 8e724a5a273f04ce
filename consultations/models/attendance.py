"""How long people, each a key, were on the pages of a deliberation."""

from django.db import models
from django.utils import timezone
from wagtail.models import Page


class Attendance(models.Model):
    """What one person, known by a key alone, attended of one page. It never knows who they are."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="attendances")
    key = models.CharField(max_length=26)
    minutes = models.PositiveIntegerField(default=1)
    visits = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "key"], name="attended_once_a_page"),
        ]

    def __str__(self):
        return f"{self.page_id}: {self.minutes}"
