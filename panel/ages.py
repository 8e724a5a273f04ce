"""From what a list or a form says of somebody's age to the band that they are counted in."""

import datetime as dt
import re

from django.utils.translation import gettext as _

from core.refusals import Refused
from panel.models import AgeBand

OLDEST = 120
DATES = (
    *("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y"),
    *("%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M"),
)
FLOORS = {int(re.findall(r"\d+", band)[0]): band for band in AgeBand}
RANGE = re.compile(r"(\d{1,3})(?:-(\d{1,3})|(\+))")


def read_day(text: str) -> dt.date | None:
    """Return the day that a cell names, day before month, or None."""
    for form in DATES:
        try:
            return dt.datetime.strptime(text, form).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    return None


def age_on(born: dt.date, today: dt.date) -> int:
    """Return somebody's age in whole years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def band_of(age: int, *, lowest_age: int) -> AgeBand:
    """Return the band of an age; refuse one that is too young or not an age."""
    if age < lowest_age:
        raise Refused(_("Under %(age)d, the lowest age of the panel.") % {"age": lowest_age})
    if age > OLDEST:
        raise Refused(_("An age of %(age)d cannot be right.") % {"age": age})
    floor = max((floor for floor in FLOORS if floor <= age), default=min(FLOORS))
    return FLOORS[floor]


def band_of_birth(text: str, *, today: dt.date, lowest_age: int) -> AgeBand:
    """Return the band for a date or a year of birth.

    Who is known by a year alone is taken to be born in its middle; to be old enough they must be
    so on whichever day of it they were born.
    """
    if re.fullmatch(r"[12]\d{3}", text):
        year = int(text)
        youngest = age_on(dt.date(year, 12, 31), today)
        if youngest < lowest_age <= youngest + 1:
            raise Refused(
                _("Born in %(year)d may be under %(age)d: give the date of birth.")
                % {"year": year, "age": lowest_age}
            )
        return band_of(age_on(dt.date(year, 7, 1), today), lowest_age=lowest_age)
    born = read_day(text)
    if born is None or born > today:
        raise Refused(
            _("“%(text)s” is no year or date of birth, like 1980 or 31/01/1980.")
            % {"text": text[:40]}
        )
    return band_of(age_on(born, today), lowest_age=lowest_age)


def day_of_birth(text: str) -> dt.date | None:
    """Return the whole date of birth that a cell names; of a year alone there is none."""
    return None if re.fullmatch(r"[12]\d{3}", text) else read_day(text)


def band_of_range(text: str, *, lowest_age: int) -> AgeBand:
    """Return our band that holds the whole of a list's band, such as "18-24" or "75 and over"."""
    squeezed = re.sub(r"[\s‐-―]|to|years?|aged?", lambda m: one_dash(m[0]), text.casefold())
    squeezed = re.sub(r"(and|or)?(over|older|above)$", "+", squeezed.replace(" ", ""))
    found = RANGE.fullmatch(squeezed)
    if found is None:
        raise Refused(
            _("“%(text)s” is no age band. Ours are %(ours)s.")
            % {"text": text[:40], "ours": ", ".join(AgeBand.values)}
        )
    lowest = int(found[1])
    highest = OLDEST if found[3] else int(found[2])
    first = band_of(lowest, lowest_age=lowest_age)
    if lowest > highest or band_of(highest, lowest_age=lowest_age) != first:
        raise Refused(
            _("“%(text)s” is not within one of our bands, %(ours)s. Give a year of birth instead.")
            % {"text": text[:40], "ours": ", ".join(AgeBand.values)}
        )
    return first


def one_dash(separator: str) -> str:
    return "-" if separator == "to" or "‐" <= separator <= "―" else ""
