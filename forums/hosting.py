"""What the host does to a whole session: pause it, slow it down, extend or close it."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.kept import forget
from core.refusals import Refused
from forums.access import runs
from forums.live import locked_room, tell_of_room
from forums.models import ExpertSessionPage, Mute, Room


@transaction.atomic
def pause(*, session: ExpertSessionPage, by, reason: str) -> Room:
    """Stop all asking and supporting, with a reason that everybody reads."""
    room = _room_to_run(session, by)
    if not reason.strip():
        raise Refused(_("Say why. Everybody in the session reads it."))
    if room.is_paused:
        raise Refused(_("This session is paused already."))
    room.paused_at, room.paused_because = timezone.now(), reason.strip()[:200]
    return _done(room, session, by, "paused", reason=reason)


@transaction.atomic
def resume(*, session: ExpertSessionPage, by) -> Room:
    """Let people ask and support again."""
    room = _room_to_run(session, by)
    if not room.is_paused:
        raise Refused(_("This session is not paused."))
    room.paused_at, room.paused_because = None, ""
    return _done(room, session, by, "resumed")


@transaction.atomic
def premoderate(*, session: ExpertSessionPage, by, on: bool) -> Room:
    """Have a moderator read every question first, whatever the session's mode."""
    room = _room_to_run(session, by)
    room.is_premoderated = on
    return _done(room, session, by, "premoderated", on_=on)


@transaction.atomic
def extend(*, session: ExpertSessionPage, by, minutes: int) -> Room:
    """Move the end; only while the session still runs."""
    room = _room_to_run(session, by)
    if not 1 <= minutes <= 120:
        raise Refused(_("Extend by 1 to 120 minutes."))
    if session.ends_at is None:
        raise Refused(_("This session has no end to move."))
    ends_at = session.ends_at + timedelta(minutes=minutes)
    parent = session.parent_activity
    if parent and (refusal := parent.refusal_to_extend(session.closes_at, ends_at)):
        raise Refused(refusal)
    room.extended_to = ends_at
    if parent:
        parent.end_moved()
    return _done(room, session, by, "extended", minutes=minutes)


@transaction.atomic
def close(*, session: ExpertSessionPage, by) -> Room:
    """End the session now; what was approved is then answered in writing."""
    room = _room_to_run(session, by)
    if not session.has_opened:
        raise Refused(_("This session has not begun."))
    room.closed_at = timezone.now()
    room.paused_at, room.paused_because = None, ""
    if parent := session.parent_activity:
        parent.end_moved()
    return _done(room, session, by, "closed")


@transaction.atomic
def mute(*, session: ExpertSessionPage, user, by, reason: str) -> Mute:
    """Keep one person from asking in this session, and tell them why."""
    room = _room_to_run(session, by)
    if not reason.strip():
        raise Refused(_("Say why. The person reads it when they try to ask."))
    if runs(user, session):
        raise Refused(_("Those who run a session cannot be muted in it."))
    muted, is_new = Mute.objects.get_or_create(
        session=session, user=user, defaults={"by": by, "reason": reason.strip()[:200]}
    )
    if not is_new:
        raise Refused(_("This person is muted already."))
    _done(room, session, by, "muted", reason=reason, user=user.pk)
    return muted


@transaction.atomic
def unmute(*, session: ExpertSessionPage, user, by) -> None:
    """Let one person ask again."""
    room = _room_to_run(session, by)
    session.mutes.filter(user=user).delete()
    _done(room, session, by, "unmuted", user=user.pk)


def _room_to_run(session: ExpertSessionPage, by) -> Room:
    room = locked_room(session)
    if not runs(by, session):
        raise Refused(_("Only the host and the moderators of this session can do that."))
    if session.has_closed:
        raise Refused(_("This session has ended."))
    return room


def _done(room: Room, session: ExpertSessionPage, by, what: str, **facts) -> Room:
    room.save()
    forget()  # what comes after this session may have to wait for its end
    audit.record(f"forums.session.{what}", on=session, by=by, **facts)
    tell_of_room(room)
    return room
