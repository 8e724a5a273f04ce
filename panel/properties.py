"""In which ward a home lies by its UPRN, where the council supplies a table of them.

Such a table takes precedence over postcodes (requirements R5.11): of a postcode it knows, it says
in which wards the homes are.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count

from panel.models import CouncilSettings, LoadedFile, Property, Ward

UPRN = re.compile(r"0*\d{1,12}")


@dataclass(frozen=True)
class Home:
    """Where a UPRN is."""

    postcode: str
    ward_code: str


def answering():
    """Return the properties of the newest table that stands; of none, nothing."""
    tables = LoadedFile.objects.standing().filter(kind=LoadedFile.Kind.PROPERTIES)
    return Property.objects.filter(file=tables.order_by("-loaded_at", "-pk").values("pk")[:1])


def wards_at(postcodes: Iterable[str]) -> dict[str, Counter[str]]:
    """Count the properties at each postcode by ward, in one question."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    wanted = set(postcodes) - {""}
    if not wanted:
        return found
    rows = answering().filter(postcode__in=wanted).values_list("postcode", "ward_code")
    for postcode, ward, n in rows.annotate(n=Count("pk")).order_by():
        found[postcode][ward] = n
    return found


def wards_of_homes(uprns: Mapping[int, str]) -> dict[int, tuple[Home, Ward]]:
    """Return, under the same keys, where each UPRN is: of those that lie in a ward of ours."""
    numbers = {key: int(text) for key, text in uprns.items() if UPRN.fullmatch(text)}
    if not numbers:
        return {}
    rows = answering().filter(uprn__in=set(numbers.values()))
    known = {
        uprn: Home(postcode, ward)
        for uprn, postcode, ward in rows.values_list("uprn", "postcode", "ward_code")
    }
    ours = Ward.objects.in_force().filter(council_code=CouncilSettings.load().council_code)
    codes = {home.ward_code for home in known.values()}
    wards = {ward.code: ward for ward in ours.without_boundaries().filter(code__in=codes)}
    return {
        key: (known[uprn], wards[known[uprn].ward_code])
        for key, uprn in numbers.items()
        if uprn in known and known[uprn].ward_code in wards
    }
