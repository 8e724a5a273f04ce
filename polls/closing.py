"""Closing a round of answers before its date, and taking that back: decisions, on the record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.words import until
from core.audit import record
from core.kept import forget
from core.refusals import Refused
from polls.live import announce_stages
from polls.models import Assignment, DeliberativePollPage, Draft, StageOverride, Wave
from polls.models.waves import COMPARED, MAY_OPEN
from polls.opening import refuse_to_move

MINUTES = (0, 5, 10, 15, 30, 60)  # until it closes; 0 is at once
FAIR = 5  # minutes that those get who are in the middle of answering
ANSWERING = timedelta(minutes=10)  # since somebody's last question was saved


@transaction.atomic
def close_stage(
    *, poll: DeliberativePollPage, stage: str, by: Any, reason: str, minutes: int = 0
) -> StageOverride:
    """Close a round of answers so many minutes from now and not at its date, on the record.

    Nobody loses what they are writing: while somebody answers, it closes in five minutes or later.
    """
    refuse_to_move(poll, by)
    if not reason.strip():
        raise Refused(_("Say why. The reason is kept in the record."))
    if minutes not in MINUTES:
        raise Refused(_("Choose one of these times."))
    poll = as_it_stands(poll)
    if refusal := refusal_to_close(poll, stage):
        raise Refused(refusal)
    planned, at = poll.wave_closes_at(stage), timezone.now() + timedelta(minutes=minutes)
    if planned and planned <= at:
        raise Refused(_("It closes by its date before that, %(when)s.") % {"when": until(planned)})
    if minutes < FAIR and (n := answering_now(poll, stage)):
        raise Refused(in_the_middle(n))
    override, is_new = poll.overrides.get_or_create(
        stage=stage,
        act=StageOverride.Act.CLOSE,
        defaults={"by": by, "reason": reason.strip(), "at": at},
    )
    if not is_new:
        raise Refused(already_decided())
    record("polls.close_stage", on=poll, by=by, reason=reason.strip(), stage=stage, minutes=minutes)
    forget()
    announce_stages(poll)
    return override


@transaction.atomic
def reopen_stage(*, poll: DeliberativePollPage, stage: str, by: Any, reason: str) -> None:
    """Take back that a round of answers closed early, so that it goes on until its date."""
    if not by.has_perm(MAY_OPEN):
        raise Refused(_("Only an officer reopens what was closed early."))
    if not reason.strip():
        raise Refused(_("Say why. The reason is kept in the record."))
    poll = as_it_stands(poll)
    if refusal := refusal_to_reopen(poll, stage):
        raise Refused(refusal)
    poll.overrides.filter(stage=stage, act=StageOverride.Act.CLOSE).delete()
    record("polls.reopen_stage", on=poll, by=by, reason=reason.strip(), stage=stage)
    forget()
    announce_stages(poll)


def as_it_stands(poll: DeliberativePollPage) -> DeliberativePollPage:
    """Read a poll anew and lock its row, so that decisions on its stages come one by one."""
    return DeliberativePollPage.objects.select_for_update(of=("self",)).get(pk=poll.pk)


# ---- why not -------------------------------------------------------------------------------------


def refusal_to_close(poll: DeliberativePollPage, stage: str) -> str:
    """Say why a round of answers cannot be closed early; empty when it can."""
    if stage in poll.closed_early:
        return already_decided()
    if stage not in COMPARED or not poll.is_wave_open(stage):
        return _("This stage is not open now, so there is nothing to close.")
    closes = poll.wave_closes_at(stage)
    if stage == Wave.AFTER and closes and Assignment.Kind.ARMS in poll.draws:
        return _(
            "Second answers close at their date, %(when)s: the comparison group gives them from "
            "home, and was told until when."
        ) % {"when": until(closes)}
    return ""


def refusal_to_reopen(poll: DeliberativePollPage, stage: str) -> str:
    """Say why what was closed early stays closed; empty when it can be taken back."""
    early, planned = poll.closed_early.get(stage), poll.wave_is_to_close_at(stage)
    if early is None:
        return _("This stage was not closed early, or a colleague has just reopened it.")
    if planned and planned <= timezone.now():
        return _("Its own date has passed, so it stays closed.")
    if stage == Wave.BEFORE and poll.draws:
        return _("People were drawn from those who had answered by then, so it stays closed.")
    if stage == Wave.BEFORE and poll.is_due(Wave.AFTER):
        return _("Second answers have opened, so first answers stay closed.")
    if stage == Wave.AFTER and poll.has_report:
        return _("The results are out, so it stays closed.")
    return ""


def already_decided() -> str:
    return _("A colleague has just closed this stage. Load this page again.")


def in_the_middle(n: int) -> str:
    return ngettext(
        "%(n)d person is answering at this moment. Give them five minutes or more.",
        "%(n)d people are answering at this moment. Give them five minutes or more.",
        n,
    ) % {"n": n}


# ---- for those who decide ------------------------------------------------------------------------


def stages_to_close(poll: DeliberativePollPage) -> list[str]:
    """Return the rounds of answers that are open and could be closed now."""
    return [wave for wave in COMPARED if not refusal_to_close(poll, wave)]


def stages_to_reopen(poll: DeliberativePollPage) -> list[str]:
    """Return the rounds of answers whose early closing could be taken back."""
    return [wave for wave in poll.closed_early if not refusal_to_reopen(poll, wave)]


def answering_now(poll: DeliberativePollPage, stage: str) -> int:
    """Count who has begun a round, not sent it, and saved a question in the last ten minutes."""
    since = timezone.now() - ANSWERING
    return Draft.objects.filter(page=poll.pk, wave=stage, saved_at__gte=since).count()
