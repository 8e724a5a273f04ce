"""Carry members over a change of boundaries: by postcode, by best fit, or by asking them."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.refusals import Refused
from panel.models import (
    BoundaryChange,
    CouncilSettings,
    FormerWard,
    Membership,
    Postcode,
    PostcodeEdition,
    Ward,
    WardSuccession,
)
from panel.successions import learn_successions

BATCH = 2_000
Source = Membership.WardSource


def members_left_behind(on: dt.date | None = None):
    """Find the members whose ward has ended by a day, and who have not been asked about it yet."""
    return (
        Membership.objects.there()
        .exclude(ward_source=Source.TO_CONFIRM)
        .filter(ward__valid_to__lte=on or timezone.localdate())
    )


@transaction.atomic
def carry_out_change(on: dt.date | None = None) -> BoundaryChange | None:
    """Move the members of ended wards into wards in force; None if nobody is left behind.

    Their postcode decides. Where it is gone, or the member named another ward than the file's, a
    ward that nearly all of theirs lies in is taken; who is left is asked, and counts in no ward
    until they answer. Doing it again finds nobody, so it may be tried every minute.
    """
    on = on or timezone.localdate()
    if not members_left_behind(on).exists():
        return None
    ours = CouncilSettings.load().council_code
    in_force = {
        ward.code: ward
        for ward in Ward.objects.in_force(on).without_boundaries().filter(council_code=ours)
    }
    if not Postcode.objects.filter(
        ward_code__in=in_force, edition__in=PostcodeEdition.objects.answering()
    ).exists():
        raise Refused(
            _(
                "Other ward boundaries hold, and no postcode file names them. Load the postcodes "
                "that belong to the new wards; until then members keep their old ward."
            )
        )
    best_fit = best_fits(in_force, ours, on)
    began = max(ward.valid_from for ward in in_force.values())
    change, _is_new = BoundaryChange.objects.get_or_create(on=began)
    sources: Counter[str] = Counter()
    behind = members_left_behind(on).select_related("ward").order_by("pk")
    for batch in in_batches(behind):
        found = wards_of_postcodes({m.postcode for m in batch}, in_force, ours)
        former = []
        for membership in batch:
            before = membership.ward
            place(membership, found, best_fit.get(membership.ward_id))
            sources[membership.ward_source] += 1
            if membership.ward != before:
                former.append(former_ward(membership, before))
        FormerWard.objects.bulk_create(former, ignore_conflicts=True)
        Membership.objects.bulk_update(batch, ["ward", "ward_source"])
    change.by_postcode += sources[Source.POSTCODE]
    change.by_best_fit += sources[Source.BEST_FIT]
    change.to_confirm += sources[Source.TO_CONFIRM]
    change.carried_out_at = timezone.now()
    change.save()
    return change


def best_fits(in_force: dict[str, Ward], council_code: str, on: dt.date) -> dict[int, Ward]:
    """Compare the newest files of both boundaries; return where nearly all of an ended ward is."""
    learn_successions(council_code, on)
    pairs = WardSuccession.objects.filter(later__in=in_force.values()).select_related("later")
    return {pair.earlier_id: pair.later for pair in pairs if pair.takes_nearly_all}


def place(membership: Membership, found: dict[str, Ward | None], best_fit: Ward | None) -> None:
    """Give one member the surest ward; who corrected the file once is not overruled by it."""
    if membership.postcode in found and membership.ward_source != Source.SELF_STATED:
        ward, source = found[membership.postcode], Source.POSTCODE
    else:
        ward, source = best_fit, Source.BEST_FIT
    if ward:
        membership.ward, membership.ward_source = ward, source
    else:
        membership.ward_source = Source.TO_CONFIRM


def former_ward(membership: Membership, ward: Ward) -> FormerWard:
    """Say until when a member was in a ward: until today, or until the ward itself ended."""
    today = timezone.localdate()
    if ward.valid_to and ward.valid_to <= today:
        until, because = ward.valid_to, FormerWard.Because.BOUNDARIES
    else:
        until, because = today, FormerWard.Because.MOVED
    return FormerWard(membership=membership, ward=ward, until=until, because=because)


def wards_of_postcodes(
    postcodes: set[str], in_force: dict[str, Ward], council_code: str
) -> dict[str, Ward | None]:
    """Look postcodes up in the newest file that knows; None is another council's area by now."""
    rows = (
        Postcode.objects.filter(
            edition__in=PostcodeEdition.objects.answering(), postcode__in=postcodes - {""}
        )
        .order_by("edition__is_current", "edition__loaded_at")  # the newest last, so that it stays
        .values_list("postcode", "ward_code", "council_code", "edition__is_current")
    )
    found: dict[str, Ward | None] = {}
    for postcode, ward_code, council, is_current in rows:
        if ward_code in in_force:
            found[postcode] = in_force[ward_code]
        elif is_current and council not in ("", council_code):
            found[postcode] = None
    return found


def in_batches(queryset) -> Iterator[list]:
    """Yield rows in lists, so that a large panel is never held in memory at once."""
    last = 0
    while batch := list(islice(queryset.filter(pk__gt=last), BATCH)):
        last = batch[-1].pk
        yield batch
