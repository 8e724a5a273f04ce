"""As whom the council's own sign-in knows an account of ours."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CouncilIdentity(models.Model):
    """An account's identity at the council's provider: invited under an address, or bound for good.

    Bound is what the provider calls its subject, which it never gives to anybody else. An e-mail
    address may be given to the next person of that name.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="council_identity",
        verbose_name=_("account"),
    )
    issuer = models.CharField(max_length=255, blank=True)
    subject = models.CharField(max_length=255, blank=True)
    # The address there, until somebody comes with it; afterwards it is not needed.
    invited_as = models.EmailField(_("address there"), blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    bound_at = models.DateTimeField(_("first used"), null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="one_account_an_identity",
                fields=["issuer", "subject"],
                condition=Q(bound_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_invitation_an_address",
                fields=["invited_as"],
                condition=~Q(invited_as=""),
            ),
            models.CheckConstraint(
                name="invited_or_bound",
                condition=(Q(bound_at=None, issuer="", subject="") & ~Q(invited_as=""))
                | (Q(bound_at__isnull=False, invited_as="") & ~Q(issuer="") & ~Q(subject="")),
            ),
        ]

    def __str__(self):
        return str(self.user)
