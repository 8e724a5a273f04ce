"""Who asked for a consultation to be published, and who else said that it may be."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_REASON = 1000


class ApprovalQuerySet(models.QuerySet):
    def waiting(self):
        """Keep what nobody has approved or sent back, of drafts that nobody has changed since."""
        return self.unchanged().filter(approved_at=None, returned_at=None)

    def sent_back(self):
        """Keep what somebody sent back, of drafts that nobody has changed since."""
        return self.unchanged().exclude(returned_at=None)

    def unchanged(self):
        return self.filter(revision=F("page__latest_revision"))


class Approval(models.Model):
    """One version of a consultation that somebody wants published; approved, or sent back.

    `statements` are the words that the approver ticked, as they read then; `reason` is what has to
    change, in the words of whoever sent it back.
    """

    page = models.ForeignKey(
        "consultations.ConsultationPage", models.CASCADE, related_name="approvals"
    )
    revision = models.OneToOneField("wagtailcore.Revision", models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    statements = models.JSONField(default=list)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    returned_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, max_length=LONGEST_REASON)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = _("approval of a consultation")
        constraints = [
            models.CheckConstraint(
                name="nobody_approves_what_they_asked_for",
                condition=Q(asked_by=None) | Q(approved_by=None) | ~Q(asked_by=F("approved_by")),
            ),
            models.CheckConstraint(
                name="approved_with_statements",
                condition=Q(approved_at=None, statements=[])
                | Q(approved_at__isnull=False) & ~Q(statements=[]),
            ),
            models.CheckConstraint(
                name="sent_back_with_a_reason_or_approved",
                condition=Q(returned_at=None, reason="")
                | Q(returned_at__isnull=False, approved_at=None) & ~Q(reason=""),
            ),
        ]

    def __str__(self):
        return f"{self.page_id}, version {self.revision_id}"
