"""A live session as the public sees it: its page, its stream, its transcript and the big screen."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from consultations.attending import note_attendance
from core.at_once import read_at_once
from core.downloads import download_csv
from core.forms import REFUSED
from core.qr_codes import qr_code
from core.refusals import Refused
from forums import chats, exports
from forums.access import answers, note_on_entering, refusal_to_read
from forums.forms import QuestionForm
from forums.live import catch_up
from forums.models import ExpertSessionPage, Question, Support
from forums.names import as_expert, shown_as, voice_of
from forums.presence import count_in, people_here
from forums.views.forum import crumbs_of
from forums.views.shared import (
    attempt,
    find_entered_session,
    refused_json,
    signed_in_post,
    wants_json,
)
from forums.words import time_until

ANSWERS_AT_FIRST = 10
WAITING_AT_FIRST = 5
State = Question.State


def show_session(request, page: ExpertSessionPage, form=None, status=200):
    """The session before, during and after; or why this person cannot read it yet."""
    is_preview = getattr(request, "is_preview", False)
    if not is_preview:
        page.take_published_parts()
    context = page.get_context(request) | {
        "session": page,
        "stage": page.stage,
        "experts": page.listed_experts,
        "crumbs": session_crumbs(page),
    }
    context["refusal_to_read"] = "" if is_preview else refusal_to_read(page, request.user)
    is_refused = bool(context["refusal_to_read"])
    context["was_missed"] = is_refused and page.parent_activity.was_missed_by(request.user)
    if not context["refusal_to_read"]:
        if not is_preview:
            note_attendance_at(request, page)
        context |= session_context(request, page, form)
    if is_preview:
        context |= {"refusal": page.refusal_by_date(), "preview_note": note_on_entering(page)}
    return render(request, page.template, context, status=status)


def note_attendance_at(request, session: ExpertSessionPage) -> None:
    """Note that a person who deliberates is at a session while it lasts."""
    poll = session.parent_activity
    if poll and session.stage in ("live", "paused"):
        note_attendance(session, poll.attendance_key(request.user))


def session_crumbs(page: ExpertSessionPage) -> list[dict]:
    return crumbs_of(page.consultation, page.parent_activity)


def session_context(request, page: ExpertSessionPage, form=None) -> dict:
    user = request.user
    found = page.questions.shown_to(user).ready_to_show().select_related("hidden_under")
    backed = Support.objects.filter(question=OuterRef("pk"), user=user.pk or 0)
    found = found.annotate(is_backed=Exists(backed)).most_supported_first()
    named = as_expert(user)
    read_at_once(found, named)
    questions = list(found)
    waiting = [one for one in questions if one.is_public and one.state == State.APPROVED]
    answered = latest_first(questions, State.ANSWERED, "answered_at")
    own = [one for one in questions if user.pk and one.author_id == user.pk]
    own.sort(key=lambda one: one.said_at, reverse=True)
    after = page.stage == "after"
    context = {
        "now": latest_first(questions, State.LIVE, "live_at"),
        "waiting": waiting,
        "shown_waiting": waiting if "all" in request.GET else waiting[:WAITING_AT_FIRST],
        "answered_count": len(answered),
        "answered": answered if after or "all" in request.GET else answered[:ANSWERS_AT_FIRST],
        "own": own,
        "own_pks": [question.pk for question in own],
        "supported": {one.pk for one in questions if one.is_backed},
        "refusal": page.refusal_for(user),
        "form": form or QuestionForm(),
        "starts_in": time_until(page.opens_at),
        "here": people_here(page),
        "latest": page.room.last_public,
        "may_answer": answers(user, page),
        "shown_as": user.is_authenticated and shown_as(user, voice=voice_of(user, named)),
        "is_late": page.has_opened and not after,
    }
    context["wait"] = chats.seconds_after(page, own[0]) if own else 0
    return context


def latest_first(questions: list[Question], state: str, moment: str) -> list[Question]:
    """Return the public questions in a state, the one that came there last first."""
    shown = [one for one in questions if one.is_public and one.state == state]
    return sorted(
        shown, key=lambda one: (getattr(one, moment) or one.said_at, one.pk), reverse=True
    )


# ---- acts ----------------------------------------------------------------------------------


@signed_in_post
def ask(request, pk):
    """Send a question; the same for a page with scripts and one without."""
    session = find_entered_session(request, pk)
    form = QuestionForm(request.POST)
    if form.is_valid():
        try:
            question = chats.ask(session=session, author=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _asked(request, session, question)
    if wants_json(request):
        return refused_json(form.problems[0]["text"])
    return show_session(request, session, form, status=REFUSED)


def _asked(request, session, question):
    said = (
        _("Your question is in. A moderator reads it first, usually within 2 minutes.")
        if question.state == State.PENDING
        else _("Your question is in the list.")
    )
    if wants_json(request):
        return JsonResponse({"ok": True, "message": said, "question": question.pk})
    messages.success(request, said)
    return redirect(f"{session.url}#waiting")


@login_required
def support(request, pk):
    """Support a question, or take that back."""
    question = find_question(request, pk)
    if request.method != "POST":
        # Who pressed the button signed out comes back here from signing in.
        return redirect(question)
    act = chats.take_support_back if request.POST.get("back") else chats.support
    try:
        count = act(question=question, by=request.user)
    except Refused as refusal:
        if wants_json(request):
            return refused_json(refusal)
        messages.error(request, str(refusal))
    else:
        if wants_json(request):
            return JsonResponse({"ok": True, "support": count})
    return redirect(f"{question.session.url}#question-{question.pk}")


@signed_in_post
def withdraw(request, pk):
    question = get_object_or_404(Question, pk=pk, author=request.user)
    question.session = find_entered_session(request, question.session_id)
    done = _("You have withdrawn your question.")
    attempt(request, chats.withdraw, done, question=question, by=request.user)
    return redirect(f"{question.session.url}#asked")


def find_question(request, pk) -> Question:
    """Find a question that everybody may see, in a session that this person may enter."""
    question = get_object_or_404(Question.objects.visible_to(request.user), pk=pk)
    question.session = find_entered_session(request, question.session_id)
    return question


# ---- the stream ----------------------------------------------------------------------------


@require_GET
def events(request, pk):
    """What a page missed since event `after`: the state now of all that changed."""
    session = find_entered_session(request, pk)
    after = request.GET.get("after", "0")
    if not (after.isascii() and after.isdigit() and len(after) < 10):
        return refused_json(_("Give the number of the last event that you have seen."), status=400)
    if request.GET.get("here") == "1":
        count_in(session)
        note_attendance_at(request, session)
    body = catch_up(session, int(after)) | {"here": people_here(session)}
    response = JsonResponse(body)
    response["Cache-Control"] = "no-store"
    return response


# ---- afterwards, and the big screen --------------------------------------------------------


@require_GET
def transcript(request, pk):
    """The published questions and answers as a CSV file."""
    session = find_entered_session(request, pk)
    return download_csv(exports.transcript(session), f"transcript-{session.pk}.csv")


@require_GET
def screen(request, pk):
    """For a projector in the room: the question now, the next two, and how to join."""
    session = find_entered_session(request, pk)
    questions = session.questions.public().ready_to_show()
    address = request.build_absolute_uri(session.url)
    now = questions.filter(state=State.LIVE).order_by("-live_at")[:1]
    next_two = questions.filter(state=State.APPROVED).most_supported_first()[:2]
    read_at_once(now, next_two)
    context = {
        "session": session,
        "page": session,
        "now": now.first(),
        "next": list(next_two),
        "address": address.split("://", 1)[-1].rstrip("/"),
        "code": qr_code(address),
        "stage": session.stage,
    }
    template = "forums/parts/screen.html" if "part" in request.GET else "forums/screen.html"
    return render(request, template, context)
