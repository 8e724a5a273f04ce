"""The county's divisions, which lie across the wards: where each member is, by their postcode."""

from __future__ import annotations

from collections.abc import Iterable

from panel.boundaries import in_batches
from panel.models import Division, Membership, Postcode, PostcodeEdition


def divisions_of(postcodes: Iterable[str]) -> dict[str, Division]:
    """Return the division in force of each postcode that a file in use places in one.

    The newest file that names a division in force answers, as for wards: so a file may be loaded
    before the boundaries that it is for.
    """
    wanted = set(postcodes) - {""}
    in_force = {one.code: one for one in Division.objects.in_force()}
    if not wanted or not in_force:
        return {}
    rows = (
        Postcode.objects.filter(
            edition__in=PostcodeEdition.objects.answering(),
            postcode__in=wanted,
            division_code__in=in_force,
        )
        .order_by("edition__is_current", "edition__loaded_at")  # the newest last, so that it stays
        .values_list("postcode", "division_code")
    )
    return {postcode: in_force[code] for postcode, code in rows}


def division_at(postcode: str) -> Division | None:
    """Return the division of one postcode; None outside a county, or where no file knows."""
    return divisions_of([postcode]).get(postcode)


def place_members() -> int:
    """Put every member into the division of today; return how many were moved.

    After new files, and on the first day of new boundaries. Again at once, it finds nobody.
    """
    if not Division.objects.exists():
        return 0
    moved = 0
    for batch in in_batches(Membership.objects.there().order_by("pk")):
        found = divisions_of(place.postcode for place in batch)
        changed = []
        for place in batch:
            division = found.get(place.postcode)
            if place.division_id != (division.pk if division else None):
                place.division = division
                changed.append(place)
        Membership.objects.bulk_update(changed, ["division"])
        moved += len(changed)
    return moved
