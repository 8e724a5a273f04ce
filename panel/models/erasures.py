"""What was erased, in no words that lead back to it, so that a restored backup loses it again."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Erasure(models.Model):
    """One erasure. The same line stands in a file beside the database, which no restore winds back.

    `digest` is a keyed hash of what was erased: of a row's number, never of anything that was told.
    In a backup it finds the row again; where the row is empty or gone it leads to nobody.
    """

    class Kind(models.TextChoices):
        LEFT = "left", _("People who left the panel")
        ERASED = "erased", _("Details of people who had left")
        DELETED = "deleted", _("Accounts that never joined")
        REMOVED = "removed", _("Places that were ended")
        TOLD = "told", _("Answers about oneself")
        ANSWERS = "answers", _("Answers that were taken back")
        STOPPED = "stopped", _("Addresses that stopped our mail")
        STOPPED_TEXTS = "no-texts", _("Numbers that stopped our texts")
        RESUMED = "resumed", _("Addresses that wanted it again")
        NUMBER = "number", _("Mobile numbers that were removed or replaced")
        BIRTH = "birth", _("Dates of birth that were removed or replaced")
        PARTED = "parted", _("Council accounts that were taken away")
        LENT = "lent", _("Answers about oneself that a draw may not go by any more")
        YES = "yes", _("Offers to serve on a panel that were taken back")

    number = models.UUIDField(unique=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    listed_at = models.DateTimeField(null=True)  # when its line was in the file

    class Meta:
        default_permissions = ()
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        indexes = [
            models.Index(fields=["id"], name="erasures_not_yet_listed", condition=Q(listed_at=None))
        ]

    def __str__(self):
        return f"{self.kind} {self.number}"
