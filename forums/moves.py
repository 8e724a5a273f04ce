"""How a question moves from one state to the next, under the lock of its room."""

from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, dates
from core.refusals import Refused
from forums.access import answers, may_moderate, runs
from forums.live import locked_room, tell_of_question
from forums.models import Question, Room

State = Question.State

# No other move is possible.
MOVES = {
    State.PENDING: {State.APPROVED, State.DECLINED, State.MERGED, State.HIDDEN, State.WITHDRAWN},
    State.APPROVED: {State.LIVE, State.MERGED, State.HIDDEN, State.WITHDRAWN},
    State.LIVE: {State.ANSWERED, State.HIDDEN},
    State.ANSWERED: {State.HIDDEN},
    State.DECLINED: {State.HIDDEN},
    State.HIDDEN: {State.PENDING, State.APPROVED, State.LIVE, State.ANSWERED},
    State.MERGED: set(),
    State.WITHDRAWN: set(),
}


def already(question: Question) -> str:
    """Say who did what to a question, to somebody who came second."""
    by = question.moved_by.get_full_name() if question.moved_by else ""
    when = dates.clock(question.moved_at)
    done = {
        State.PENDING: _("This question waits for a moderator."),
        State.APPROVED: _("Already approved by %(name)s, %(time)s"),
        State.LIVE: _("Already put live by %(name)s, %(time)s"),
        State.ANSWERED: _("Already answered, published by %(name)s, %(time)s"),
        State.DECLINED: _("Already declined by %(name)s, %(time)s"),
        State.MERGED: _("Already joined with another question by %(name)s, %(time)s"),
        State.HIDDEN: _("Already removed by %(name)s, %(time)s"),
        State.WITHDRAWN: _("The person who asked withdrew this question at %(time)s."),
    }[State(question.state)]
    return done % {"name": by or _("a colleague"), "time": when}


def take(question: Question) -> tuple[Room, Question]:
    """Lock the room and read the question again, as it is now that nobody else can change it."""
    room = locked_room(question.session)
    fresh = Question.objects.select_related("moved_by", "session").get(pk=question.pk)
    fresh.session = question.session
    return room, fresh


def taken_to_run(question: Question, by) -> tuple[Room, Question]:
    room, question = take(question)
    if not runs(by, question.session):
        raise Refused(_("Only the host and the moderators of this session can do that."))
    return room, question


def move(room: Room, question: Question, to: str, by, **facts) -> Question:
    """Bring a question into a state, if that is a move it can make; log who did it; tell."""
    before = State(question.state)
    if to not in MOVES[before]:
        raise Refused(already(question))
    question.state = to
    question.moved_at, question.moved_by = timezone.now(), by
    question.is_held = to in (State.PENDING, State.DECLINED) or (
        question.is_held and to in (State.HIDDEN, State.WITHDRAWN, State.MERGED)
    )
    if by.pk != question.author_id or may_moderate(by):
        question.judged_at, question.judged_by = question.moved_at, by
    if to == State.APPROVED and not question.approved_at:
        question.approved_at = question.moved_at
    elif to == State.LIVE and not question.live_at:
        question.live_at = question.moved_at
    elif to == State.ANSWERED and not question.answered_at:
        question.answered_at = question.moved_at
        question.final_support = question.supports.count()
    question.save()
    audit.record(f"forums.question.{to}", on=question, by=by, **{"before": before.value, **facts})
    is_seen = not {before, State(to)}.isdisjoint(Question.PUBLIC)
    tell_of_question(room, question, is_public=is_seen)
    return question


def refuse_those_who_do_not_answer(question: Question, by) -> None:
    if not answers(by, question.session):
        raise Refused(_("Only the experts of this session answer its questions."))
