"""What the experts of a session write, and when everybody sees it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.refusals import Refused
from forums.access import answers, runs
from forums.live import tell_of_question
from forums.models import Question, Reply, Room
from forums.moves import already, move, refuse_those_who_do_not_answer, take

State = Question.State


@transaction.atomic
def answer(*, question: Question, by, text: str, source: str = "", publish: bool = False) -> Reply:
    """Write an answer; it is seen at the desk alone until it is published."""
    room, question = take(question)
    refuse_those_who_do_not_answer(question, by)
    if question.state not in Question.PUBLIC:
        raise Refused(already(question))
    if question.session.is_final:
        raise Refused(_("The time for written answers is over. This session is final."))
    refuse_long(question, text)
    if not text.strip():
        raise Refused(_("Write the answer first."))
    expert = question.session.experts.filter(user=by).first()
    reply = Reply.objects.create(
        question=question,
        author=by,
        shown_name=expert.name if expert else (by.get_full_name() or _("The council")),
        badge="expert" if expert else "council",
        text=text.strip(),
        source=source.strip(),
    )
    audit.record("forums.answer.written", on=question, by=by, reply=reply.pk)
    tell_of_question(room, question, is_public=False)
    if publish:
        _publish(room, question, reply, by)
    return reply


def refuse_long(question: Question, text: str) -> None:
    """Keep every expert's turn to the one length that the session gives them."""
    longest = question.session.answer_length
    if len(text.strip()) > longest:
        raise Refused(
            _("Answers in this session have at most %(n)d characters, the same for every expert.")
            % {"n": longest}
        )


@transaction.atomic
def publish_answer(*, reply: Reply, by) -> Reply:
    """Show an answer to everybody; with the first one the question is answered."""
    room, question = take(reply.question)
    reply.refresh_from_db()
    _publish(room, question, reply, by)
    return reply


def may_publish(reply: Reply, by) -> bool:
    """The host may; so may the expert who wrote it, where the session says so."""
    session = reply.question.session
    own = reply.author_id == by.pk and session.answers_published_by == session.Publisher.EXPERT
    return runs(by, session) or (own and answers(by, session))


def _publish(room: Room, question: Question, reply: Reply, by) -> None:
    if not may_publish(reply, by):
        raise Refused(_("The host publishes the answers of this session."))
    if reply.published_at:
        raise Refused(_("This answer has been published already."))
    if question.state not in Question.PUBLIC:
        raise Refused(already(question))
    reply.published_at, reply.published_by = timezone.now(), by
    reply.save(update_fields=["published_at", "published_by"])
    audit.record("forums.answer.published", on=question, by=by, reply=reply.pk)
    if question.state == State.ANSWERED:
        tell_of_question(room, question, is_public=True)
        return
    if question.state == State.APPROVED:
        question = move(room, question, State.LIVE, by)
    move(room, question, State.ANSWERED, by)


@transaction.atomic
def correct_answer(*, reply: Reply, by, text: str) -> Reply:
    """Change an answer; once published it says when, and the first version stays in the log."""
    room, question = take(reply.question)
    reply.refresh_from_db()
    if reply.author_id != by.pk and not runs(by, question.session):
        raise Refused(_("Only its author or the host can correct an answer."))
    if question.session.is_final:
        raise Refused(_("The time for written answers is over. This session is final."))
    refuse_long(question, text)
    if not text.strip():
        raise Refused(_("Write the answer first."))
    audit.record(
        "forums.answer.corrected", on=question, by=by, reply=reply.pk, before=reply.text, after=text
    )
    if reply.published_at:
        reply.first_text = reply.first_text or reply.text
        reply.edited_at = timezone.now()
    reply.text = text.strip()
    reply.save(update_fields=["text", "first_text", "edited_at"])
    is_seen = reply.published_at is not None and question.state in Question.PUBLIC
    tell_of_question(room, question, is_public=is_seen)
    return reply
