"""Opening a stage of a deliberative poll before its date: a decision, on the record."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.words import until
from core.audit import record
from core.kept import forget
from core.refusals import Refused
from polls.live import announce_stages
from polls.models.assignment import Assignment
from polls.models.overrides import StageOverride
from polls.models.responses import Wave
from polls.models.waves import MAY_OPEN
from polls.pairing import differences, keep_first_asked, sentence_of
from polls.reviewed import briefing_of
from polls.stages import ASKED_AGAIN, talk_of

if TYPE_CHECKING:
    from polls.models import DeliberativePollPage


@transaction.atomic
def open_stage(
    *,
    poll: DeliberativePollPage,
    stage: str,
    by: Any,
    reason: str,
    is_exception: bool = False,
) -> StageOverride:
    """Open a stage before its date, on the record; a stage is opened so only once.

    Second answers come before everybody could hear and read everything as an exception alone,
    which an officer names as one; a host of the poll cannot.
    """
    refuse_to_move(poll, by)
    if not reason.strip():
        raise Refused(_("Say why. The reason is kept in the record."))
    if stage == Wave.AFTER and not poll.has_opened:
        raise Refused(_("First answers have not opened. Second answers come after them."))
    if stage == Wave.LATER and not by.has_perm(MAY_OPEN):
        raise Refused(_("Answers months later are for an officer to open."))
    if stage in poll.opened_early or stage not in stages_to_open(poll):
        raise Refused(_("This stage is open already, or has closed."))
    if stage in ASKED_AGAIN and (found := differences(poll)):
        raise Refused(sentence_of(found))
    broken = rule_broken_by(poll, stage)
    if broken and not by.has_perm(MAY_OPEN):
        raise Refused(f"{broken} {only_by_exception()}")
    if broken and not is_exception:
        raise Refused(broken)
    if refusal := draw_awaited(poll, stage):
        raise Refused(refusal)
    override, is_new = poll.overrides.get_or_create(
        stage=stage, act=StageOverride.Act.OPEN, defaults={"by": by, "reason": reason.strip()}
    )
    if not is_new:
        raise Refused(_("A colleague has just opened this stage."))
    if stage == Wave.BEFORE:
        keep_first_asked(poll)
    said = {"exception": broken} if broken else {}
    record("polls.open_stage", on=poll, by=by, reason=reason.strip(), stage=stage, **said)
    forget()
    announce_stages(poll)
    return override


def refuse_to_move(poll: DeliberativePollPage, by: Any) -> None:
    """Refuse whoever is neither an officer that may move stages nor a host of this poll."""
    if not poll.may_move_stages(by):
        raise Refused(_("You may not open stages. Ask an administrator of the site."))


def only_by_exception() -> str:
    """Say to a host what an officer could do."""
    return _("Only an officer can open them all the same, as an exception.")


def draw_awaited(poll: DeliberativePollPage, stage: str) -> str:
    """Say which draw could never be made any more, were this stage opened; empty for none."""
    if stage != Wave.AFTER or Assignment.Kind.GROUPS in poll.draws:
        return ""
    if poll.control_percent is not None and Assignment.Kind.ARMS not in poll.draws:
        return _(
            "The comparison group is not drawn yet, and cannot be once second answers are open. "
            "An officer draws it first."
        )
    if poll.group_size is not None:
        return _(
            "The small groups are not dealt yet, and cannot be once second answers are open. An "
            "officer deals them first."
        )
    return ""


def rule_broken_by(poll: DeliberativePollPage, stage: str, at: datetime | None = None) -> str:
    """Say which rule it breaks to open a stage at a moment, now if none is named; empty where none.

    Nobody answers again before the last discussion and session have ended, and before what experts
    said has stood for a day, unless the poll said beforehand why not.
    """
    if stage != Wave.AFTER:
        return ""
    moment, talk, before = at or timezone.now(), poll.talk, []
    if talk.ends_at and talk.ends_at > moment:
        words = _("before the last discussion or session has ended (%(when)s)")
        before.append(words % {"when": until(talk.ends_at)})
    if talk.stands_at and talk.stands_at > moment and not poll.short_notice_reason.strip():
        words = _("before what experts said has stood for 24 hours (%(when)s)")
        before.append(words % {"when": until(talk.stands_at)})
    if not before:
        return ""
    return _("Second answers open %(before)s: not everybody has heard or read all of it.") % {
        "before": _(" and ").join(before)
    }


def short_notice_of(poll: DeliberativePollPage) -> str:
    """Return why a session stood for less than 24 hours before second answers, if one did.

    The poll says so beforehand, or an officer when opening them by hand.
    """
    if poll.short_notice_reason.strip():
        return poll.short_notice_reason
    early, stands_at = poll.opened_early.get(Wave.AFTER), talk_of(poll).stands_at
    return early.reason if early and stands_at and early.at < stands_at else ""


def stages_to_open(poll: DeliberativePollPage) -> dict[str, datetime]:
    """Return the stages that wait for their date and could open now, with that date."""
    now = timezone.now()
    waiting = {
        str(wave): poll.wave_opens_at(wave)
        for wave in waves_in_turn(poll)
        if (opens := poll.wave_opens_at(wave)) and opens > now and not poll.has_wave_closed(wave)
    }
    briefing = briefing_of(poll)
    if briefing and briefing.live and not poll.has_briefing_opened(briefing):
        waiting["briefing"] = briefing.opens_at
    return waiting


def waves_in_turn(poll: DeliberativePollPage) -> tuple[str, ...]:
    """Return the rounds of answers that could open: each when the one before is under way.

    A follow-up is worth nothing beside the answers that it is to be compared with.
    """
    if not poll.has_opened:
        return poll.waves[:1]
    return poll.waves if poll.has_closed else poll.waves[:2]


def dated_stages(poll: DeliberativePollPage) -> list[dict]:
    """Return the rounds of answers as they stand now, with how many have answered."""
    standing = poll.responses.filter(withdrawn_at=None).order_by()
    counts = dict(standing.values_list("wave").annotate(n=Count("pk")))
    return [
        {"label": label, "words": words, "count": counts.get(wave, 0)}
        for wave, (label, words) in zip(poll.waves, poll.stages_now(), strict=True)
    ]
