"""What each cell of a list of members says; refused in words where it says nothing that we know."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from core.refusals import Refused
from panel.ages import band_of, band_of_birth, band_of_range, day_of_birth, read_day
from panel.models import Membership
from panel.names import check_shown_name, tidy_name
from panel.postcodes import (
    Elsewhere,
    Found,
    NotAPostcode,
    NotKnown,
    NoWard,
    Outcome,
    council_name,
)

EARLIEST = dt.date(1990, 1, 1)
Readers = dict[str, Callable[[dict[str, str]], Any]]


def read_email(cells: dict[str, str]) -> str:
    email = cells["email"].lower()
    if not email:
        raise Refused(_("It has no e-mail address."))
    try:
        validate_email(email)
    except ValidationError as unfit:
        raise Refused(_("“%(text)s” is not an e-mail address.") % {"text": email[:60]}) from unfit
    return email


def read_band(cells: dict[str, str], *, lowest_age: int) -> str:
    """Return the age band, from the most exact that a row gives."""
    if born := cells.get("born"):
        return band_of_birth(born, today=timezone.localdate(), lowest_age=lowest_age)
    if (age := cells.get("age", "")).isdecimal():
        return band_of(int(age), lowest_age=lowest_age)
    if band := cells.get("age_band") or age:
        return band_of_range(band, lowest_age=lowest_age)
    raise Refused(_("It has no age band, age, year or date of birth."))


def read_name(cells: dict[str, str]) -> str:
    name = cells.get("display_name", "")
    try:
        if name:
            check_shown_name(name)
    except ValidationError as unfit:
        raise Refused(_("Display name: %(why)s") % {"why": " ".join(unfit.messages)}) from unfit
    return tidy_name(name)


def read_joined(cells: dict[str, str]) -> dt.datetime:
    """Return when a member joined: now, unless the list says."""
    text = cells.get("joined", "")
    if not text:
        return timezone.now()
    day = read_day(text)
    if day is None or not EARLIEST <= day <= timezone.localdate():
        raise Refused(
            _("“%(text)s” is no day on which somebody joined, like 31/01/2024.")
            % {"text": text[:40]}
        )
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def read_source(cells: dict[str, str]) -> str:
    """Return how a member came to the panel that the list is of: "imported", unless it says."""
    text = cells.get("source", "").casefold()
    if not text:
        return Membership.Source.IMPORTED
    for value, label in Membership.Source.choices:
        if text in (value, str(label).casefold()):
            return value
    raise Refused(
        _("“%(text)s” is no way to come to a panel. There are: %(ours)s.")
        % {"text": text[:40], "ours": ", ".join(Membership.Source.values)}
    )


def readers_of_cells(lowest_age: int) -> Readers:
    return {
        "email": read_email,
        "born": lambda cells: day_of_birth(cells.get("born", "")),
        "age_band": partial(read_band, lowest_age=lowest_age),
        "display_name": read_name,
        "joined_at": read_joined,
        "source": read_source,
    }


def read_place(cells: dict[str, str], *, outcomes: dict[str, Outcome]) -> Found:
    """Return where a postcode lies; refuse the four ways in which it gives no ward of ours."""
    outcome = outcomes[cells["postcode"]]
    match outcome:
        case Found():
            return outcome
        case NotAPostcode(typed):
            words = _("“%(postcode)s” is not a full postcode.") % {"postcode": typed[:20]}
        case Elsewhere(postcode, council_code):
            there = council_name(council_code) or _("another council’s area")
            words = _("%(postcode)s is in %(there)s.") % {"postcode": postcode, "there": there}
        case NotKnown(postcode):
            words = _("%(postcode)s is not in the postcode file.") % {"postcode": postcode}
        case NoWard(postcode):
            words = _("%(postcode)s has no ward: a PO box or a large organisation.") % {
                "postcode": postcode
            }
    raise Refused(words)
