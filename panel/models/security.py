"""The security log: who signed in or failed to, and whose second step or role changed."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SecurityEvent(models.Model):
    """One event of one account. Where from is not kept: no network address, no browser.

    `person` is None where somebody tried an address that is no account's; the address is not kept.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed-in", _("Signed in")
        FAILED = "failed", _("Sign-in failed")
        STEP_ADDED = "step-added", _("Second step added")
        STEP_REMOVED = "step-gone", _("Second step removed")
        ROLE_GIVEN = "role-given", _("Role given")
        ROLE_TAKEN = "role-taken", _("Role taken away")
        PASSWORD = "password", _("Password set or changed")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(_("what"), max_length=10, choices=Kind)
    about = models.CharField(_("which"), max_length=150, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["person", "-at"], name="security_events_of_a_person")]

    def __str__(self):
        return f"{self.at:%Y-%m-%d} {self.get_kind_display()}"
