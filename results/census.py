"""Who lives in a ward, beside the whole area: counts of the census as shares, with their source."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import cos, radians

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.charts import Group
from panel.models import CensusCount, Ward
from panel.population import CENSUS, dates_of

# The newest edition of each thing that we know to exist. A figure older than it says so.
NEWEST = {"usual_residents": (dt.date(2024, 6, 30), gettext_lazy("population (mid-2024)"))}

# What is added up under one short name: the beginning of the census's own categories.
AGES = (
    (gettext_lazy("15 and under"), ("Aged 15 years and under",)),
    (gettext_lazy("16 to 24"), ("Aged 16 to 24",)),
    (gettext_lazy("25 to 34"), ("Aged 25 to 34",)),
    (gettext_lazy("35 to 49"), ("Aged 35 to 49",)),
    (gettext_lazy("50 to 64"), ("Aged 50 to 64",)),
    (gettext_lazy("65 and over"), ("Aged 65",)),
)
ETHNIC_GROUPS = (
    (gettext_lazy("Asian"), ("Asian",)),
    (gettext_lazy("Black"), ("Black",)),
    (gettext_lazy("Mixed"), ("Mixed",)),
    (gettext_lazy("White"), ("White",)),
    (gettext_lazy("Other"), ("Other ethnic group",)),
)
HOMES = (
    (gettext_lazy("Own, outright or with a mortgage"), ("Owned", "Shared ownership")),
    (gettext_lazy("Rent privately"), ("Private rented", "Lives rent free")),
    (gettext_lazy("Rent from council or association"), ("Social rented",)),
)
GROWN_UP = AGES[1:]


@dataclass(frozen=True)
class Section:
    """One variable of the census, ready to draw."""

    title: str
    groups: tuple[Group, ...]
    unit: str = ""
    note: str = ""


@dataclass(frozen=True)
class Census:
    """What is known of who lives in a ward."""

    residents: int | None
    city_residents: int | None
    households: int | None
    per_square_kilometre: int | None
    sections: tuple[Section, ...]
    disabled: float | None
    city_disabled: float | None
    grown_up: dict[str, float]  # share of residents of 16 and over by age group
    source: str
    newer: tuple[str, ...]

    @property
    def is_known(self) -> bool:
        return bool(self.residents or self.sections)


def counts_of(ward: Ward, wards: Iterable[Ward]) -> QuerySet:
    """Ask for a ward's counts, and those of all wards together, by variable and category."""
    return (
        CensusCount.objects.filter(ward__in=[ward.pk, *(other.pk for other in wards)])
        .values("variable", "category", "source")
        .annotate(city=Sum("count"), here=Sum("count", filter=Q(ward=ward)))
        .order_by("variable", "category")
    )


def census_of(ward: Ward, counted: QuerySet) -> Census:
    """Put a ward's counts and those of all wards together from `counts_of`."""
    here, city, source, dated = _counts(counted)
    residents, households = _total(here, "usual_residents"), _total(here, "household_tenure")
    disabled = "Disabled under the Equality Act"
    ages = _grouped(here["age_6"], city["age_6"], GROWN_UP)
    return Census(
        residents=residents,
        city_residents=_total(city, "usual_residents"),
        households=households,
        per_square_kilometre=_density(residents, ward),
        sections=_sections(here, city),
        disabled=_share(here["disability"], disabled),
        city_disabled=_share(city["disability"], disabled),
        grown_up={group.label: group.share for group in ages},
        source=source.get("usual_residents", CENSUS),
        newer=tuple(
            str(words)
            for variable, (newest, words) in NEWEST.items()
            if dated.get(source.get(variable, ""), newest) < newest
        ),
    )


def _counts(counted):
    """Sum the counts by variable and category, from the newest source of each variable."""
    rows = list(counted)
    dated = dates_of({row["source"] for row in rows})
    source: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: dated.get(row["source"], dt.date.min)):
        if row["here"] is not None:
            source[row["variable"]] = row["source"]
    here: defaultdict[str, dict[str, int]] = defaultdict(dict)
    city: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        if source.get(row["variable"]) == row["source"]:
            here[row["variable"]][row["category"]] = row["here"] or 0
            city[row["variable"]][row["category"]] = row["city"] or 0
    return here, city, source, dated


def _sections(here, city) -> tuple[Section, ...]:
    plan = (
        ("age_6", _("Age"), AGES, ""),
        ("ethnic_group_5", _("Ethnic group"), ETHNIC_GROUPS, ""),
        ("household_tenure", _("Homes"), HOMES, _("Homes")),
    )
    return tuple(
        Section(title, _grouped(here[variable], city[variable], groups), unit)
        for variable, title, groups, unit in plan
        if sum(here[variable].values()) and sum(city[variable].values())
    ) + _religion(here, city)


def _religion(here, city) -> tuple[Section, ...]:
    """Show religion for the whole area only: some groups in a ward are small."""
    if not sum(city["religion"].values()) or not sum(here["religion"].values()):
        return ()
    total = sum(city["religion"].values())
    largest = sorted(city["religion"].items(), key=lambda pair: -pair[1])[:3]
    named = ", ".join(
        f"{category.lower() if category.startswith('No') else category} "
        f"{round(count / total * 100)}%"
        for category, count in largest
    )
    note = _(
        "Religion is shown for the whole area only: some groups in a ward are small. "
        "Largest: %(groups)s."
    ) % {"groups": named}
    return (Section(_("Religion"), (), note=note),)


def _grouped(here: Mapping, city: Mapping, groups) -> tuple[Group, ...]:
    """Add categories up by the beginning of their names; shares are of these groups together."""

    def add(counts: Mapping, beginnings) -> int:
        return sum(count for name, count in counts.items() if name.startswith(tuple(beginnings)))

    ours = [add(here, beginnings) for _label, beginnings in groups]
    theirs = [add(city, beginnings) for _label, beginnings in groups]
    if not sum(ours) or not sum(theirs):
        return ()
    return tuple(
        Group(str(label), n / sum(ours), m / sum(theirs), n)
        for (label, _beginnings), n, m in zip(groups, ours, theirs, strict=True)
    )


def _total(counts, variable: str) -> int | None:
    return sum(counts[variable].values()) or None


def _share(counts: Mapping[str, int], category: str) -> float | None:
    total = sum(counts.values())
    return counts.get(category, 0) / total if total else None


def _density(residents: int | None, ward: Ward) -> int | None:
    """People a square kilometre, to the nearest hundred: the boundary on file is simplified."""
    area = square_kilometres(ward.geometry)
    if not residents or not area:
        return None
    return max(100, round(residents / area / 100) * 100)


def square_kilometres(geometry: Mapping) -> float:
    """Work out the area of a GeoJSON polygon in degrees; a ward is small enough to be flat."""
    kind, rings = geometry.get("type"), geometry.get("coordinates") or []
    if kind == "Polygon":
        polygons = [rings]
    elif kind == "MultiPolygon":
        polygons = rings
    else:
        return 0.0
    return sum(
        abs(_ring_area(ring)) * (1 if at == 0 else -1)
        for polygon in polygons
        for at, ring in enumerate(polygon)
    )


def _ring_area(ring) -> float:
    across = 111.320 * cos(radians(sum(point[1] for point in ring) / len(ring)))
    points = [(point[0] * across, point[1] * 110.574) for point in ring]
    return 0.5 * sum(
        x1 * y2 - x2 * y1
        for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1], strict=True)
    )
