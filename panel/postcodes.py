"""From what somebody typed to their ward. Nothing leaves the server."""

import csv
import datetime
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from panel.models import CouncilSettings, Postcode, PostcodeEdition, Ward
from panel.properties import wards_at

# The six forms of a postcode with one space, as in the column `pcds` (requirements E5.1).
PATTERN = re.compile(
    r"(GIR 0AA|(?:[A-PR-UWYZ][0-9]{1,2}|[A-PR-UWYZ][A-HK-Y][0-9]{1,2}"
    r"|[A-PR-UWYZ][0-9][A-HJKPSTUW]|[A-PR-UWYZ][A-HK-Y][0-9][ABEHMNPRVWXY])"
    r" [0-9][ABD-HJLNP-UW-Z]{2})"
)
SHORTEST, LONGEST = 5, 7
FIGURE_SLIPS = {"O": "0", "I": "1"}
COUNCIL_NAMES = Path(__file__).parent / "data" / "councils.csv"


def normalise(text: str) -> str:
    """Return a postcode with capitals and one space, or "" for what is not one.

    Any case and spacing will do. In the inward code's figure, O is read as 0 and I as 1.
    """
    squeezed = re.sub(r"[\s.,\-_]+", "", text).upper()
    if not squeezed.isascii() or not SHORTEST <= len(squeezed) <= LONGEST:
        return ""
    outward, figure, letters = squeezed[:-3], squeezed[-3], squeezed[-2:]
    postcode = f"{outward} {FIGURE_SLIPS.get(figure, figure)}{letters}"
    return postcode if PATTERN.fullmatch(postcode) else ""


@dataclass(frozen=True)
class NotAPostcode:
    """What was typed cannot be a postcode."""

    typed: str

    @property
    def message(self) -> str:
        return _("Enter a full postcode, like BS5 6XX")


@dataclass(frozen=True)
class NotKnown:
    """A well-formed postcode that the current file does not hold."""

    postcode: str

    @property
    def message(self) -> str:
        return _(
            "We do not know %(postcode)s. Check it. If your home is new, choose your ward instead."
        ) % {"postcode": self.postcode}


@dataclass(frozen=True)
class Elsewhere:
    """A postcode in another council's area."""

    postcode: str
    council_code: str
    ended: str = ""

    @property
    def message(self) -> str:
        ours = CouncilSettings.load().council_name
        if there := council_name(self.council_code):
            text = _(
                "%(postcode)s is in %(there)s. This panel is for people who live in the area "
                "of %(ours)s."
            )
        else:
            text = _(
                "%(postcode)s is in another council’s area. This panel is for people who live "
                "in the area of %(ours)s."
            )
        return text % {"postcode": self.postcode, "there": there, "ours": ours}


@dataclass(frozen=True)
class NoWard:
    """A postcode without a place on the map: a PO box, a large organisation."""

    postcode: str

    @property
    def message(self) -> str:
        return _(
            "%(postcode)s has no ward: it may be a PO box or a large organisation. Enter the "
            "postcode of your home."
        ) % {"postcode": self.postcode}


@dataclass(frozen=True)
class Found:
    """A postcode in one of our wards; `ended` is "" while the postcode is in use."""

    postcode: str
    ward: Ward
    ended: str = ""
    typed: str = ""
    # Other wards in which some homes of this postcode are, where a table of UPRNs says so.
    also: tuple[Ward, ...] = ()

    @property
    def was_corrected(self) -> bool:
        """Say whether a letter was read as a figure, so that the page shows what we understood."""
        return re.sub(r"[\s.,\-_]+", "", self.typed).upper() != self.postcode.replace(" ", "")

    @property
    def message(self) -> str:
        if self.ended:
            return _(
                "%(postcode)s ended in %(month)s. Check that it is yours. It was in %(ward)s."
            ) % {"postcode": self.postcode, "month": month_of(self.ended), "ward": self.ward}
        if self.also:
            return _(
                "%(postcode)s is in %(ward)s. Some homes there are in %(others)s: if yours is one "
                "of them, choose that ward."
            ) % {
                "postcode": self.postcode,
                "ward": self.ward,
                "others": ", ".join(ward.name for ward in self.also),
            }
        return _("%(postcode)s is in %(ward)s") % {"postcode": self.postcode, "ward": self.ward}


Outcome = NotAPostcode | NotKnown | Elsewhere | NoWard | Found


def find_ward(text: str) -> Outcome:
    """Say where a typed postcode lies by the current file, in one of five separate ways."""
    return find_wards([text])[text]


def find_wards(texts: Iterable[str]) -> dict[str, Outcome]:
    """Say the same of many postcodes at once, with the same three questions to the database."""
    normal = {text: normalise(text) for text in texts}
    rows: defaultdict[str, list[Postcode]] = defaultdict(list)
    if postcodes := set(normal.values()) - {""}:
        for row in (
            Postcode.objects.filter(
                edition__in=PostcodeEdition.objects.answering(), postcode__in=postcodes
            )
            .select_related("edition")
            .order_by("-edition__is_current", "-edition__loaded_at")
        ):
            rows[row.postcode].append(row)
    ours = CouncilSettings.load().council_code
    by_home = wards_at(postcodes)
    codes = {row.ward_code for found in rows.values() for row in found if row.ward_code}
    codes |= {code for homes in by_home.values() for code in homes}
    wards = {
        ward.code: ward
        for ward in (
            Ward.objects.in_force().without_boundaries().filter(code__in=codes) if codes else ()
        )
    }
    return {
        text: place_by_homes(postcode, by_home.get(postcode), rows[postcode], wards, typed=text)
        or place_of(postcode, rows[postcode], wards, ours, typed=text)
        if postcode
        else NotAPostcode(typed=text)
        for text, postcode in normal.items()
    }


def place_by_homes(
    postcode: str,
    homes: Counter[str] | None,
    rows: list[Postcode],
    wards: dict[str, Ward],
    *,
    typed: str,
) -> Found | None:
    """Say where the homes of a postcode are by the council's table of UPRNs, if it knows them.

    Where they are in several wards the postcode file's is offered first, else that of most homes.
    """
    counts = {code: n for code, n in (homes or {}).items() if code in wards}
    if not counts:
        return None
    by_file = next((row.ward_code for row in rows if row.ward_code in wards), "")
    code = by_file if by_file in counts else min(counts, key=lambda one: (-counts[one], one))
    others = sorted((wards[one] for one in counts if one != code), key=str)
    ended = rows[0].ended if rows else ""
    return Found(postcode, wards[code], ended, typed=typed, also=tuple(others))


def place_of(
    postcode: str, rows: list[Postcode], wards: dict[str, Ward], ours: str, *, typed: str
) -> Outcome:
    """Say where a well-formed postcode lies, by its rows in the files that answer."""
    if not rows or not rows[0].edition.is_current:
        return NotKnown(postcode)
    row = rows[0]
    if row.council_code and row.council_code != ours:
        return Elsewhere(postcode, row.council_code, row.ended)
    ward = next((wards[row.ward_code] for row in rows if row.ward_code in wards), None)
    if not row.ward_code or ward is None:
        return NoWard(postcode)
    return Found(postcode, ward, row.ended, typed=typed)


def month_of(yyyymm: str) -> str:
    """Return "199606" as "June 1996"."""
    day = datetime.datetime.strptime(yyyymm, "%Y%m").replace(tzinfo=datetime.UTC)
    return f"{MONTHS[day.month]} {day.year}"


@lru_cache(maxsize=1)
def council_names() -> dict[str, str]:
    with COUNCIL_NAMES.open(newline="", encoding="utf-8") as file:
        return dict(csv.reader(file))


def council_name(code: str) -> str:
    """Return a council's name, or "" for a code that we do not know."""
    return council_names().get(code, "")
