"""Sheets of paper for a deliberative poll, each printed for one person who answers offline."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panel.models.people import STORED_BANDS
from polls.models.keying import by_staff
from polls.models.responses import Wave


class PersonalSheet(models.Model):
    """The right to hand in one round of answers on paper: a person's key, found by a code.

    The code stands on the paper alone, here only its hash. Ward, age and weight are as they were
    when it was printed: a key does not lead to the person, so nobody can look them up later.
    """

    page = models.ForeignKey(
        "polls.QuestionnairePage", models.CASCADE, related_name="personal_sheets"
    )
    wave = models.CharField(max_length=6, choices=Wave)
    key = models.CharField(max_length=26)
    code_hash = models.CharField(max_length=64, unique=True)
    ward = models.ForeignKey("panel.Ward", models.RESTRICT, null=True, blank=True, related_name="+")
    age_band = models.CharField(max_length=5, choices=STORED_BANDS, blank=True)
    design_weight = models.FloatField(null=True, blank=True)
    is_at_random = models.BooleanField(null=True, blank=True)
    printed_on = models.DateField(default=timezone.localdate)
    printed_by = by_staff()  # may know whose it is, and so does not enter it

    class Meta:
        indexes = [models.Index(fields=["page", "key"], name="sheets_by_key")]
        permissions = [("print_sheets", _("Can print a sheet of a deliberative poll for a person"))]

    def __str__(self):
        return f"{self.page_id}-{self.wave}-{self.pk}"
