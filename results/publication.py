"""When results may be seen, and by whom: never in public while people still answer."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.models import ConsultationPage
from core.at_once import read_at_once
from core.dates import day_in_london, short_day
from polls.hosts import refusal_to_read_answers
from polls.models import DeliberativePollPage, QuestionnairePage, StageOverride, Wave

MAY_PREVIEW = "results.export_results"


def closing_moment(poll) -> dt.datetime | None:
    """Return when the last answers can come in."""
    if isinstance(poll, DeliberativePollPage):
        return poll.wave_closes_at(Wave.AFTER)
    return poll.closes_at


def is_still_open(poll) -> bool:
    """Say whether somebody could still answer, now or later."""
    closes = closing_moment(poll)
    return closes is None or closes >= timezone.now()


def due_on(poll, consultation: ConsultationPage | None) -> dt.date | None:
    """Return the day on which results are promised."""
    if report_at := getattr(poll, "report_at", None):
        return day_in_london(report_at)
    return consultation.results_due if consultation else None


def are_published(poll, consultation: ConsultationPage | None) -> bool:
    """Say whether everybody may see the results.

    An officer's "Publish results" shows them at once, the day of the report by itself; a poll that
    promises no day and belongs to no consultation shows them when it closes.
    """
    if not poll.live or is_still_open(poll):
        return False
    if consultation and consultation.withdrawn_at:
        return False
    if consultation and consultation.results_published_at:
        return True
    if report_at := getattr(poll, "report_at", None):
        return day_in_london(report_at) <= timezone.localdate()
    return consultation is None


def refusal_to_show(poll, consultation: ConsultationPage | None, user) -> str:
    """Say why this person may not see the results yet; empty when they may."""
    if are_published(poll, consultation):
        return ""
    if user.has_perm(MAY_PREVIEW):
        # Sums of answers too would tell who runs a poll what its people think, while they talk.
        return refusal_to_read_answers(user, poll) if is_still_open(poll) else ""
    if consultation and consultation.withdrawn_at:
        return _("This consultation was withdrawn. There are no results.")
    due = due_on(poll, consultation)
    if due and due >= timezone.localdate():
        return _("No results yet. They come by %(day)s.") % {"day": short_day(due)}
    if due:
        return _("No results yet. They were due on %(day)s, and we are late.") % {
            "day": short_day(due)
        }
    return _("No results yet. They come when all have answered and we have read the answers.")


def finished_polls(user) -> list:
    """Return the deliberative polls with results that this person may see, newest first."""
    closed_early = StageOverride.objects.filter(
        act=StageOverride.Act.CLOSE, stage=StageOverride.Stage.AFTER, at__lt=timezone.now()
    )
    polls = (
        DeliberativePollPage.objects.visible_to(user)
        .filter(Q(after_closes_at__lt=timezone.now()) | Q(pk__in=closed_early.values("poll")))
        .prefetch_related("overrides")
    )
    return [
        poll
        for poll, consultation in with_consultations(polls.order_by("-after_closes_at", "-pk"))
        if are_published(poll, consultation)
    ]


def with_consultations(polls) -> list[tuple[QuestionnairePage, ConsultationPage | None]]:
    """Pair polls with their consultations in one query, however many there are."""
    live = ConsultationPage.objects.filter(live=True)
    read_at_once(live, *([polls] if isinstance(polls, QuerySet) else []))
    consultations = {page.path: page for page in live}
    return [(poll, _nearest(consultations, poll.path, ConsultationPage.steplen)) for poll in polls]


def _nearest(consultations: dict, path: str, step: int):
    for end in range(len(path), 0, -step):
        if found := consultations.get(path[:end]):
            return found
    return None
