"""The page on which a small group words and ranks its questions to the experts."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from core.forms import REFUSED
from core.refusals import Refused
from forums import group_questions
from forums.access import may_read_room, refusal_to_read
from forums.forms import ProposalForm, RankingForm
from forums.models import ForumPage, QuestionRanking
from forums.views.forum import forum_context, note_presence


@login_required
def questions(request, pk, number):
    """Propose a question, rank those of all; the same page says what has gone to whom."""
    forum = find_room(request, pk, number)
    note_presence(request, forum)
    of_group = group_questions.questions_of(forum, number)
    proposals = of_group.proposals
    forms = {
        "propose": ProposalForm(),
        "rank": RankingForm(proposals, initial=own_ranking(forum, request.user)),
    }
    act = request.POST.get("act", "")
    if request.method == "POST" and act in forms:
        posted = request.POST
        form = ProposalForm(posted) if act == "propose" else RankingForm(proposals, posted)
        forms[act] = form
        if form.is_valid() and done(request, forum, number, act, form):
            return redirect("forums:group_questions", pk=forum.pk, number=number)
    status = REFUSED if request.method == "POST" else 200
    context = forum_context(forum, request.user)
    context |= {
        "number": number,
        "proposals": proposals,
        "own_waiting": forum.proposed_questions.filter(
            circle=number, author=request.user, is_held=True, hidden_at=None
        ),
        "wanted": of_group.wanted,
        "session": group_questions.session_of(forum),
        "sent": of_group.sent,
        "refusal": group_questions.refusal_to_take_part(forum, number, request.user),
        "propose": forms["propose"],
        "rank": forms["rank"],
        "crumbs": [*context["crumbs"], {"title": forum.title, "url": forum.url}],
    }
    return render(request, "forums/group_questions.html", context, status=status)


def find_room(request, pk, number) -> ForumPage:
    """Find a forum in which this person may read the room of this group."""
    forum = get_object_or_404(ForumPage.objects.visible_to(request.user), pk=pk)
    if not may_read_room(request.user, forum, number):
        raise Http404
    if refusal := refusal_to_read(forum, request.user):
        raise PermissionDenied(refusal)
    if not forum.is_by_group or not forum.group_questions:
        raise Http404
    return forum


def own_ranking(forum: ForumPage, user) -> dict:
    own = QuestionRanking.objects.filter(forum=forum, user=user).first()
    return {"first": own.first_id, "second": own.second_id, "third": own.third_id} if own else {}


def done(request, forum: ForumPage, number: int, act: str, form) -> bool:
    """Do what was sent, or give the form the reason why not."""
    try:
        if act == "propose":
            group_questions.propose(
                forum=forum, circle=number, author=request.user, **form.cleaned_data
            )
        else:
            group_questions.rank(forum=forum, circle=number, user=request.user, chosen=form.chosen)
    except Refused as refusal:
        form.add_error("text" if act == "propose" else "first", str(refusal))
        return False
    return True
