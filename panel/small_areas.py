"""Output areas and LSOAs: in which wards they lie, by the postcodes of a file that names them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Literal

from django.db.models import Count

from panel.models import Postcode, SmallAreaCount, Ward
from panel.successions import newest_naming

Level = Literal["output_area", "lsoa"]


def postcodes_in_wards(level: Level, council_code: str) -> dict[str, Counter[str]]:
    """Count live postcodes of each small area by the ward in force, by the newest file of them."""
    in_force = Ward.objects.in_force().filter(council_code=council_code).values("code")
    edition = newest_naming(in_force)
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    if edition is None:
        return found
    rows = edition.postcodes.filter(ended="", ward_code__in=in_force).exclude(**{level: ""})
    for area, ward, n in rows.values_list(level, "ward_code").annotate(n=Count("pk")).order_by():
        found[area][ward] = n
    return found


def best_fit(parts: Mapping[str, float]) -> str:
    """Return the ward that most of a small area lies in; of equals the first code."""
    return min(parts, key=lambda ward: (-parts[ward], ward))


def named_by_postcodes(level: Level) -> set[str]:
    """Return the small areas of every postcode on file, of neighbours too."""
    rows = Postcode.objects.exclude(**{level: ""})
    return set(rows.order_by().values_list(level, flat=True).distinct())


def residents_of(codes: set[str]) -> dict[str, int]:
    """Return residents of small areas, of those that have a count on file."""
    rows = SmallAreaCount.objects.filter(code__in=codes).order_by("source")
    return dict(rows.values_list("code", "people"))
