"""What people were shown, what they chose, and when: rows that the database refuses to change."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ShownText(models.Model):
    """The words that people were shown in one language, kept once for all who saw them."""

    language = models.CharField(max_length=10)
    words = models.TextField()
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.digest[:8]} ({self.language})"


class Consent(models.Model):
    """One choice of one person. The next one adds a row, and the newest stands."""

    class Purpose(models.TextChoices):
        MEMBERSHIP = "membership", _("Being on the panel")
        NEWS = "news", _("Messages: invitations, results and outcomes")
        PROMOTION = "promotion", _("Messages about the panel itself")
        TEXTS = "texts", _("Messages by text")
        EQUALITY = "equality", _("Telling about yourself")
        INTERESTS = "interests", _("Subjects that interest you")
        SERVING = "serving", _("Drawing a panel by what you told about yourself")

    class Choice(models.TextChoices):
        GIVEN = "given", _("Agreed")
        REFUSED = "refused", _("Did not want to")
        WITHDRAWN = "withdrawn", _("Took it back")

    class Channel(models.TextChoices):
        WEBSITE = "website", _("On this site")
        MAIL = "mail", _("From a link in a message")
        TEXT = "text", _("By a text message")
        IMPORTED = "imported", _("Before, as the imported list says")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=12, choices=Purpose)
    # Which part of the purpose: the set of questions, for instance.
    about = models.CharField(max_length=60, blank=True)
    choice = models.CharField(max_length=9, choices=Choice)
    shown = models.ForeignKey(ShownText, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.WEBSITE)
    # Who noted it, where that was not the person.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        indexes = [models.Index(fields=["user", "purpose", "-id"], name="choices_of_a_person")]

    def __str__(self):
        return f"{self.get_purpose_display()}: {self.get_choice_display()}"
