"""What the views of this app have in common."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from core.forms import REFUSED
from core.refusals import Refused
from forums.access import answers, may_moderate, may_read_circle, refusal_to_read, runs
from forums.agenda import refusal_of_part
from forums.models import ExpertSessionPage, ForumPage, Topic
from panel.second_step import demand_second_step


def find_session(request, pk) -> ExpertSessionPage:
    return get_object_or_404(ExpertSessionPage.objects.visible_to(request.user), pk=pk)


def find_entered_session(request, pk) -> ExpertSessionPage:
    """Find a session whose inside this person may read."""
    session = find_session(request, pk)
    if refusal := refusal_to_read(session, request.user):
        raise PermissionDenied(refusal)
    return session


def find_session_to_answer(request, pk) -> ExpertSessionPage:
    session = find_session(request, pk)
    if not answers(request.user, session):
        raise PermissionDenied
    demand_second_step(request)
    return session


def find_session_to_run(request, pk) -> ExpertSessionPage:
    session = find_session(request, pk)
    if not runs(request.user, session):
        raise PermissionDenied
    demand_second_step(request)
    return session


def find_topic(request, pk) -> Topic:
    """Find a topic in a forum that this person may see and has entered."""
    topics = Topic.objects.visible_to(request.user, circles=None).select_related("agenda_item")
    topic = get_object_or_404(topics, pk=pk)
    topic.forum = get_object_or_404(ForumPage.objects.visible_to(request.user), pk=topic.forum_id)
    if refusal := refusal_to_read(topic.forum, request.user):
        raise PermissionDenied(refusal)
    if not may_read_circle(request.user, topic):
        raise Http404
    if refusal := refusal_of_part(topic, request.user):
        raise PermissionDenied(refusal)
    return topic


def row_number(text) -> int:
    """Return the row that a form names, or 0, which no row has."""
    text = str(text)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0


def wants_json(request) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def attempt(request, act, done="", /, **arguments):
    """Do one thing; say that it is done, or why not. Return what it returned, or None."""
    try:
        result = act(**arguments)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return None
    if done:
        messages.success(request, done)
    return result


def refused_json(refusal, status=REFUSED) -> JsonResponse:
    return JsonResponse({"ok": False, "message": str(refusal)}, status=status)


def moderators_only(view):
    """Let in those who may judge what people wrote; the others get a plain no."""

    @login_required
    @wraps(view)
    def checked(request, *args, **kwargs):
        if not may_moderate(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def signed_in_post(view):
    return login_required(require_POST(view))
