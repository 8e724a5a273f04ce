"""The wards in force with what a map needs of them, which nearly every page shows."""

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone

from core.kept import needed_everywhere
from panel.models import Ward

KEPT, SECONDS = "panel.outlines", 60


def mapped_wards() -> list[Ward]:
    """Return the wards in force by name, without their full boundaries; read once a minute."""
    today = timezone.localdate()
    kept = cache.get(KEPT)
    if kept is None or kept[0] != today:
        kept = (today, list(Ward.objects.in_force(today).defer("geometry")))
        cache.set(KEPT, kept, SECONDS)
    return kept[1]


def has_places() -> bool:
    """Say whether any wards are loaded, as every page's foot wants to know."""
    return bool(needed_everywhere("any_ward"))


def any_ward() -> QuerySet:
    """Ask for one ward, whichever."""
    return Ward.objects.order_by().values_list("pk")[:1]
