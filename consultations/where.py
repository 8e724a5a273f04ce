"""The map of a consultation: its wards with what lies around them."""

from django.utils.translation import gettext as _

from core.charts.maps import WardMap, box_of, ward_map, with_room
from panel.models import Ward


def map_of(wards: list[Ward]) -> WardMap | None:
    """Draw these wards among their neighbours; None without wards or without boundaries."""
    if not any(ward.outline for ward in wards):
        return None
    chosen = {ward.code for ward in wards}
    left, top, width, height = with_room(box_of([ward.outline for ward in wards]))
    around = left, top, left + width, top + height
    known = Ward.objects.in_force(wards[0].valid_from).defer("geometry")
    shown = [ward for ward in known if ward.code in chosen or _overlap(around, ward)]
    names = ", ".join(ward.name for ward in wards)
    return ward_map(
        shown,
        title=_("Map of %(wards)s") % {"wards": names},
        steps=dict.fromkeys(chosen, 3),
        label=chosen,
        crop_to=chosen,
    )


def _overlap(around, ward: Ward) -> bool:
    if not ward.outline:
        return False
    left, top, width, height = box_of([ward.outline])
    return not (
        left > around[2] or left + width < around[0] or top > around[3] or top + height < around[1]
    )
