"""Which ward became which, and how much of it: worked out from two postcode files."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from panel.models import Postcode, PostcodeEdition, SmallAreaCount, Ward, WardSuccession

CountedIn = WardSuccession.CountedIn
SMALL_AREAS = {CountedIn.OUTPUT_AREAS: "output_area", CountedIn.LSOAS: "lsoa"}


def learn_successions(council_code: str, on: dt.date | None = None) -> list[WardSuccession]:
    """Compare the newest file that names ended wards of a council with the one for those in force.

    Nothing where one file is missing. It may be done again whenever a file has come.
    """
    on = on or timezone.localdate()
    ours = Ward.objects.filter(council_code=council_code)
    earlier = newest_naming(ours.filter(valid_to__lte=on).values("code"))
    later = newest_naming(ours.in_force(on).values("code")) if earlier else None
    if not earlier or not later or earlier == later:
        return []
    return compare_wards(earlier, later, council_code=council_code)


def newest_naming(codes) -> PostcodeEdition | None:
    """Return the newest postcode file in which one of these wards occurs."""
    named = Postcode.objects.filter(edition=OuterRef("pk"), ward_code__in=codes)
    return PostcodeEdition.objects.answering().filter(Exists(named)).first()


@dataclass(frozen=True)
class Part:
    """Postcodes of one earlier ward, later ward and small area."""

    before: str
    after: str
    small_areas: Mapping[str, str]  # by field of a postcode
    postcodes: int


@transaction.atomic
def compare_wards(
    earlier: PostcodeEdition, later: PostcodeEdition, *, council_code: str
) -> list[WardSuccession]:
    """Work out which ward became which, from the postcodes of a council that both files hold.

    Shares are of people where every such postcode lies in an output area, or else an LSOA, whose
    residents are on file: they are shared out equally over its postcodes. Else shares are of
    postcodes, a stand-in for people: about fifteen homes each. Pairs found before for the same
    wards are replaced.
    """
    parts = _parts(earlier, later, council_code)
    people, counted_in = _weigh(parts)
    pairs: Counter[tuple[str, str]] = Counter()
    weights: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for part, weight in zip(parts, people, strict=True):
        pairs[part.before, part.after] += part.postcodes
        weights[part.before, part.after].append(weight)
    weight_of = {pair: fsum(some) for pair, some in weights.items()}
    leaving = _added_up((before, weight) for (before, _after), weight in weight_of.items())
    arriving = _added_up((after, weight) for (_before, after), weight in weight_of.items())
    wards = {
        ward.code: ward
        for ward in Ward.objects.without_boundaries().filter(code__in={*leaving, *arriving})
    }
    found = [
        WardSuccession(
            earlier=wards[before],
            later=wards[after],
            postcodes=pairs[before, after],
            people=None if counted_in == CountedIn.POSTCODES else weight,
            counted_in=counted_in,
            share_of_earlier=weight / leaving[before],
            share_of_later=weight / arriving[after],
        )
        for (before, after), weight in sorted(weight_of.items())
        if before != after and before in wards and after in wards and weight
    ]
    WardSuccession.objects.filter(
        earlier__in={pair.earlier_id for pair in found}, later__in={pair.later_id for pair in found}
    ).delete()
    return WardSuccession.objects.bulk_create(found)


def _parts(earlier: PostcodeEdition, later: PostcodeEdition, council_code: str) -> list[Part]:
    """Count postcodes by both wards and by small area, which the later file knows or the earlier.

    The rows of one council and its neighbours fit into memory; to join the two files in the
    database costs it a search for every column of every row.
    """
    fields = tuple(SMALL_AREAS.values())
    columns = ("postcode", "council_code", "ward_code", *fields)
    after = later.postcodes.exclude(ward_code="").values_list(*columns)
    there = {postcode: rest for postcode, *rest in after.iterator()}
    counted: Counter[tuple[str, ...]] = Counter()
    before = earlier.postcodes.filter(ended="").exclude(ward_code="").values_list(*columns)
    for postcode, council, ward, *was in before.iterator():
        if postcode in there:
            later_council, later_ward, *now = there[postcode]
            if council_code in (council, later_council):
                areas = (new or old for new, old in zip(now, was, strict=True))
                counted[ward, later_ward, *areas] += 1
    return [
        Part(ward, later_ward, dict(zip(fields, areas, strict=True)), n)
        for (ward, later_ward, *areas), n in counted.items()
    ]


def _weigh(parts: list[Part]) -> tuple[list[float], CountedIn]:
    """Return what each part weighs, and in what that is counted."""
    for unit, field in SMALL_AREAS.items():
        codes = {part.small_areas[field] for part in parts}
        if not codes or "" in codes:
            continue
        counts = dict(
            SmallAreaCount.objects.filter(code__in=codes)
            .order_by("source")
            .values_list("code", "people")
        )
        if codes <= counts.keys():
            postcodes = _added_up((part.small_areas[field], part.postcodes) for part in parts)
            areas = [part.small_areas[field] for part in parts]
            return [
                counts[area] * part.postcodes / postcodes[area]
                for area, part in zip(areas, parts, strict=True)
            ], unit
    return [float(part.postcodes) for part in parts], CountedIn.POSTCODES


def _added_up(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    found: defaultdict[str, list[float]] = defaultdict(list)
    for code, n in pairs:
        found[code].append(n)
    return {code: fsum(some) for code, some in found.items()}
