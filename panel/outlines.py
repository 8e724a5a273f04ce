"""The wards in force with what a map needs of them, which nearly every page shows."""

from django.core.cache import cache
from django.utils import timezone

from panel.models import Ward

KEPT = "panel.outlines"
ANY = "panel.has_places"


def mapped_wards() -> list[Ward]:
    """Return the wards in force by name, without their full boundaries; read once a minute."""
    today = timezone.localdate()
    kept = cache.get(KEPT)
    if kept is None or kept[0] != today:
        kept = (today, list(Ward.objects.in_force(today).defer("geometry")))
        cache.set(KEPT, kept, 60)
    return kept[1]


def has_places() -> bool:
    """Say whether any wards are loaded; asked once a minute, as every page's foot wants to know."""
    found = cache.get(ANY)
    if found is None:
        found = Ward.objects.exists()
        cache.set(ANY, found, 60)
    return found
