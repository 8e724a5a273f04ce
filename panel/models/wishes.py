"""How somebody wants to be written to. Whether at all is said by membership and stopped address."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from panel.models.bounces import Channel


def new_token() -> str:
    return secrets.token_urlsafe(24)


class MessageWishes(models.Model):
    """One person's wishes; who has none gets messages at once, in English, and no promotion."""

    class Rhythm(models.TextChoices):
        INSTANT = "instant", _("At once")
        DAILY = "daily", _("Together, once a day in the morning")
        WEEKLY = "weekly", _("Together, on Monday mornings")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="message_wishes"
    )
    rhythm = models.CharField(max_length=7, choices=Rhythm, default=Rhythm.INSTANT)
    # Service messages come by e-mail whatever it says; so do all while no number is proved.
    channel = models.CharField(max_length=5, choices=Channel, default=Channel.EMAIL)
    wants_promotion = models.BooleanField(default=False)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, blank=True)
    # In the links of messages: it stops them, says nothing of whose they are, and signs nobody in.
    token = models.CharField(max_length=32, unique=True, default=new_token)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.rhythm


class MobileNumber(models.Model):
    """The mobile number that a person has proved, as E.164: identity, beside the e-mail address."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mobile_number"
    )
    number = models.CharField(max_length=16, db_index=True)  # two may share a phone
    proved_at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.number
