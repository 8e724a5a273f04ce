"""What left the house: exports on record and the right to make one, reports of polls as they were
frozen, and counts of people by what they told."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.one_form import hash_of


class Export(models.Model):
    """One file that was made for somebody: of what, by whom, and what for."""

    class Audience(models.TextChoices):
        PUBLIC = "public", _("Public: tables, small figures kept back")
        PSEUDONYMOUS = "pseudonymous", _("For analysts: a row a person, without names")

    class Format(models.TextChoices):
        CSV = "csv", _("CSV")
        XLSX = "xlsx", _("Excel")
        SAV = "sav", _("SPSS")
        PARQUET = "parquet", _("Parquet")
        JSON = "json", _("JSON")

    poll = models.ForeignKey("polls.QuestionnairePage", models.CASCADE, related_name="exports")
    audience = models.CharField(_("class"), max_length=12, choices=Audience)
    format = models.CharField(_("format"), max_length=7, choices=Format)
    purpose = models.CharField(_("what it is for"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    snapshot = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    # Since when it holds answers of somebody who was erased or took theirs back.
    superseded_at = models.DateTimeField(_("superseded"), null=True, blank=True)

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


class FrozenReport(models.Model):
    """One edition of a poll's report: every figure in it, as it was, and from which answers.

    The answers themselves are not copied: `snapshot` is the hash of all that went in, by which
    anybody who still has them can prove that they are the same (decision 0023).
    """

    wagtail_reference_index_ignore = True

    poll = models.ForeignKey(
        "polls.DeliberativePollPage", models.CASCADE, related_name="frozen_reports"
    )
    edition = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by_words = models.CharField(max_length=200)  # their name, as it is printed for good
    reason = models.CharField(_("why another edition"), max_length=300, blank=True)
    software = models.CharField(max_length=80)
    snapshot = models.CharField(max_length=64)
    threshold = models.PositiveSmallIntegerField()
    figures = models.JSONField()
    sha256 = models.CharField(max_length=64)
    superseded_at = models.DateTimeField(_("superseded"), null=True, blank=True)

    class Meta:
        ordering = ["-edition"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "edition"], name="one_report_an_edition"),
            models.CheckConstraint(
                condition=models.Q(edition=1) | ~models.Q(reason=""),
                name="another_edition_has_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.poll}: {self.edition}"

    @property
    def is_intact(self) -> bool:
        """Say whether the figures are still those that were frozen."""
        return hash_of(self.figures) == self.sha256
