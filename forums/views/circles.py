"""The balance of a small group, for who facilitates it."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from forums.access import may_moderate
from forums.circles import balance_of
from forums.models import ForumPage
from forums.views.forum import circles_led, forum_context
from panel.second_step import demand_second_step


@login_required
@require_safe
def circle(request, pk, number):
    """Show who speaks and how much in one's own group; moderators may look at each."""
    forum = get_object_or_404(ForumPage.objects.visible_to(request.user), pk=pk)
    if number not in circles_led(forum, request.user) and not (
        forum.is_by_group and may_moderate(request.user)
    ):
        raise Http404
    demand_second_step(request)
    context = forum_context(forum, request.user)
    context |= {
        "number": number,
        "balance": balance_of(forum, number),
        "crumbs": [*context["crumbs"], {"title": forum.title, "url": forum.url}],
    }
    return render(request, "forums/circle.html", context)
