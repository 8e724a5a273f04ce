"""Where something is: a postcode, a point on the map or a ward from the list, kept as the ward."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.charts import box_of
from core.charts.maps import holds
from panel.models import Ward
from panel.outlines import mapped_wards
from panel.postcodes import Elsewhere, Found, NotAPostcode, find_ward
from polls.entries import Entry, EntryField
from polls.numbers import Unfit

# Without scripts nobody tells how large a picture is on the screen, so it has a size, by screen.
SIZES = {"small": 280, "large": 560}
NOWHERE = ("0", "0")  # what a browser sends when Enter is pressed instead of a point


@dataclass(frozen=True)
class WardPicture:
    """The wards as a picture of so many pixels."""

    wards: list[Ward]
    width: int

    @property
    def box(self) -> tuple[float, float, float, float]:
        return box_of(ward.outline for ward in self.wards)

    @property
    def height(self) -> int:
        _x, _y, width, height = self.box
        return round(self.width * height / width)

    def ward_at(self, x: str, y: str) -> Ward | None:
        """Return the ward at a point in pixels from the top left; None outside of all."""
        if not all(number.isdecimal() and len(number) < 5 for number in (x, y)):
            return None
        left, top, width, _height = self.box
        unit = width / self.width
        place = left + int(x) * unit, top + int(y) * unit
        return next((ward for ward in self.wards if holds(ward.outline, *place)), None)


def name_of_ward(code: Any) -> str:
    """Return the name of a ward in force, or ""."""
    return next((ward.name for ward in mapped_wards() if ward.code == str(code)), "")


def has_pointed(data: Mapping[str, str], name: str) -> bool:
    """Say whether a form was sent by a point on its map."""
    points = (point_of(data, name, size) for size in SIZES)
    return any(point and point != NOWHERE for point in points)


def point_of(data: Mapping[str, str], name: str, size: str) -> tuple[str, str] | None:
    x, y = data.get(f"{name}-{size}.x"), data.get(f"{name}-{size}.y")
    return (x, y) if x is not None and y is not None else None


class PlaceEntry(Entry):
    """A box for a postcode, a list of the wards and, where it is asked so, a map of them."""

    kind = "place"
    parts = ("", "ward")

    def __init__(self, wards: list[Ward], *, has_map: bool):
        super().__init__()
        self.wards = wards
        self.has_map = has_map and any(ward.outline for ward in wards)

    def value_from_datadict(self, data, files, name) -> dict[str, str]:
        sent = super().value_from_datadict(data, files, name)
        for size in SIZES if self.has_map else ():
            point = point_of(data, name, size)
            if point and (point != NOWHERE or not sent):
                sent[size] = ",".join(point)
        return sent

    def of_draft(self, answer: Any) -> dict[str, str]:
        return {"ward": str(answer)}

    def look_of(self, part: str) -> dict:
        return {"wards": self.wards} if part == "ward" else {}

    def parts_of(self, field: forms.BoundField) -> list[dict]:
        """Return the box and the list, and then the pictures of the map."""
        parts = super().parts_of(field)
        # A fragment stays in the browser: an answer stands in no log of requests.
        is_ward = parts[1]["value"] in {ward.code for ward in self.wards}
        address = reverse("polls:wards")
        for size, width in SIZES.items() if self.has_map else ():
            parts.append(
                {
                    "id": f"{field.auto_id}-{size}",
                    "name": f"{field.html_name}-{size}",
                    "size": size,
                    "src": f"{address}#{parts[1]['value']}" if is_ward else address,
                    "width": width,
                    "height": WardPicture(self.wards, width).height,
                }
            )
        return parts


class PlaceField(EntryField):
    """A place, cleaned to the code of its ward; the postcode itself is kept nowhere."""

    default_error_messages = {
        "required": _("Enter a postcode or choose a ward"),
        "both": _("Say where, or choose “I do not know”, not both"),
    }

    def __init__(self, *, has_map: bool, **kwargs):
        self.wards = mapped_wards()
        super().__init__(widget=PlaceEntry(self.wards, has_map=has_map), **kwargs)

    def read(self, sent: Mapping[str, str]) -> str:
        for size, width in SIZES.items():
            if size in sent:
                return self.ward_at(sent[size], width)
        if typed := sent.get("", ""):
            return self.ward_of_postcode(typed)
        if sent["ward"] not in {ward.code for ward in self.wards}:
            raise Unfit(_("Choose a ward from the list"))
        return sent["ward"]

    def ward_at(self, point: str, width: int) -> str:
        ward = WardPicture(self.wards, width).ward_at(*point.split(",", 1))
        if ward is None:
            raise Unfit(
                _("That point is in none of the wards. Point again, or choose a ward from the list")
            )
        return ward.code

    def ward_of_postcode(self, typed: str) -> str:
        found = find_ward(typed[:20])
        if isinstance(found, Found):
            return found.ward.code
        if isinstance(found, NotAPostcode):
            raise Unfit(found.message)
        postcode = {"postcode": found.postcode}
        if isinstance(found, Elsewhere):
            raise Unfit(_("%(postcode)s is not in our area") % postcode)
        raise Unfit(_("We do not know where %(postcode)s is. Choose a ward instead") % postcode)
