"""Load a council's ward boundaries, and draw them once as outlines of one map."""

import datetime
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from django.db import transaction
from django.db.models import Min, ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from core.refusals import Refused
from panel.loading import UnknownLayout, fingerprint
from panel.loading.geojson import Feature, read_features
from panel.models import LoadedFile, Ward
from panel.models.places import is_council_code, is_ward_code, most_seats

MAP_WIDTH = 560
MARGIN = 4  # so that lines at the edge are drawn whole
Point = tuple[float, float]
CHANGED_BY_A_FILE = (
    *("code", "name", "name_welsh", "council_code", "valid_from", "valid_to"),
    *("geometry", "outline", "centre_x", "centre_y", "seats"),
)
# Councils, the boundary commissions and Democracy Club call the column so; the ONS has none.
SEATS = (
    r"(seats|seats_?total|councillors|cllrs|members|electoral_?representatives|"
    r"(no|num|number)_?(of)?_?(seats|councillors|cllrs?|members))"
)
MOST_WARDS = 200  # of one council: Cornwall had the most, 121


@dataclass(frozen=True)
class Projection:
    """A flat map of a whole council: degrees in, map units out, north up."""

    west: float
    north: float
    squeeze: float  # a degree of longitude is shorter than one of latitude, by this much
    scale: float
    margin: float

    @classmethod
    def of(cls, points: Iterable[Point], width=MAP_WIDTH, margin=MARGIN) -> "Projection":
        """Return the equirectangular projection that fits these points into the width."""
        longitudes, latitudes = zip(*points, strict=True)
        west, north = min(longitudes), max(latitudes)
        squeeze = math.cos(math.radians((min(latitudes) + north) / 2))
        scale = (width - 2 * margin) / ((max(longitudes) - west) * squeeze)
        return cls(west, north, squeeze, scale, margin)

    def __call__(self, longitude: float, latitude: float) -> Point:
        return (
            round(self.margin + (longitude - self.west) * self.squeeze * self.scale, 1),
            round(self.margin + (self.north - latitude) * self.scale, 1),
        )


def load_wards(
    path: Path, *, council_code: str, valid_from: datetime.date, seats: int | None = None
) -> list[Ward]:
    """Store every ward of the council in a GeoJSON file, or none; loading it again changes nothing.

    The file is read before the database is locked: a long one keeps no voter waiting.

    The number of councillors is the file's, or `seats` for each ward of a file that has none;
    without either it stays as it is, for officers set it.

    Wards of the council that the file does not hold end on the day the file's wards begin, and the
    file's own end on the day that later ones begin.
    """
    is_council_code(council_code)
    features = features_of(path, council_code)
    sha256 = fingerprint(path)
    with transaction.atomic():
        before = snapshot(council_code)
        wards = store_wards(features, council_code, valid_from, seats)
        after = snapshot(council_code)
        LoadedFile.objects.create(
            kind=LoadedFile.Kind.WARDS,
            edition=f"{council_code}, {valid_from.isoformat()}",
            file_name=path.name,
            sha256=sha256,
            rows=len(wards),
            replaced={
                "changed": [row for code, row in before.items() if after[code] != row],
                "added": sorted(after.keys() - before.keys()),
                "gave_seats": seats is not None
                or any(names["seats"] is not None for names, _geometry in features),
            },
        )
    return wards


def store_wards(
    features: list[tuple[dict, dict]],
    council_code: str,
    valid_from: datetime.date,
    seats: int | None,
) -> list[Ward]:
    """Write the wards that were read from a file, drawn on one map, and end those they replace."""
    project = Projection.of(p for _names, geometry in features for p in points(geometry))
    others = Ward.objects.filter(council_code=council_code).exclude(
        code__in=[names["code"] for names, _geometry in features]
    )
    later = others.filter(valid_from__gt=valid_from).aggregate(first=Min("valid_from"))["first"]
    wards = []
    for names, geometry in features:
        known = Ward.objects.filter(code=names["code"]).first()
        ward = known or Ward(code=names["code"], valid_from=valid_from)
        ward.name, ward.name_welsh = names["name"], names["welsh"]
        ward.council_code, ward.geometry = council_code, geometry
        ward.outline = outline(geometry, project)
        ward.centre_x, ward.centre_y = project(*middle(names, geometry))
        ward.valid_from, ward.valid_to = min(ward.valid_from, valid_from), later
        set_seats(ward, seats if names["seats"] is None else names["seats"])
        ward.save()
        wards.append(ward)
    others.filter(valid_from__lt=valid_from, valid_to=None).update(valid_to=valid_from)
    return wards


def set_seats(ward: Ward, seats: int | None) -> None:
    """Set how many councillors a ward elects, if it is told; refuse what its nation has not."""
    if seats is None:
        return
    if not 1 <= seats <= most_seats(ward.code):
        raise UnknownLayout(
            f"{ward.name} ({ward.code}) would have {seats} councillors. A ward there has 1 to "
            f"{most_seats(ward.code)}, so nothing was loaded."
        )
    ward.seats = seats


def snapshot(council_code: str) -> dict[str, dict]:
    """Return what a file of wards can change, by ward, in a form that JSON keeps whole."""
    rows = Ward.objects.filter(council_code=council_code).values(*CHANGED_BY_A_FILE)
    return {row["code"]: {name: as_text(value) for name, value in row.items()} for row in rows}


def as_text(value):
    return value.isoformat() if isinstance(value, datetime.date) else value


@transaction.atomic
def take_back_wards(loaded: LoadedFile) -> None:
    """Restore the wards as they were before a file; refused once somebody lives in a new one."""
    try:
        with transaction.atomic():
            Ward.objects.filter(code__in=loaded.replaced["added"]).delete()
    except (ProtectedError, RestrictedError) as used:
        raise Refused(
            _("Members or answers are in these wards already, so this file cannot be taken back.")
        ) from used
    for row in loaded.replaced["changed"]:
        if not loaded.replaced.get("gave_seats"):
            row.pop("seats", None)  # what officers have set since stays
        Ward.objects.filter(code=row["code"]).update(**row)


def division_names(path: Path) -> dict[str, str]:
    """Return the divisions in a file, code and name; none where it is a file of wards."""
    first, features = with_the_first(read_features(path))
    code = one_property(first, r"CED\d\dCD", needed=False)
    if not code:
        return {}
    name = one_property(first, r"CED\d\dNM")
    return {
        told(one["properties"], code, path): told(one["properties"], name, path) for one in features
    }


def features_of(path: Path, council_code: str) -> list[tuple[dict, dict]]:
    """Return the names and the boundary of each ward of the council, for a file of any year.

    Of a file of the whole country nothing else is kept in memory.
    """
    first, features = with_the_first(read_features(path))
    code, name = one_property(first, r"WD\d\dCD"), one_property(first, r"WD\d\dNM")
    welsh = one_property(first, r"WD\d\dNMW", needed=False)
    council = one_property(first, r"LAD\d\dCD", needed=False)
    seats = one_property(first, SEATS, needed=False)
    longitude, latitude = (one_property(first, each, needed=False) for each in ("LONG", "LAT"))
    kept: list[tuple[dict, dict]] = []
    codes: set[str] = set()
    for feature in features:
        p = feature["properties"]
        if council and p.get(council) != council_code:
            continue
        is_ward_code(told(p, code, path))
        if p[code] in codes:
            raise UnknownLayout(f"{path.name} has {p[code]} twice, so nothing was loaded.")
        codes.add(p[code])
        names = {
            "code": p[code],
            "name": told(p, name, path),
            "welsh": (p.get(welsh) or "").strip(),
            "seats": whole_seats(p, seats, code) if seats else None,
            "longitude": p.get(longitude),
            "latitude": p.get(latitude),
        }
        kept.append((names, boundary_of(feature, names, path)))
        if not council and len(kept) > MOST_WARDS:
            raise UnknownLayout(
                f"{path.name} has no column of councils, like LAD25CD, and more wards than any "
                f"council has. Cut your council out of it first."
            )
    if not kept:
        raise UnknownLayout(f"{path.name} has no ward of {council_code}.")
    return kept


def with_the_first(features: Iterator[Feature]) -> tuple[dict, Iterator[Feature]]:
    """Return the properties of the first feature, which name the columns, and all features."""
    first = next(features)
    return first["properties"], chain([first], features)


def told(properties: dict, column: str, path: Path) -> str:
    """Return what a feature says in a column that each must fill."""
    value = properties.get(column)
    if not isinstance(value, str) or not value.strip():
        others = ", ".join(str(other) for other in properties.values())
        raise UnknownLayout(f"{path.name} has a feature without {column}: {others[:80]}")
    return value.strip()


def boundary_of(feature: Feature, names: dict, path: Path) -> dict:
    """Return the boundary of a ward, in degrees; refuse a feature that has none, or other units."""
    geometry: dict = feature.get("geometry") or {}
    ward = f"{names['name']} ({names['code']})"
    try:
        in_degrees = [abs(x) <= 180 and abs(y) <= 90 for x, y in points(geometry)]
    except (TypeError, KeyError, IndexError):
        in_degrees = []
    if not in_degrees:
        raise UnknownLayout(f"{path.name} has no boundary of {ward}.")
    if not all(in_degrees):
        raise UnknownLayout(
            f"{path.name} has the boundary of {ward} in other units than degrees. Download the "
            f"file in WGS84 (EPSG:4326)."
        )
    return geometry


def whole_seats(properties: dict, column: str, code: str) -> int | None:
    """Return the number of councillors that a file gives a ward, None where it is left empty."""
    text = str(properties.get(column) if properties.get(column) is not None else "").strip()
    if text and not re.fullmatch(r"\d+(\.0+)?", text):
        raise UnknownLayout(
            f"{properties[code]} has {text!r} in the column {column}, which is no whole number of "
            f"councillors, so nothing was loaded."
        )
    return int(float(text)) if text else None


def one_property(properties: dict, pattern: str, *, needed: bool = True) -> str:
    """Return what a file calls a column, in small letters or in capitals."""
    found = [name for name in properties if re.fullmatch(pattern, name, re.IGNORECASE)]
    if len(found) > 1 or (needed and not found):
        raise UnknownLayout(
            f"Expected one property like {pattern} in each ward, found {len(found)} among: "
            f"{', '.join(properties)}"
        )
    return found[0] if found else ""


def rings(geometry: dict) -> Iterator[list[Point]]:
    """Yield the closed lines of a Polygon or a MultiPolygon."""
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind not in ("Polygon", "MultiPolygon"):
        raise UnknownLayout(f"A boundary is a Polygon or a MultiPolygon, not a {kind}.")
    for polygon in [coordinates] if kind == "Polygon" else coordinates:
        yield from polygon


def points(geometry: dict) -> Iterator[Point]:
    for ring in rings(geometry):
        yield from ((point[0], point[1]) for point in ring)


def outline(geometry: dict, project: Projection) -> str:
    """Return the SVG path of a boundary, without the points that fall upon the one before."""
    path = []
    for ring in rings(geometry):
        placed = [project(point[0], point[1]) for point in ring]
        kept = [p for i, p in enumerate(placed) if i == 0 or p != placed[i - 1]]
        path.append("M" + "L".join(f"{short(x)} {short(y)}" for x, y in kept) + "Z")
    return "".join(path)


def short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def middle(names: dict, geometry: dict) -> Point:
    """Return a point for the label: the file's own inside point, or the largest ring's centroid."""
    if names["longitude"] is not None and names["latitude"] is not None:
        return names["longitude"], names["latitude"]
    return max((centroid(ring) for ring in rings(geometry)), key=lambda found: found[0])[1]


def centroid(ring: list[Point]) -> tuple[float, Point]:
    """Return the area and the centroid of a closed line."""
    area = x = y = 0.0
    for (x0, y0), (x1, y1) in zip(ring, ring[1:], strict=False):
        cross = x0 * y1 - x1 * y0
        area, x, y = area + cross / 2, x + (x0 + x1) * cross, y + (y0 + y1) * cross
    return (abs(area), (x / (6 * area), y / (6 * area))) if area else (0.0, ring[0])
