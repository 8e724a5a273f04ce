"""The bands in which ages are counted, and what they are called."""

from django.db import models
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from panel.models.council import CouncilSettings


def _youngest_to(highest: int) -> str:
    lowest = CouncilSettings.load().minimum_age
    return gettext("%(lowest)d to %(highest)d") % {"lowest": lowest, "highest": highest}


# The youngest age group begins at the lowest age of the panel, which a council may change: its name
# is made when somebody reads it.
youngest_to = lazy(_youngest_to, str)


class AgeBand(models.TextChoices):
    """The bands that members are asked for; the last two together are the census's last.

    The code of the first is the census's, whatever the lowest age of the panel is.
    """

    FROM_16 = "16-24", youngest_to(24)
    FROM_25 = "25-34", _("25 to 34")
    FROM_35 = "35-49", _("35 to 49")
    FROM_50 = "50-64", _("50 to 64")
    FROM_65 = "65-74", _("65 to 74")
    FROM_75 = "75+", _("75 and over")


# What a model's field may hold, by the census's names: what a setting names cannot stand in a
# migration. People read `name_of_band`.
STORED_BANDS = [(AgeBand.FROM_16.value, _("16 to 24")), *AgeBand.choices[1:]]


def name_of_band(band: str) -> str:
    return str(AgeBand(band).label) if band else ""
