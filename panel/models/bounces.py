"""What did not arrive, by the keyed hash of an address or a mobile number."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MOST_SOFT = 3


class Channel(models.TextChoices):
    """How a message comes to somebody."""

    EMAIL = "email", _("E-mail")
    TEXT = "text", _("Text message")


class BounceQuerySet(models.QuerySet):
    def pausing(self):
        """Keep, as digests, the addresses that are paused: one hard bounce, or three soft ones."""
        hard = models.Count("pk", filter=models.Q(is_hard=True))
        soft = models.Count("pk", filter=models.Q(is_hard=False))
        counted = self.order_by().values("digest").annotate(hard=hard, soft=soft)
        return counted.filter(models.Q(hard__gte=1) | models.Q(soft__gte=MOST_SOFT))


class Bounce(models.Model):
    """One message that did not reach an address or number; which, only its keyed hash says.

    Rows go when somebody proves it again, by typing a code that was sent there.
    """

    channel = models.CharField(max_length=5, choices=Channel, default=Channel.EMAIL)

    digest = models.CharField(max_length=64)
    message = models.CharField(max_length=40, unique=True)  # its id: counted once
    is_hard = models.BooleanField(_("for good"))
    status = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = BounceQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["digest"], name="bounces_of_an_address")]

    def __str__(self):
        return f"{self.digest[:8]}: {self.status}"
