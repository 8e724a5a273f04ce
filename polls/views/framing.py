"""The open question in a frame on another site of the council.

Nothing of a person is in it, and no vote is cast in it: a browser keeps our cookie from a frame on
another site, and with one cookie for each site it could vote once on each. So an answer is a link
to the question here, in a window of its own.
"""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.content_policy import may_be_framed_by
from panel.models import CouncilSettings
from polls.models import QuickPollPage
from polls.showing import last_time
from polls.tallies import tally


@require_safe
def framed(request):
    """Show the question that is open now, or else the last, with what the last one decided."""
    poll = QuickPollPage.objects.current() or QuickPollPage.objects.previous()
    context = {"poll": poll}
    if poll and poll.has_closed:
        context["tally"] = tally(poll)
    elif poll:
        context |= last_time(poll)
    response = render(request, "polls/framed.html", context)
    return may_be_framed_by(response, CouncilSettings.load().frame_sites.split())
