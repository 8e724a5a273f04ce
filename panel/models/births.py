"""When people were born: identity, beside the e-mail address, and never in the clear."""

from django.conf import settings
from django.db import models


class DateOfBirth(models.Model):
    """The date of birth of somebody who gave it, sealed by `panel.births`.

    No other table has it, and no day or age that it could be worked out from: the age band that
    members are counted by is set anew each day.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="date_of_birth"
    )
    sealed = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return "sealed"
