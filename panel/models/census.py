"""How many people live in a ward, or in the whole area, by the census."""

from django.db import models


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
