"""Reporting what somebody wrote, and appealing against a decision."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core.forms import REFUSED
from core.refusals import Refused
from forums import moderation
from forums.access import may_read_circle, may_read_room, refusal_to_read
from forums.forms import AppealForm, ReportForm
from forums.models import (
    Contribution,
    ExpertSessionPage,
    ForumPage,
    Post,
    ProposedQuestion,
    Question,
    Statement,
    StatementsPage,
)
from forums.names import author_of
from forums.views.shared import attempt


def place_of(contribution: Contribution, user):
    """Find the page on which something stands, for a person who may read it there."""
    if contribution.kind == Contribution.Kind.QUESTION:
        item = Question.objects.get(pk=contribution.pk)
        page = get_object_or_404(ExpertSessionPage.objects.visible_to(user), pk=item.session_id)
        item.session = page
    elif contribution.kind == Contribution.Kind.PROPOSAL:
        item = ProposedQuestion.objects.get(pk=contribution.pk)
        page = get_object_or_404(ForumPage.objects.visible_to(user), pk=item.forum_id)
        if not may_read_room(user, page, item.circle):
            raise Http404
    elif contribution.kind == Contribution.Kind.STATEMENT:
        item = Statement.objects.get(pk=contribution.pk)
        page = get_object_or_404(StatementsPage.objects.visible_to(user), pk=item.page_id)
        item.page = page
    else:
        item = Post.objects.select_related("topic").get(pk=contribution.pk)
        page = get_object_or_404(ForumPage.objects.visible_to(user), pk=item.topic.forum_id)
        item.topic.forum = page
        if not may_read_circle(user, item.topic):
            raise Http404
    if refusal := refusal_to_read(page, user):
        raise PermissionDenied(refusal)
    return item, page


def report(request, pk):
    """Say what is wrong with something; works without an account."""
    contribution = get_object_or_404(
        Contribution.objects.filter(hidden_at=None, is_held=False).with_authors(), pk=pk
    )
    item, page = place_of(contribution, request.user)
    posted = request.POST if request.method == "POST" else None
    form = ReportForm(posted)
    if posted is not None and form.is_valid():
        try:
            made = moderation.report(
                contribution=contribution,
                reporter=request.user,
                address=request.META.get("REMOTE_ADDR", ""),
                **form.cleaned_data,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            context = {"report": made, "back_url": item.get_absolute_url(), "page": page}
            return render(request, "forums/reported.html", context)
    context = {
        "form": form,
        "contribution": contribution,
        "shown_author": author_of(contribution),
        "back_url": item.get_absolute_url(),
        "page": page,
    }
    status = REFUSED if form.errors else 200
    return render(request, "forums/report.html", context, status=status)


@login_required
def appeal(request, pk):
    """Ask that somebody else look again at one's own removed words."""
    contribution = get_object_or_404(
        Contribution.objects.filter(author=request.user).select_related("hidden_under"), pk=pk
    )
    if not contribution.hidden_at:
        raise Http404
    item, page = place_of(contribution, request.user)
    posted = request.POST if request.method == "POST" else None
    form = AppealForm(posted)
    if posted is not None and form.is_valid():
        done = _("We have your appeal. A different moderator decides, usually within 3 days.")
        if attempt(
            request,
            moderation.appeal,
            done,
            contribution=contribution,
            by=request.user,
            **form.cleaned_data,
        ):
            return redirect(item.get_absolute_url())
    context = {
        "form": form,
        "contribution": contribution,
        "appeal": contribution.appeals.first(),
        "back_url": item.get_absolute_url(),
        "page": page,
    }
    status = REFUSED if form.errors else 200
    return render(request, "forums/appeal.html", context, status=status)
