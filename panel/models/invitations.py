"""Invitations: batches of codes, known to us only by their keyed hashes."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panel.models.people import Membership
from panel.models.places import Ward

MOST_CODES = 50_000


class InvitationBatchQuerySet(models.QuerySet):
    def with_response(self):
        """Add `codes_used` and `joined`: codes used, and members who came with one."""
        of_batch = models.OuterRef("pk")
        used = InvitationCode.objects.filter(batch=of_batch, used_on__isnull=False)
        came = Membership.objects.filter(batch=of_batch)
        return self.annotate(codes_used=counted(used), joined=counted(came))


def counted(rows):
    """Return a subquery that counts rows of a batch."""
    number = rows.order_by().values("batch").annotate(n=models.Count("pk")).values("n")
    return models.functions.Coalesce(models.Subquery(number), 0)


class InvitationBatch(models.Model):
    """Letters that went out together, or one event: whom they reached is not written here."""

    class Kind(models.TextChoices):
        LETTERS = "letters", _("Letters: a code for each, to be used once")
        EVENT = "event", _("An event: one code for all who are there")
        SHARED = "shared", _("Letters to people who share an e-mail address, and have no mobile")

    name = models.CharField(_("name"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind, default=Kind.LETTERS)
    ward = models.ForeignKey(
        Ward,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ward"),
        help_text=_("Where the letters go, if it is one ward."),
    )
    number = models.PositiveIntegerField(
        _("number of codes"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_CODES)],
    )
    starts_on = models.DateField(_("first day"), default=timezone.localdate)
    expires_on = models.DateField(_("last day"))
    returned = models.PositiveIntegerField(
        _("letters returned undelivered"),
        default=0,
        help_text=_("They are left out when we say how many in a hundred joined."),
    )
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    codes_made_at = models.DateTimeField(_("codes downloaded"), null=True, blank=True)

    objects = InvitationBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("batch of invitations")
        verbose_name_plural = _("batches of invitations")
        constraints = [
            models.CheckConstraint(
                name="invitations_end_after_they_begin",
                condition=Q(expires_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="no_more_letters_returned_than_sent", condition=Q(returned__lte=F("number"))
            ),
            models.CheckConstraint(
                name="an_event_has_one_code", condition=~Q(kind="event") | Q(number=1, returned=0)
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def response_rate(self) -> float | None:
        """Codes used for each that was delivered; for a batch read `with_response()`."""
        delivered = self.number - self.returned
        if self.kind == self.Kind.EVENT or delivered < 1 or self.codes_made_at is None:
            return None
        return self.codes_used / delivered


class InvitationCode(models.Model):
    """One code as a keyed hash, and the day it was used: not by whom, nor to whom it was sent."""

    batch = models.ForeignKey(InvitationBatch, models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=26, unique=True)
    used_on = models.DateField(null=True, blank=True)

    def __str__(self):
        return self.digest[:8]
