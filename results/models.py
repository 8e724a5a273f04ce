"""What left the house: every export, the right to make one, and counts by what people told."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Export(models.Model):
    """One file that was made for somebody: of what, by whom, and what for."""

    class Audience(models.TextChoices):
        PUBLIC = "public", _("Public: tables, small figures kept back")
        PSEUDONYMOUS = "pseudonymous", _("For analysts: a row a person, without names")

    class Format(models.TextChoices):
        CSV = "csv", _("CSV")
        XLSX = "xlsx", _("Excel")

    poll = models.ForeignKey("polls.QuestionnairePage", models.CASCADE, related_name="exports")
    audience = models.CharField(_("class"), max_length=12, choices=Audience)
    format = models.CharField(_("format"), max_length=4, choices=Format)
    purpose = models.CharField(_("what it is for"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    snapshot = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()

    class Meta:
        ordering = ["-made_at", "-pk"]
        permissions = [("export_results", _("Can preview and export results"))]

    def __str__(self):
        return f"{self.poll}: {self.audience}, {self.format}"


class GroupCount(models.Model):
    """People counted by what they told about themselves, behind the scenes and at one instant.

    `figures` are fit to be seen as they stand: what was small never came in. Whoever deletes their
    answers is in none that is counted after that.
    """

    subject = models.CharField(max_length=40, unique=True)  # a month of the panel, or a page
    figures = models.JSONField(default=dict)
    counted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["subject"]

    def __str__(self):
        return self.subject
