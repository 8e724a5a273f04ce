"""Where people live: wards, their councillors, and the postcodes that lie in them."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class WardQuerySet(models.QuerySet):
    def in_force(self, on=None):
        """Keep the wards whose boundaries are valid on a day, today unless told."""
        on = on or timezone.localdate()
        return self.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gt=on))


class Ward(models.Model):
    """A ward within one set of boundaries. Its code is never used again for other boundaries."""

    code = models.CharField(_("GSS code"), max_length=9, unique=True)
    name = models.CharField(_("name"), max_length=80)
    name_welsh = models.CharField(_("Welsh name"), max_length=80, blank=True)
    council_code = models.CharField(max_length=9)
    seats = models.PositiveSmallIntegerField(_("number of councillors"), default=2)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    geometry = models.JSONField(_("boundary"), default=dict, blank=True)  # GeoJSON, WGS84
    outline = models.TextField(blank=True)  # SVG path in the council's own map units
    centre_x = models.FloatField(default=0)
    centre_y = models.FloatField(default=0)

    objects = WardQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("wards:profile", args=[self.code])


class Councillor(models.Model):
    """A councillor's dated term for a ward."""

    ward = models.ForeignKey(Ward, models.CASCADE, related_name="councillors")
    name = models.CharField(max_length=120)
    party = models.CharField(_("party, as recorded"), max_length=80, blank=True)
    email = models.EmailField(blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class PostcodeEdition(models.Model):
    """One loaded postcode file. The newest complete one answers; older ones can be returned to."""

    product = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    rows_read = models.PositiveIntegerField(default=0)
    rows_kept = models.PositiveIntegerField(default=0)
    loaded_at = models.DateTimeField(default=timezone.now)
    is_current = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=Q(is_current=True), name="one_current_edition"
            )
        ]

    def __str__(self):
        return f"{self.product}, {self.file_name}"


class Postcode(models.Model):
    """A postcode with the ward that one edition puts it in."""

    edition = models.ForeignKey(PostcodeEdition, models.CASCADE, related_name="postcodes")
    postcode = models.CharField(max_length=8)  # with one space, as in `pcds`
    council_code = models.CharField(max_length=9, blank=True)
    ward_code = models.CharField(max_length=9, blank=True)
    ended = models.CharField(max_length=6, blank=True)  # yyyymm; blank while in use

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "postcode"], name="postcode_once_an_edition")
        ]

    def __str__(self):
        return self.postcode
