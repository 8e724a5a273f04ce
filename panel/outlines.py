"""The wards in force with what a map needs of them, which nearly every page shows."""

from django.core.cache import cache
from django.utils import timezone

from panel.models import Ward

KEPT = "panel.outlines"


def mapped_wards() -> list[Ward]:
    """Return the wards in force by name, without their full boundaries; read once a minute."""
    today = timezone.localdate()
    kept = cache.get(KEPT)
    if kept is None or kept[0] != today:
        kept = (today, list(Ward.objects.in_force(today).defer("geometry")))
        cache.set(KEPT, kept, 60)
    return kept[1]
