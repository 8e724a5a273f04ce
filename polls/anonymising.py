"""The day on which a questionnaire's answers are cut off from people: named before anybody answers.

Until that day, and while no results are published, people can take their answers back. On it the
retention schedule destroys the way back (`polls.retention`), never before the last round is over.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.dates import day, day_in_london
from panel.models import CouncilSettings
from panel.models.people import months_after

if TYPE_CHECKING:
    from polls.models import QuestionnairePage

MOST_MONTHS = 24  # from closing: as long as answers may be led back to people at all
MONTHS_OF_A_VOTE = 24  # from the end of a quick poll


def last_day_of(page: QuestionnairePage) -> dt.date | None:
    """Return the day on which the last answers can come in, by the consultation's if by no other.

    None while nobody has said it, as in a draft.
    """
    closes_at = page.last_answers_at
    if closes_at is None and page.path and page.consultation:
        closes_at = page.consultation.closes_at
    return day_in_london(closes_at) if closes_at else None


def usual_day(page: QuestionnairePage) -> dt.date | None:
    """Return the day by the council's rule: so many months after the last round."""
    closes = last_day_of(page)
    months = CouncilSettings.load().months_to_anonymise
    return months_after(closes, months) if closes else None


def fill_day(page: QuestionnairePage) -> None:
    """Name the usual day where an officer names none; the day that people have read stays."""
    if page.anonymised_on is None:
        page.anonymised_on = promised_day(page) if page.is_locked else usual_day(page)


def promised_day(page: QuestionnairePage) -> dt.date | None:
    """Return the day as it is stored: what those who have answered were told."""
    return type(page)._default_manager.values_list("anonymised_on", flat=True).get(pk=page.pk)


def faults_in_day(page: QuestionnairePage) -> dict[str, str]:
    """Say what is wrong with the day that a page names."""
    if page.is_locked and (promised := promised_day(page)) != page.anonymised_on:
        return {
            "anonymised_on": _("People have answered and read %(day)s, so it stays.")
            % {"day": day(promised, year=True)}
            if promised
            else _("People have answered without such a day, so there is none.")
        }
    closes = last_day_of(page)
    if page.anonymised_on and closes:
        return faults_beside_closing(page, page.anonymised_on, closes)
    return {}


def faults_beside_closing(
    page: QuestionnairePage, named: dt.date, closes: dt.date
) -> dict[str, str]:
    """Say where the day does not follow the last round, or follows too late."""
    if named <= closes and page.is_locked:
        field = page.last_field
        words = _(
            "People who answered read that theirs are cut off on %(day)s. Choose a closing day "
            "before that."
        )
        return {field: words % {"day": day(named, year=True)}}
    if named <= closes:
        return {"anonymised_on": _("Choose a day after the last answers come in.")}
    if named > months_after(closes, MOST_MONTHS):
        words = _("Choose a day within %(n)d months of closing.")
        return {"anonymised_on": words % {"n": MOST_MONTHS}}
    return {}


def has_come(page: QuestionnairePage) -> bool:
    """Say whether nothing may lead from a person to these answers any more."""
    named = page.anonymised_on
    return named is not None and named <= timezone.localdate() and has_ended(page)


def has_ended(page: QuestionnairePage) -> bool:
    """Say whether the last answers are in: by the page's own end, or by the consultation's."""
    closes_at = page.last_answers_at
    if closes_at is None and page.consultation:
        return page.consultation.has_closed
    return closes_at is not None and closes_at < timezone.now()


def refusal_to_take_back(page: QuestionnairePage, wave: str) -> str:
    """Say why answers cannot be taken back now; empty when they can.

    Once results are out every figure that changed would tell what somebody had said who took
    theirs back, and might uncover small groups besides.
    """
    if page.anonymised_on and has_come(page):
        return _(
            "On %(day)s we destroyed what led from people to their answers. Nobody’s can be found "
            "or taken back any more."
        ) % {"day": day(page.anonymised_on, year=True)}
    if page.is_wave_open(wave):
        return ""
    if page.anonymised_on is None:
        return _("This round has closed, so its answers cannot be taken back. Contact us for help.")
    if page.is_reported:
        return _(
            "The report is made, so no answers can be taken back: a figure that changed now would "
            "tell what you had said. On %(day)s we destroy what leads from you to your answers."
        ) % {"day": day(page.anonymised_on, year=True)}
    if page.has_report:
        return _(
            "The results are published, so no answers can be taken back: a figure that changed now "
            "would tell what you had said. On %(day)s we destroy what leads from you to your "
            "answers."
        ) % {"day": day(page.anonymised_on, year=True)}
    return ""


def last_day_of_link(quick_poll: Any) -> dt.date:
    """Return the day on which votes in a quick poll are cut off from people."""
    return months_after(day_in_london(quick_poll.closes_at), MONTHS_OF_A_VOTE)
