"""What the list of results shows: those that are out, and those to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from consultations.models import ConsultationPage
from core.dates import day_in_london, late, short_day
from panel.models import CouncilSettings
from polls.models import DeliberativePollPage, QuestionnairePage
from results.publication import (
    are_published,
    closing_moment,
    due_on,
    is_still_open,
    with_consultations,
)


def index_context(user) -> dict:
    """Return the rows of published results, newest first, and of those to come, soonest first."""
    out: list[tuple[dt.datetime, dict]] = []
    coming: list[tuple[dt.date, dict]] = []
    for poll, consultation, closes in _that_close(user):
        if are_published(poll, consultation):
            words = _when(poll, consultation, closes)
            out.append((closes, _row(poll, _("Results"), "done", words)))
        else:
            due = due_on(poll, consultation)
            tone, tag, sentence = _standing(poll, due)
            coming.append((due or day_in_london(closes), _row(poll, tag, tone, sentence)))
    return {
        "out": [row for _closes, row in sorted(out, key=lambda pair: pair[0], reverse=True)],
        "coming": [row for _due, row in sorted(coming, key=lambda pair: pair[0])],
    }


def published_polls(user) -> list[tuple[QuestionnairePage, dt.datetime]]:
    """Return the polls whose results are out, each with when it closed."""
    return [
        (poll, closes)
        for poll, consultation, closes in _that_close(user)
        if are_published(poll, consultation)
    ]


def _that_close(user) -> Iterator[tuple[QuestionnairePage, ConsultationPage | None, dt.datetime]]:
    for poll, consultation in with_consultations(_polls(user)):
        closes = closing_moment(poll)
        if closes is not None and not (consultation and consultation.withdrawn_at):
            yield poll, consultation, closes


def _polls(user) -> list:
    """Return all questionnaires of either kind that this person may open, in two queries."""
    polls = list(DeliberativePollPage.objects.visible_to(user).prefetch_related("overrides"))
    deliberative = {poll.pk for poll in polls}
    plain = QuestionnairePage.objects.visible_to(user).exclude(pk__in=deliberative)
    return [*polls, *plain]


def _standing(poll, due: dt.date | None) -> tuple[str, str, str]:
    """Return tone, words and a sentence that say where a poll stands whose results are not out."""
    if due and (days := late(due)):
        overdue = _("Results overdue by %(days)s") % {"days": days}
        return ("late", overdue, _("Results were due on %(day)s.") % {"day": short_day(due)})
    sentence = _("Results come when we have read the answers.")
    if due:
        sentence = _("Results come by %(day)s.") % {"day": short_day(due)}
    if not poll.has_opened:
        return ("soon", _("Opens %(day)s") % {"day": short_day(poll.opens_at)}, sentence)
    if is_still_open(poll):
        return ("open", _("Open"), sentence)
    return ("reading", _("Closed"), sentence)


def _when(poll, consultation, closes: dt.datetime) -> str:
    kind = (
        _("%(method)s: the same questions before and after hearing both sides.")
        % {"method": CouncilSettings.load().method_name_first}
        if isinstance(poll, DeliberativePollPage)
        else _("Questionnaire.")
    )
    closed = _("It closed on %(day)s.") % {"day": short_day(closes, year=True)}
    if consultation and consultation.title != poll.title:
        closed += " " + _("Part of: %(title)s.") % {"title": consultation.title}
    return f"{kind} {closed}"


def _row(poll, tag: str, tone: str, sentence: str) -> dict:
    return {
        "title": poll.title,
        "url": reverse("results:poll", args=[poll.pk]),
        "sentence": sentence,
        "tag": (tone, tag),
    }
