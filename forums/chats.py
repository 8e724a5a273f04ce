"""What happens in a live session: from a resident's question to a published answer."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import audit
from core.refusals import Refused
from forums.access import is_newcomer, runs
from forums.live import locked_room, tell_of_question, tell_of_support
from forums.models import (
    Contribution,
    ExpertSessionPage,
    Question,
    Report,
    Rule,
    SessionExpert,
    Support,
)
from forums.moves import already, move, refuse_those_who_do_not_answer, take, taken_to_run
from forums.names import voice_of
from forums.telling import tell_of_removal

LONGEST_QUESTION = 500
State = Question.State


# ---- residents -----------------------------------------------------------------------------


@transaction.atomic
def ask(
    *,
    session: ExpertSessionPage,
    author,
    text: str,
    nameless: bool = False,
    follows: Question | None = None,
) -> Question:
    """Take a question; a moderator reads it first unless the session shows questions at once."""
    room = locked_room(session)
    if refusal := session.refusal_for(author) or _refusal_to_ask(session, author, text, follows):
        raise Refused(refusal)
    return _taken(
        session,
        room,
        appears_at_once=not is_newcomer(author),
        author=author,
        voice=voice_of(author),
        is_nameless=nameless,
        text=text.strip(),
        follows=follows,
    )


@transaction.atomic
def ask_for_group(*, session: ExpertSessionPage, circle: int, text: str) -> Question:
    """Take a question that a small group asks in its own name; it comes before the hour too."""
    room = locked_room(session)
    return _taken(session, room, appears_at_once=True, circle=circle, text=text)


def _taken(session: ExpertSessionPage, room, *, appears_at_once: bool, **asked) -> Question:
    """Keep a question; it waits for a moderator wherever the session has each read first."""
    at_once = appears_at_once and session.mode == session.Mode.OPEN and not room.is_premoderated
    question = Question.objects.create(
        kind=Contribution.Kind.QUESTION,
        session=session,
        is_held=not at_once,
        state=State.APPROVED if at_once else State.PENDING,
        approved_at=timezone.now() if at_once else None,
        **asked,
    )
    tell_of_question(room, question, is_public=at_once)
    return question


def seconds_to_wait(session: ExpertSessionPage, author) -> int:
    """Say how long slow mode still keeps this person from asking again."""
    last = session.questions.filter(author=author).order_by("-said_at").first()
    return seconds_after(session, last) if last else 0


def seconds_after(session: ExpertSessionPage, last: Question) -> int:
    """Say how long slow mode waits after somebody's last question."""
    if not session.slow_seconds:
        return 0
    left = last.said_at + timedelta(seconds=session.slow_seconds) - timezone.now()
    return max(0, -(-left // timedelta(seconds=1)))


def _refusal_to_ask(session, author, text, follows) -> str:
    if mute := session.mutes.filter(user=author).first():
        return _("A moderator has stopped your questions in this session: %(reason)s") % {
            "reason": mute.reason
        }
    if not text.strip():
        return _("Write your question first.")
    if len(text.strip()) > LONGEST_QUESTION:
        return _("Use 500 characters or fewer.")
    if follows and (follows.session_id != session.pk or follows.author_id != author.pk):
        return _("You can follow up on your own questions.")
    if wait := seconds_to_wait(session, author):
        return ngettext(
            "You can send the next question in %(count)d second.",
            "You can send the next question in %(count)d seconds.",
            wait,
        ) % {"count": wait}
    return ""


@transaction.atomic
def withdraw(*, question: Question, by) -> Question:
    """Let the asker take a question back, until it is being answered."""
    room, question = take(question)
    if question.author_id != by.pk:
        raise Refused(_("You can withdraw your own questions."))
    return move(room, question, State.WITHDRAWN, by)


@transaction.atomic
def support(*, question: Question, by) -> int:
    """Stand behind a question, once; return how many do."""
    _room, question = take(question)
    _refuse_support(question, by)
    Support.objects.get_or_create(question=question, user=by)
    return _told_support(question)


@transaction.atomic
def take_support_back(*, question: Question, by) -> int:
    """Stand behind it no longer."""
    _room, question = take(question)
    _refuse_support(question, by)
    question.supports.filter(user=by).delete()
    return _told_support(question)


def _refuse_support(question: Question, by) -> None:
    if refusal := question.session.refusal_for(by):
        raise Refused(refusal)
    if question.state not in (State.APPROVED, State.LIVE):
        raise Refused(_("This question is no longer waiting, so its support is settled."))
    if question.author_id == by.pk:
        raise Refused(_("This is your own question. Others can support it."))


def _told_support(question: Question) -> int:
    count = question.supports.count()
    tell_of_support(question, count)
    return count


# ---- moderators and the host ---------------------------------------------------------------


@transaction.atomic
def approve(*, question: Question, by) -> Question:
    """Let others see a question and support it."""
    return move(*taken_to_run(question, by), State.APPROVED, by)


@transaction.atomic
def decline(*, question: Question, reason: str, by) -> Question:
    """Turn a question down for a reason from the list, which the asker sees."""
    room, question = taken_to_run(question, by)
    if reason not in Question.Decline.values:
        raise Refused(_("Choose a reason. The person who asked will see it."))
    question.declined_because = reason
    return move(room, question, State.DECLINED, by, reason=Question.Decline(reason).label)


@transaction.atomic
def put_live(*, question: Question, by, expert: SessionExpert | None = None) -> Question:
    """Show a question as the one being answered now, and by whom; an expert may take one."""
    room, question = take(question)
    if not runs(by, question.session):
        refuse_those_who_do_not_answer(question, by)
        expert = question.session.experts.get(user=by)
    question.handed_to = expert.user if expert else question.handed_to
    return move(room, question, State.LIVE, by)


@transaction.atomic
def hand_to(*, question: Question, expert: SessionExpert, by) -> Question:
    """Ask an expert to prepare an answer; the question keeps its place."""
    room, question = taken_to_run(question, by)
    if expert.session_id != question.session_id or question.state not in (
        State.APPROVED,
        State.LIVE,
    ):
        raise Refused(_("This question cannot be handed to an expert now."))
    question.handed_to = expert.user
    question.save(update_fields=["handed_to"])
    audit.record("forums.question.handed", on=question, by=by, to=expert.name)
    tell_of_question(room, question, is_public=question.state == State.LIVE)
    return question


@transaction.atomic
def merge(*, question: Question, into: Question, by) -> Question:
    """Join a question with a like one; who supported both is counted once."""
    room, question = taken_to_run(question, by)
    target = Question.objects.get(pk=into.pk)
    fits = target.session_id == question.session_id and target.pk != question.pk
    if not fits or target.state not in (State.APPROVED, State.LIVE):
        raise Refused(_("Choose a question of this session that still waits for its answer."))
    already = target.supports.values("user")
    moved = question.supports.exclude(user__in=already).exclude(user=target.author_id)
    Support.objects.bulk_create(
        Support(question=target, user_id=user, given_at=given_at)
        for user, given_at in moved.values_list("user", "given_at")
    )
    question.merged_into = target
    question = move(room, question, State.MERGED, by, into=target.pk)
    question.merged_questions.update(merged_into=target)
    tell_of_question(room, target, is_public=True)
    return question


@transaction.atomic
def hide(*, question: Question, rule: Rule, by) -> Question:
    """Take a question away under a published rule; its answers go with it."""
    room, question = taken_to_run(question, by)
    if question.author_id == by.pk:
        raise Refused(_("You wrote this. Somebody else has to judge it."))
    question.hidden_at, question.hidden_under = timezone.now(), rule
    question = move(room, question, State.HIDDEN, by, reason=str(rule))
    question.reports.filter(state__in=Report.OPEN).update(
        state=Report.State.ACTION, settled_at=question.hidden_at, settled_by=by
    )
    tell_of_removal(question)
    return question


@transaction.atomic
def restore(*, question: Question, by) -> Question:
    """Bring a hidden question back to where it was."""
    room, question = taken_to_run(question, by)
    if question.state != State.HIDDEN:
        raise Refused(already(question))
    question.hidden_at = question.hidden_under = None
    if question.declined_because:
        question.declined_because = ""
    for state, moment in (
        (State.ANSWERED, question.answered_at),
        (State.LIVE, question.live_at),
        (State.APPROVED, question.approved_at),
    ):
        if moment:
            return move(room, question, state, by)
    return move(room, question, State.PENDING, by)


@transaction.atomic
def pin(*, question: Question, by, pinned: bool = True) -> Question:
    """Keep a question first among those that wait."""
    room, question = taken_to_run(question, by)
    question.is_pinned = pinned
    question.save(update_fields=["is_pinned"])
    audit.record("forums.question.pinned", on=question, by=by, pinned=pinned)
    tell_of_question(room, question, is_public=question.state in Question.PUBLIC)
    return question
