"""What is published of small areas: how many live there, and how deprived they are.

A small area is an output area (about 130 homes) or an LSOA (about 700). Wards are put together from
them, through the postcodes of a file that names them.
"""

from django.db import models
from django.db.models import Q


class SmallAreaCount(models.Model):
    """The residents of an output area or an LSOA, by the census."""

    code = models.CharField(max_length=9)
    people = models.PositiveIntegerField()
    source = models.CharField(max_length=60, default="Census 2021")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["code", "source"], name="one_count_a_small_area")
        ]

    def __str__(self):
        return f"{self.code}: {self.people}"


class DeprivationScore(models.Model):
    """The score of an LSOA, and its tenth of all LSOAs of the nation, 1 the most deprived."""

    code = models.CharField(max_length=9)
    score = models.FloatField()
    decile = models.PositiveSmallIntegerField()
    people = models.PositiveIntegerField(null=True)  # those that the score was worked out for
    source = models.CharField(max_length=60)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["code", "source"], name="one_score_a_small_area"),
            models.CheckConstraint(
                name="a_score_is_not_negative_and_a_decile_is_1_to_10",
                condition=Q(score__gte=0, decile__gte=1, decile__lte=10),
            ),
        ]

    def __str__(self):
        return f"{self.code}: {self.score}"
