"""Parts of the council's area that are large enough to be counted: by the compass, or the wards."""

from __future__ import annotations

from collections.abc import Sequence
from math import atan2, degrees, hypot

from django.utils.translation import gettext_lazy as _

MOST_WARDS = 8  # with more than these a table by ward and age would be nearly all "c"

CENTRAL = _("Central")
COMPASS = (_("East"), _("South"), _("West"), _("North"))


def areas_of(wards: Sequence) -> dict[int, str]:
    """Name the area of each ward: itself where wards are few, else its part of the map.

    The quarter of wards nearest the middle is "Central", the others lie to one side of it. Map
    units grow to the right and downwards.
    """
    if len(wards) <= MOST_WARDS or not any(ward.centre_x or ward.centre_y for ward in wards):
        return {ward.pk: ward.name for ward in wards}
    middle_x = sum(ward.centre_x for ward in wards) / len(wards)
    middle_y = sum(ward.centre_y for ward in wards) / len(wards)
    nearest = sorted(
        wards,
        key=lambda ward: (hypot(ward.centre_x - middle_x, ward.centre_y - middle_y), ward.code),
    )
    central = {ward.pk for ward in nearest[: len(wards) // 4]}
    areas = {}
    for ward in wards:
        angle = degrees(atan2(ward.centre_y - middle_y, ward.centre_x - middle_x))
        side = COMPASS[round(angle / 90) % 4]
        areas[ward.pk] = str(CENTRAL if ward.pk in central else side)
    return areas


def are_wards(areas: dict[int, str], wards: Sequence) -> bool:
    """Say whether the areas are the wards themselves."""
    return all(areas[ward.pk] == ward.name for ward in wards)
