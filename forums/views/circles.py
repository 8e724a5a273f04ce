"""The room of a small group: its facilitator's console, and the news that its members hear."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Min
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.forms import REFUSED
from core.refusals import Refused
from forums import group_questions
from forums.access import judges_rooms, may_read_room, refusal_to_read
from forums.agenda import agenda_of, open_part
from forums.circles import balance_of
from forums.forms import OpenPartForm
from forums.models import ForumPage, Post
from forums.views.forum import forum_context, note_presence
from forums.views.shared import attempt, row_number, signed_in_post
from panel.models import CouncilSettings
from panel.second_step import demand_second_step

# What <live-part> asks for: the room itself, or the stages that all groups go through together.
PARTS = {"": "forums/parts/console.html", "stages": "forums/parts/stages.html"}


def find_led_forum(request, pk, number) -> ForumPage:
    """Find the forum in which this person facilitates this group, and no other."""
    forum = get_object_or_404(ForumPage.objects.visible_to(request.user), pk=pk)
    if number not in forum.circles_led(request.user):
        raise Http404
    demand_second_step(request)
    return forum


@login_required
@require_safe
def circle(request, pk, number):
    """Show who is there and who speaks in one's own group; moderators may look at each."""
    forum = get_object_or_404(ForumPage.objects.visible_to(request.user), pk=pk)
    judges = forum.is_by_group and judges_rooms(request.user, forum)
    if number not in forum.circles_led(request.user) and not judges:
        raise Http404
    demand_second_step(request)
    context = console_context(request, forum, number)
    return render(request, PARTS.get(request.GET.get("part"), "forums/circle.html"), context)


def console_context(request, forum: ForumPage, number: int, form=None) -> dict:
    threshold = CouncilSettings.load().suppression_threshold
    agenda = agenda_of(forum, number)
    questions = group_questions.questions_of(forum, number)
    context = forum_context(forum, request.user)
    poll = forum.parent_activity
    return context | {
        "number": number,
        "balance": balance_of(forum, number, threshold=threshold),
        "agenda": agenda,
        "waiting": next((part for part in agenda if not part.is_open), None),
        "form": form or OpenPartForm(),
        "stages": poll.stages_now() if poll else [],
        "stages_socket": poll.stages_socket() if poll else "",
        "stages_url": poll.stages_address(request.user) if poll else "",
        "leads": number in forum.circles_led(request.user),
        "proposals": questions.proposals,
        "wanted": questions.wanted,
        "session": group_questions.session_of(forum),
        "sent": questions.sent,
        "crumbs": [*context["crumbs"], {"title": forum.title, "url": forum.url}],
    }


@signed_in_post
def open_part_now(request, pk, number):
    """Open the next part of the agenda to one's own group before its date."""
    forum = find_led_forum(request, pk, number)
    form = OpenPartForm(request.POST)
    item = get_object_or_404(forum.agenda.all(), pk=row_number(request.POST.get("item", "")))
    if form.is_valid():
        try:
            open_part(forum=forum, item=item, circle=number, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("forums:circle", pk=forum.pk, number=number)
    context = console_context(request, forum, number, form)
    return render(request, "forums/circle.html", context, status=REFUSED)


@signed_in_post
def send_questions(request, pk, number):
    """Put the group's most wanted questions to the experts now."""
    forum = find_led_forum(request, pk, number)
    done = _("The questions have gone to the experts, in the name of the group.")
    attempt(request, group_questions.send, done, forum=forum, circle=number, by=request.user)
    return redirect("forums:circle", pk=forum.pk, number=number)


@login_required
@require_safe
def news(request, pk, number):
    """Say what has come into a room since a page of it was opened: a part of that page."""
    forum = get_object_or_404(ForumPage.objects.visible_to(request.user), pk=pk)
    if not may_read_room(request.user, forum, number) or refusal_to_read(forum, request.user):
        raise Http404
    note_presence(request, forum)
    topic, seen = (row_number(request.GET.get(name, "")) for name in ("topic", "seen"))
    posts = Post.objects.filter(
        topic__forum=forum, topic__circle=number, pk__gt=seen, is_held=False, hidden_at=None
    ).exclude(author=request.user)
    open_parts = [part for part in agenda_of(forum, number) if part.is_open]
    context = {
        "forum": forum,
        "here": posts.filter(topic=topic).aggregate(count=Count("pk"), first=Min("pk")),
        "elsewhere": posts.exclude(topic=topic).count(),
        "opened": open_parts[row_number(request.GET.get("parts", "")) :],
    }
    return render(request, "forums/parts/news.html", context)
