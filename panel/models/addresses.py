"""Addresses that are remembered beyond their accounts, as keyed hashes alone."""

from django.db import models
from django.utils import timezone

from panel.models.bounces import Channel


class StoppedAddress(models.Model):
    """A keyed hash of an address or number that wants no more task messages.

    It outlives the account.
    """

    channel = models.CharField(max_length=5, choices=Channel, default=Channel.EMAIL)
    digest = models.CharField(max_length=64, unique=True)
    stopped_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return self.digest[:8]


class DepartedAddress(models.Model):
    """A keyed hash of the address of an imported member who left, so that no list returns them."""

    digest = models.CharField(max_length=26, unique=True)

    def __str__(self):
        return self.digest[:8]
