"""Where people live: wards, their councillors, and the postcodes that lie in them."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

is_ward_code = RegexValidator(
    r"^(E05|W05|S13|N08)\d{6}\Z", _("A ward code is like E05010896: a letter and eight figures.")
)
is_council_code = RegexValidator(
    r"^(E06|E07|E08|E09|W06|S12|N09)\d{6}\Z",
    _("A council code is like E06000023: a letter and eight figures."),
)

is_division_code = RegexValidator(
    r"^E58\d{6}\Z", _("A division’s code is like E58001234: E58 and six figures.")
)


MOST_SEATS_IN_ENGLAND, MOST_SEATS = 3, 10


def most_seats(ward_code: str) -> int:
    """Return how many councillors a ward can have: 3 in England, more in other nations."""
    return MOST_SEATS_IN_ENGLAND if ward_code.startswith("E") else MOST_SEATS


class DatedQuerySet(models.QuerySet):
    def in_force(self, on=None):
        """Keep those whose boundaries are valid on a day, today unless told."""
        on = on or timezone.localdate()
        return self.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gt=on))


class WardQuerySet(DatedQuerySet):
    def without_boundaries(self):
        """Leave the large columns in the database, for lists of names."""
        return self.defer("geometry", "outline")

    def served_by(self, user):
        """Keep the wards that somebody serves as a councillor, known by their e-mail address."""
        serving = Councillor.objects.serving().filter(email__iexact=user.email)
        return self.without_boundaries().filter(pk__in=serving.values("ward"))


class Ward(models.Model):
    """A ward within one set of boundaries. Its code is never used again for other boundaries."""

    code = models.CharField(_("GSS code"), max_length=9, unique=True, validators=[is_ward_code])
    name = models.CharField(_("name"), max_length=80)
    name_welsh = models.CharField(_("Welsh name"), max_length=80, blank=True)
    council_code = models.CharField(
        _("council's code"), max_length=9, validators=[is_council_code], db_index=True
    )
    seats = models.PositiveSmallIntegerField(
        _("number of councillors"),
        default=2,
        help_text=_("How many the ward elects. Seats that nobody holds are shown as vacancies."),
    )
    valid_from = models.DateField(_("boundaries valid from"))
    valid_to = models.DateField(_("boundaries valid until"), null=True, blank=True)
    geometry = models.JSONField(_("boundary"), default=dict, blank=True)  # GeoJSON, WGS84
    outline = models.TextField(blank=True)  # SVG path in the council's own map units
    centre_x = models.FloatField(default=0)
    centre_y = models.FloatField(default=0)

    objects = WardQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("ward")
        verbose_name_plural = _("wards")
        constraints = [
            models.CheckConstraint(
                name="ward_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gt=models.F("valid_from")),
            ),
            models.CheckConstraint(
                name="a_ward_has_as_many_seats_as_its_nation_allows",
                condition=Q(seats__gte=1, seats__lte=MOST_SEATS_IN_ENGLAND)
                | Q(seats__gte=1, seats__lte=MOST_SEATS) & ~Q(code__startswith="E"),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("wards:profile", args=[self.code])

    def clean(self):
        """Refuse more councillors than a ward of its nation can have, or none."""
        most = most_seats(self.code)
        if self.seats is not None and not 1 <= self.seats <= most:
            raise ValidationError(
                {
                    "seats": _("A ward here has 1 to %(most)d councillors, not %(seats)d.")
                    % {"most": most, "seats": self.seats}
                }
            )

    def vacancies(self, on=None) -> int:
        """Count the seats that nobody holds on a day, today unless told."""
        return max(0, self.seats - self.councillors.serving(on).count())


class Division(models.Model):
    """A division of the county, in an area with two councils. It has no profile and no map here."""

    code = models.CharField(_("GSS code"), max_length=9, unique=True, validators=[is_division_code])
    name = models.CharField(_("name"), max_length=80)
    valid_from = models.DateField(_("boundaries valid from"))
    valid_to = models.DateField(_("boundaries valid until"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        default_permissions = ("view",)
        verbose_name = _("division")
        verbose_name_plural = _("divisions")
        constraints = [
            models.CheckConstraint(
                name="division_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gt=models.F("valid_from")),
            )
        ]

    def __str__(self):
        return self.name


class CouncillorQuerySet(models.QuerySet):
    def serving(self, on=None):
        """Keep those whose term covers a day, today unless told."""
        on = on or timezone.localdate()
        return self.filter(starts_on__lte=on).filter(Q(ends_on=None) | Q(ends_on__gte=on))


class Councillor(models.Model):
    """A councillor's dated term for a ward."""

    ward = models.ForeignKey(
        Ward, models.CASCADE, related_name="councillors", verbose_name=_("ward")
    )
    name = models.CharField(_("name"), max_length=120)
    party = models.CharField(_("party, as recorded"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    starts_on = models.DateField(_("term began"))
    ends_on = models.DateField(_("term ends"), null=True, blank=True)

    objects = CouncillorQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("councillor")
        verbose_name_plural = _("councillors")
        constraints = [
            models.CheckConstraint(
                name="term_ends_after_it_begins",
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
            )
        ]

    def __str__(self):
        return self.name


class PostcodeEditionQuerySet(models.QuerySet):
    def complete(self):
        return self.exclude(completed_at=None)

    def answering(self):
        """Keep the file that answers now, and those before it that may know wards still in force.

        A file is often loaded before the boundaries it is for: until they hold, the one before it
        says in which ward a postcode lies.
        """
        current = PostcodeEdition.objects.filter(is_current=True).values("loaded_at")[:1]
        return self.complete().filter(Q(is_current=True) | Q(loaded_at__lt=Subquery(current)))


class PostcodeEdition(models.Model):
    """One loaded postcode file. The current one answers; older complete ones can be returned to."""

    product = models.CharField(_("product"), max_length=40)
    # The first of the month that the file is of; NULL where nothing tells.
    month = models.DateField(_("edition"), null=True, blank=True)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    council_code = models.CharField(_("council's code"), max_length=9, blank=True)
    columns = models.JSONField(_("columns used"), default=dict, blank=True)
    rows_read = models.PositiveIntegerField(_("rows read"), default=0)
    rows_kept = models.PositiveIntegerField(_("rows kept"), default=0)
    rows_of_council = models.PositiveIntegerField(_("rows of the council"), default=0)
    loaded_at = models.DateTimeField(_("loading began"), default=timezone.now)
    completed_at = models.DateTimeField(_("loaded"), null=True, blank=True)
    is_current = models.BooleanField(_("answers now"), default=False)

    objects = PostcodeEditionQuerySet.as_manager()

    class Meta:
        ordering = ["-loaded_at", "-pk"]
        verbose_name = _("postcode file")
        verbose_name_plural = _("postcode files")
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=Q(is_current=True), name="one_current_edition"
            ),
            models.CheckConstraint(
                name="only_a_complete_edition_answers",
                condition=Q(is_current=False) | Q(completed_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.product}, {self.file_name}"

    @property
    def edition(self) -> str:
        """Name the edition: "August 2025", or "" where nothing tells."""
        return date_format(self.month, "F Y") if self.month else ""


class Postcode(models.Model):
    """A postcode with the ward that one edition puts it in."""

    edition = models.ForeignKey(PostcodeEdition, models.CASCADE, related_name="postcodes")
    postcode = models.CharField(max_length=8)  # with one space, as in `pcds`
    council_code = models.CharField(max_length=9, blank=True)
    ward_code = models.CharField(max_length=9, blank=True)
    division_code = models.CharField(max_length=9, blank=True)  # of the county, if there is one
    lsoa = models.CharField(max_length=9, blank=True)  # of 2021, as the output area
    output_area = models.CharField(max_length=9, blank=True)
    ended = models.CharField(max_length=6, blank=True)  # yyyymm; blank while in use

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "postcode"], name="postcode_once_an_edition")
        ]

    def __str__(self):
        return self.postcode
