"""How many people live in a ward, or in the whole area, and whose counts those are."""

from django.db import models
from django.utils.translation import gettext as _

from core.dates import short_day


class CensusCount(models.Model):
    """A count of people, or of households, in one category of one census variable."""

    ward = models.ForeignKey("panel.Ward", models.CASCADE, related_name="census_counts")
    variable = models.CharField(max_length=40)  # "age_6", "ethnic_group_5", "household_tenure" ...
    category = models.CharField(max_length=120)
    count = models.PositiveIntegerField()
    source = models.CharField(max_length=60, default="Census 2021")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ward", "variable", "category", "source"], name="one_count_a_category"
            )
        ]

    def __str__(self):
        return f"{self.ward}: {self.category} {self.count}"


class AreaCount(models.Model):
    """A count of people of the whole area, of what the census file on hand does not say by ward."""

    council_code = models.CharField(max_length=9)
    variable = models.CharField(max_length=40)  # "sex"
    category = models.CharField(max_length=120)
    count = models.PositiveIntegerField()
    source = models.CharField(max_length=60, default="Census 2021")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["council_code", "variable", "category", "source"],
                name="one_count_an_area_and_category",
            )
        ]

    def __str__(self):
        return f"{self.council_code}: {self.category} {self.count}"


class PopulationTableQuerySet(models.QuerySet):
    def standing(self):
        """Keep the tables of files that have not been taken back, the newest first."""
        return self.filter(loaded__taken_back_at=None).order_by("-pk")


class PopulationTable(models.Model):
    """One variable of one loaded file: whose counts, of which day, on which boundaries.

    Each file adds its own and changes none: a version of a table is the file that it came with.
    """

    loaded = models.ForeignKey("panel.LoadedFile", models.CASCADE, related_name="tables")
    variable = models.CharField(max_length=40)
    source = models.CharField(max_length=60)
    dated = models.DateField()  # the day that the counts speak of
    council_code = models.CharField(max_length=9)
    wards = models.PositiveIntegerField()  # 0: of the whole area only
    boundaries_since = models.DateField(null=True)  # when the newest of its wards came into force
    total = models.PositiveIntegerField()
    # How many more people (under 0: fewer) than `compared_with` has; the difference is rounding.
    apart = models.IntegerField(default=0)
    compared_with = models.CharField(max_length=40, blank=True)

    objects = PopulationTableQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["loaded", "variable", "council_code"], name="one_table_a_file_and_variable"
            ),
            models.CheckConstraint(
                condition=models.Q(wards=0, boundaries_since=None)
                | models.Q(wards__gt=0, boundaries_since__isnull=False),
                name="tables_by_ward_name_their_boundaries",
            ),
        ]

    def __str__(self):
        return f"{self.variable}: {self.source}"

    @property
    def in_words(self) -> str:
        """Say what the table is: its source, day, boundaries, total, and what it was checked by."""
        words = {
            "variable": self.variable,
            "source": self.source,
            "day": short_day(self.dated, year=True),
            "total": f"{self.total:,}",
            "wards": self.wards,
            "council": self.council_code,
        }
        if self.boundaries_since:
            words["since"] = short_day(self.boundaries_since, year=True)
            said = _(
                "%(variable)s: %(source)s, of %(day)s, for %(wards)d wards of %(council)s, the "
                "newest boundaries since %(since)s; %(total)s in all."
            )
        else:
            said = _(
                "%(variable)s: %(source)s, of %(day)s, for the whole area of %(council)s; "
                "%(total)s in all."
            )
        return " ".join([said % words, *self._rounding])

    @property
    def _rounding(self) -> list[str]:
        if not self.apart:
            return []
        words = _("%(people)s apart from %(other)s, which is rounding.")
        return [words % {"people": f"{abs(self.apart):,}", "other": self.compared_with}]
