"""Which files of places and counts were loaded, so that each figure has a source and a way back."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LoadedFileQuerySet(models.QuerySet):
    def standing(self):
        """Keep what has not been taken back."""
        return self.filter(taken_back_at=None)


class LoadedFile(models.Model):
    """One file of places or counts: its fingerprint, and what was there before it."""

    class Kind(models.TextChoices):
        WARDS = "wards", _("Ward boundaries")
        DIVISIONS = "divisions", _("Divisions of the county")
        CENSUS = "census", _("Counts of people")
        POSTCODES = "postcodes", _("Postcodes")
        DEPRIVATION = "deprived", _("Deprivation")

    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    edition = models.CharField(_("edition"), max_length=60)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    rows = models.PositiveIntegerField(_("rows loaded"))
    loaded_at = models.DateTimeField(_("loaded"), default=timezone.now)
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    # Rows as they were, and the keys of rows that are new: enough to take the file back.
    replaced = models.JSONField(default=dict)

    objects = LoadedFileQuerySet.as_manager()

    class Meta:
        ordering = ["-loaded_at", "-pk"]
        verbose_name = _("loaded file")
        verbose_name_plural = _("loaded files")

    def __str__(self):
        return f"{self.get_kind_display()}: {self.file_name}"


class MemberImport(models.Model):
    """A list of people that was imported: its fingerprint and how many came of it, and no names."""

    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    imported = models.PositiveIntegerField(_("members imported"))
    already = models.PositiveIntegerField(_("already members"))
    left_out = models.PositiveIntegerField(_("rows left out"))
    imported_at = models.DateTimeField(_("imported"), default=timezone.now)

    class Meta:
        ordering = ["-imported_at", "-pk"]
        verbose_name = _("imported list of members")
        verbose_name_plural = _("imported lists of members")

    def __str__(self):
        return self.file_name
