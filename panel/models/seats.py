"""Letters to who was drawn, and whether each of them takes the seat."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SeatLetter(models.Model):
    """What an officer writes to who sits; with a day it asks who has not said whether they come."""

    wagtail_reference_index_ignore = True

    draw = models.ForeignKey("panel.Draw", models.PROTECT, related_name="letters")  # the round
    subject = models.CharField(_("subject"), max_length=120)
    text = models.TextField(_("text"), max_length=4000)
    reply_by = models.DateField(_("reply by"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["-sent_at", "-pk"]
        verbose_name = _("letter to a panel")
        verbose_name_plural = _("letters to a panel")

    def __str__(self):
        return self.subject


class SeatOffer(models.Model):
    """A seat that was offered to who was drawn, and what they said to it."""

    class Reply(models.TextChoices):
        WAITING = "waiting", _("No reply yet")
        ACCEPTED = "accepted", _("Takes the seat")
        DECLINED = "declined", _("Does not take it")
        SILENT = "silent", _("Did not reply in time")

    draw = models.ForeignKey("panel.Draw", models.PROTECT, related_name="offers")  # the first round
    membership = models.ForeignKey("panel.Membership", models.PROTECT, related_name="offers")
    letter = models.ForeignKey(SeatLetter, models.PROTECT, related_name="offers")
    code = models.CharField(max_length=26)  # the one of the draw
    reply_by = models.DateField()
    reply = models.CharField(max_length=8, choices=Reply, default=Reply.WAITING)
    replied_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["draw", "membership"], name="one_offer_of_a_seat"),
            models.CheckConstraint(
                name="replied_at_a_moment",
                condition=Q(reply="waiting", replied_at=None)
                | (~Q(reply="waiting") & Q(replied_at__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"{self.code}: {self.reply}"

    @property
    def gives_up(self) -> bool:
        """Say whether the seat is free to be filled again."""
        return self.reply in (self.Reply.DECLINED, self.Reply.SILENT)
