"""Behind the scenes of a session: the host's console and the experts' desk."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.flags import flags
from core.forms import REFUSED
from core.refusals import Refused
from forums import answering, chats, hosting
from forums.access import runs
from forums.forms import AnswerForm, RuleForm
from forums.models import Question, Reply, Rule
from forums.names import author_of
from forums.presence import people_here
from forums.views.session import session_crumbs
from forums.views.shared import (
    attempt,
    find_session_to_answer,
    find_session_to_run,
    refused_json,
    row_number,
    signed_in_post,
    wants_json,
)
from forums.words import time_left, time_since

State = Question.State
ANSWERED = 20  # so many answered questions stand at the desk, the latest


@login_required
@require_GET
def desk(request, pk):
    """Three columns for the host; for experts what they may answer, without who asked."""
    session = find_session_to_answer(request, pk)
    context = desk_context(request, session)
    if "part" in request.GET:
        return render(request, "forums/parts/desk.html", context)
    return render(request, "forums/desk.html", context)


def desk_context(request, session) -> dict:
    user = request.user
    is_host = runs(user, session)
    columns = columns_of(session, user, is_host)
    return {
        "session": session,
        "page": session,
        "room": session.room,
        "stage": session.stage,
        "is_host": is_host,
        "columns": columns,
        "experts": session.listed_experts,
        "reasons": Question.Decline.choices,
        "rules": Rule.objects.all(),
        "mergeable": [*columns["live"], *columns["approved"]],
        "here": people_here(session),
        "left": time_left(session.ends_at),
        "crumbs": session_crumbs(session),
        "latest": session.room.last_sequence,
        "mutes": list(session.mutes.select_related("user__membership__ward")) if is_host else [],
    }


def columns_of(session, user, is_host: bool) -> dict[str, list[Question]]:
    """Return the questions at the desk by state, each column in its own order."""
    states = [State.APPROVED, State.LIVE, *([State.PENDING] if is_host else [])]
    latest = session.questions.filter(state=State.ANSWERED).latest_answer_first()
    questions = (
        session.questions.filter(Q(state__in=states) | Q(pk__in=latest.values("pk")[:ANSWERED]))
        .select_related("author__membership__ward", "handed_to", "moved_by", "follows")
        .defer("author__membership__ward__geometry", "author__membership__ward__outline")
        .prefetch_related("answers")
        .most_supported_first()
    )
    columns: dict[str, list[Question]] = {
        name: [] for name in ("pending", "approved", "live", "answered")
    }
    for question in questions:
        columns[question.state].append(dressed(question, user, is_host))
    columns["pending"].sort(key=lambda one: (one.said_at, one.pk))
    columns["live"].sort(key=lambda one: (one.live_at or one.said_at, one.pk), reverse=True)
    columns["answered"].sort(key=lambda one: (one.answered_at or one.said_at, one.pk), reverse=True)
    return columns


def dressed(question: Question, user, is_host: bool) -> Question:
    """Give a row what the desk shows; experts never learn who asked."""
    shows_name = is_host or question.circle is not None
    question.asked_by = author_of(question).name if shows_name else _("A resident")
    question.waits = time_since(question.said_at)
    question.flags = flags(question.text) if is_host else []
    question.is_mine = question.handed_to_id == user.pk
    for reply in question.answers.all():
        reply.question = question
        reply.may_publish = not reply.published_at and answering.may_publish(reply, user)
        reply.may_correct = is_host or reply.author_id == user.pk
    return question


def waits_for(session) -> str:
    """Say what waits for the end of a session by now, as its poll reads it anew."""
    if session.parent_activity is None:
        return ""
    return session.get_parent().specific.follows_from_end()


# ---- what happens to one question ----------------------------------------------------------


@signed_in_post
def move_question(request, pk, question_pk):
    """One of the host's or expert's acts on a question."""
    session = find_session_to_answer(request, pk)
    question = get_object_or_404(session.questions.all(), pk=question_pk)
    question.session = session
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        return refused_json(_("There is no such act."), status=400)
    return _acted(request, session, act, question)


def _acted(request, session, act, *arguments):
    """Do it; answer a script in words and a form with the desk."""
    if not wants_json(request):
        attempt(request, act, request=request, arguments=arguments)
        return redirect("forums:desk", pk=session.pk)
    try:
        act(request=request, arguments=arguments)
    except Refused as refusal:
        return refused_json(refusal)
    return refused_json("", status=200)


def _put_live(request, arguments):
    chats.put_live(
        question=arguments[0], by=request.user, expert=_expert(arguments[0], request, needed=False)
    )


def _decline(request, arguments):
    chats.decline(question=arguments[0], reason=request.POST.get("reason", ""), by=request.user)


def _hand(request, arguments):
    chats.hand_to(question=arguments[0], expert=_expert(arguments[0], request), by=request.user)


def _merge(request, arguments):
    target = row_number(request.POST.get("into", ""))
    found = arguments[0].session.questions.filter(pk=target).first()
    if found is None:
        raise Refused(_("Choose the question to join it with."))
    chats.merge(question=arguments[0], into=found, by=request.user)


def _hide(request, arguments):
    form = RuleForm(request.POST)
    rule = form.cleaned_data["rule"] if form.is_valid() else None
    if rule is None:
        raise Refused(_("Choose the rule that this breaks."))
    chats.hide(question=arguments[0], rule=rule, by=request.user)


def _mute(request, arguments):
    question = arguments[0]
    if question.author is None:
        raise Refused(_("This account is gone."))
    hosting.mute(
        session=question.session,
        user=question.author,
        by=request.user,
        reason=request.POST.get("why", ""),
    )


def _expert(question, request, needed=True):
    chosen = row_number(request.POST.get("expert", ""))
    found = question.session.experts.filter(pk=chosen).first()
    if found is None and needed:
        raise Refused(_("Choose an expert."))
    return found


ACTS = {
    "approve": lambda request, arguments: chats.approve(question=arguments[0], by=request.user),
    "decline": _decline,
    "live": _put_live,
    "hand": _hand,
    "merge": _merge,
    "hide": _hide,
    "mute": _mute,
    "pin": lambda request, arguments: chats.pin(question=arguments[0], by=request.user),
    "unpin": lambda request, arguments: chats.pin(
        question=arguments[0], by=request.user, pinned=False
    ),
}


# ---- answers -------------------------------------------------------------------------------


@login_required
def answer(request, pk, question_pk):
    """Write an answer on a page of its own, so that nothing that arrives disturbs it."""
    session = find_session_to_answer(request, pk)
    question = get_object_or_404(session.questions.public().with_support(), pk=question_pk)
    question.session = session
    posted = request.POST if request.method == "POST" else None
    form = AnswerForm(posted)
    if posted is not None and form.is_valid():
        try:
            chats_publish = request.POST.get("act") == "publish"
            answering.answer(
                question=question, by=request.user, publish=chats_publish, **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("forums:desk", pk=session.pk)
    draft = Reply(question=question, author=request.user)
    context = {
        "form": form,
        "session": session,
        "page": session,
        "question": dressed(question, request.user, runs(request.user, session)),
        "may_publish": answering.may_publish(draft, request.user),
    }
    status = REFUSED if form.errors else 200
    return render(request, "forums/answer.html", context, status=status)


@login_required
def correct(request, pk, reply_pk):
    """Change an answer; what was published says when."""
    session = find_session_to_answer(request, pk)
    reply = get_object_or_404(Reply.objects.filter(question__session=session), pk=reply_pk)
    if reply.author_id != request.user.pk and not runs(request.user, session):
        raise PermissionDenied
    reply.question.session = session
    posted = request.POST if request.method == "POST" else None
    form = AnswerForm(posted, initial={"text": reply.text, "source": reply.source})
    del form.fields["source"]
    if posted is not None and form.is_valid():
        try:
            answering.correct_answer(reply=reply, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("forums:desk", pk=session.pk)
    question = dressed(reply.question, request.user, runs(request.user, session))
    context = {
        "form": form,
        "session": session,
        "page": session,
        "question": question,
        "reply": reply,
    }
    status = REFUSED if form.errors else 200
    return render(request, "forums/answer.html", context, status=status)


@signed_in_post
def publish(request, pk, reply_pk):
    session = find_session_to_answer(request, pk)
    reply = get_object_or_404(
        Reply.objects.filter(question__session=session).select_related("question"), pk=reply_pk
    )
    reply.question.session = session
    attempt(request, answering.publish_answer, _("Published."), reply=reply, by=request.user)
    return redirect("forums:desk", pk=session.pk)


# ---- the whole session ---------------------------------------------------------------------


@signed_in_post
def run_session(request, pk):
    """Pause, resume, pre-moderate, extend, close, unmute."""
    session = find_session_to_run(request, pk)
    sent = request.POST
    act, minutes = sent.get("act", ""), sent.get("minutes", "")
    common = {"session": session, "by": request.user}
    if act == "pause":
        attempt(request, hosting.pause, _("Paused."), **common, reason=sent.get("reason", ""))
    elif act == "resume":
        attempt(request, hosting.resume, _("The session goes on."), **common)
    elif act in ("premoderate", "postmoderate"):
        on = act == "premoderate"
        done = _("Every question is read first.") if on else _("Back to the usual mode.")
        attempt(request, hosting.premoderate, done, **common, on=on)
    elif act == "extend":
        minutes = row_number(minutes)
        if attempt(request, hosting.extend, **common, minutes=minutes):
            messages.success(request, " ".join([_("Extended."), waits_for(session)]).strip())
    elif act == "close":
        attempt(request, hosting.close, _("The session has ended."), **common)
    elif act == "unmute":
        mute = get_object_or_404(session.mutes, user=row_number(sent.get("user", "")))
        attempt(request, hosting.unmute, _("They can ask again."), **common, user=mute.user)
    return redirect("forums:desk", pk=session.pk)
