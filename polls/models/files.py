"""Files that people send as an answer: in the database, so that they go when the answer goes."""

from uuid import uuid4

from django.db import models
from django.utils import timezone


class SentFile(models.Model):
    """A document or picture beside one answer, first of a draft and then of a response.

    It is in no folder that a web server shows, and knows no person: it goes with its draft, with
    its response, and on the day on which answers are cut off from people (`polls.retention`).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)  # says no order
    item = models.ForeignKey("polls.Item", models.CASCADE, related_name="files")
    draft = models.ForeignKey("polls.Draft", models.CASCADE, null=True, related_name="files")
    response = models.ForeignKey("polls.Response", models.CASCADE, null=True, related_name="files")
    name = models.CharField(max_length=80)  # as its sender called it
    kind = models.CharField(max_length=100)  # as its first bytes say
    size = models.PositiveIntegerField()  # in bytes
    content = models.BinaryField()
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(draft=None, response__isnull=False)
                | models.Q(draft__isnull=False, response=None),
                name="file_of_a_draft_or_a_response",
            ),
            models.UniqueConstraint(fields=["draft", "item"], name="one_file_a_draft"),
            models.UniqueConstraint(fields=["response", "item"], name="one_file_a_response"),
        ]

    def __str__(self):
        return self.name
