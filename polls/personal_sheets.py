"""Answers of a deliberative poll on paper or by telephone, kept in pairs without a name.

Who prints a sheet knows for whom; who enters it knows its code alone, by which the answers are
filed under that person's own key. So nobody does both for one sheet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.dates import day_in_london, short_day
from core.refusals import Refused
from panel.models import User
from polls.about import About
from polls.models import PersonalSheet, QuestionnairePage, Response, Wave
from polls.pairing import questions_differ
from polls.responding import (
    came_at_random,
    hash_receipt,
    new_receipt,
    place_and_age,
    weight_by_draw,
)

MAY_PRINT, MAY_SEE_WHO = "polls.print_sheets", "panel.view_membership"
MOST_AT_ONCE = 50
GIVEN_BEFORE: dict[str, str] = {Wave.AFTER: Wave.BEFORE, Wave.LATER: Wave.AFTER}


class AlreadyIn(Refused):
    """A refusal because this person's answers of the round are in, on whichever way they came."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The answers of this round are in already for the person with this code, on paper "
                "or online, and they count once. Put this paper aside."
            )
        )


def is_on_sheets(page: QuestionnairePage) -> bool:
    """Say whether paper comes on personal sheets, as both rounds belong to one person."""
    return len(page.waves) > 1


# ---- printing --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Printed:
    """What is on one sheet and nowhere else together: for whom it is, and its code."""

    name: str
    code: str


def waves_open(page: QuestionnairePage) -> list[str]:
    """Return the rounds that people can answer now."""
    return [wave for wave in page.waves if page.live and page.is_wave_open(wave)]


def refusal_to_print(page: QuestionnairePage) -> str:
    """Say why no sheets can be printed now; empty when they can."""
    if not is_on_sheets(page):
        return _("Everybody’s questionnaire is the same here. Print that.")
    if page.consultation and page.consultation.withdrawn_at:
        return _("The consultation was withdrawn.")
    if not waves_open(page):
        return _("No round of answers is open. Print sheets while people can answer online too.")
    return ""


def refusal_of_sheet(page: QuestionnairePage, wave: str, person: Any) -> str:
    """Say why somebody can have no sheet; never whether that is because they have answered."""
    if page.refusal_for(person, wave):
        return _("%(who)s cannot answer this round, or has answered it already.") % {
            "who": person.email
        }
    return ""


@transaction.atomic
def print_sheets(
    *, page: QuestionnairePage, wave: str, people: Mapping[Any, str], by: Any
) -> list[Printed]:
    """Give each person a sheet of a round. Their codes are told here only.

    `people` are each with the words by which the printer knows them, such as an address. Those
    stand on the sheet unless the printer may see members: a name that others read beside posts
    would tell whose they are.

    A sheet that was lost is printed anew; the one before stays good, and whichever comes first
    counts.
    """
    if refusal := refusal_to_print(page):
        raise Refused(refusal)
    printed, sheets = [], []
    sees_names = by.has_perm(MAY_SEE_WHO)
    for person, typed in people.items():
        if refusal := refusal_of_sheet(page, wave, person):
            raise Refused(refusal)
        code = new_receipt()
        sheets.append(sheet_for(person, page, wave, code=code, by=by))
        name = str(person.display_name or person) if sees_names else typed
        printed.append(Printed(name, code))
    # In the order of their codes, so that the order of the table says nothing of the list.
    PersonalSheet.objects.bulk_create(sorted(sheets, key=lambda sheet: sheet.code_hash))
    record("polls.print_sheets", on=page, by=by, wave=wave, sheets=len(sheets))
    return printed


def sheet_for(
    person: Any, page: QuestionnairePage, wave: str, *, code: str, by: Any
) -> PersonalSheet:
    """Return the sheet, not yet saved, by which answers are filed under a person's key."""
    ward, age_band = place_and_age(person, page, wave, About())
    return PersonalSheet(
        page_id=page.pk,
        wave=wave,
        key=person.key_for(page.subject),
        code_hash=hash_receipt(code),
        ward_id=ward,
        age_band=age_band,
        design_weight=weight_by_draw(person, page, wave),
        is_at_random=came_at_random(person, page, wave),
        printed_by=by,
    )


def people_known_by(address: str, name: str = "", **more: Any) -> list[User]:
    """Return who has an address, and the name that others see where one is given; two at most."""
    people = User.objects.filter(email__iexact=address, is_active=True, **more).order_by("pk")
    if name:
        people = people.filter(display_name__iexact=name)
    return list(people.select_related("membership")[:2])


# ---- entering --------------------------------------------------------------------------------


def waves_to_key(page: QuestionnairePage) -> list[str]:
    """Return the rounds that paper may have come for by now, the one that is open first."""
    opened = [
        wave
        for wave in page.waves
        if (opens := page.wave_opens_at(wave)) and opens <= timezone.now()
    ]
    return sorted(opened, key=lambda wave: not page.is_wave_open(wave))


def find_sheet(*, page: QuestionnairePage, wave: str, code: str, by: Any) -> PersonalSheet:
    """Return the sheet of a code, for somebody who enters papers of a round."""
    of_page = PersonalSheet.objects.filter(page_id=page.pk)
    sheet = of_page.filter(code_hash=hash_receipt(code)).first()
    if sheet is None:
        raise Refused(_("We printed no sheet with this code. Compare it letter by letter"))
    if sheet.wave != wave:
        raise Refused(
            _("This sheet is for “%(round)s”. Enter it in a batch of those")
            % {"round": Wave(sheet.wave).label}
        )
    if sheet.printed_by_id == by.pk:
        raise Refused(
            _("You printed this sheet, so you may know whose it is. Have a colleague enter it")
        )
    return sheet


def refusal_to_file(page: QuestionnairePage, sheet: PersonalSheet, received_on: dt.date) -> str:
    """Say why a sheet cannot be filed now, of whosever it is; empty when it can."""
    given = {one.wave: one for one in Response.objects.filter(page_id=page.pk, key=sheet.key)}
    if any(one.withdrawn_at for one in given.values()):
        return _("The person with this code has taken their answers back. Put this paper aside.")
    if sheet.wave in given:
        return str(AlreadyIn())
    if (earlier := GIVEN_BEFORE.get(sheet.wave)) and earlier not in given:
        return _(
            "“%(round)s” of the person with this code are not in, and these only say something "
            "beside them. Enter those first, if they came."
        ) % {"round": Wave(earlier).label}
    opens = page.wave_opens_at(sheet.wave)
    if opens is None or received_on < day_in_london(opens):
        return _("It came before “%(round)s” opened on %(day)s. Check the date of the batch.") % {
            "round": Wave(sheet.wave).label,
            "day": short_day(opens) if opens else "",
        }
    if page.is_shut(sheet.wave):
        return questions_differ()
    return ""


def fields_of(sheet: PersonalSheet) -> dict[str, Any]:
    """Return what a response takes from its sheet, or from first answers, so pairs stay whole.

    The code is the receipt too: whoever has the page that stays at home can take answers back.
    """
    given = Response.objects.filter(page_id=sheet.page_id, key=sheet.key)
    if given.filter(withdrawn_at__isnull=False).exists():
        raise AlreadyIn  # and taken back, while the paper waited for a second person
    first = given.filter(wave=Wave.BEFORE).first()
    about = first if first and sheet.wave != Wave.BEFORE else sheet
    return {
        "wave": sheet.wave,
        "key": sheet.key,
        "receipt_hash": sheet.code_hash,
        "ward_id": about.ward_id,
        "age_band": about.age_band,
        "design_weight": about.design_weight,
        "is_at_random": about.is_at_random,
        "has_account": True,
    }
