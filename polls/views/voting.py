"""A vote in a quick poll."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.rates import allow
from core.refusals import Refused
from polls.models import QuickPollPage
from polls.sending import was_sent_by_hand
from polls.showing import poll_context
from polls.visitors import new_visitor, remember, visitor_of, voter_of
from polls.voting import cast_ballot, choice_open_to

# Changing one's mind is free; a machine that changes it for ever is not.
CHANGES, PER_SECONDS = 20, 60
# Shared by everybody behind one address, such as a library or a college: it slows, nobody is lost.
NEWCOMERS = 300


@require_POST
def vote(request, pk):
    choice = choice_open_to(request.user, poll=pk, choice=chosen(request))
    if choice is None:
        poll = get_object_or_404(QuickPollPage.objects.visible_to(request.user), pk=pk)
        return ask_again(request, poll, _("Choose one of the answers."))
    poll = choice.page
    if not was_sent_by_hand(request.POST):
        return ask_again(request, poll, _("That was very quick. Choose your answer once more."))
    voter = voter_of(request) or new_visitor()
    if not may_vote_now(request, voter):
        words = _("Many votes come from your network at this moment. Wait a minute and vote again.")
        return ask_again(request, poll, words, status=429)
    try:
        cast_ballot(key=poll.key_of(voter), choice=choice, instead_of=earlier_key(request, poll))
    except Refused as refusal:
        return ask_again(request, poll, str(refusal), status=403)
    messages.success(request, _("Your vote is in. You can change it until the question closes."))
    response = redirect(way_back(request, poll))
    remember(response, voter, is_secure=request.is_secure())
    return response


def chosen(request) -> str:
    """Return the pk of the choice that was sent, or one that is nobody's."""
    sent = request.POST.get("choice", "")
    return sent if sent.isascii() and sent.isdigit() and len(sent) < 12 else "0"


def earlier_key(request, poll) -> str:
    """Return the key under which this browser voted before its owner signed in."""
    visitor = visitor_of(request)
    return poll.key_of(visitor) if visitor and request.user.is_authenticated else ""


def may_vote_now(request, voter: str) -> bool:
    """Count this try: by voter, or by address for those who have not been here before."""
    if voter == voter_of(request):
        return allow(f"vote {voter}", CHANGES, PER_SECONDS)
    return allow(f"vote from {request.META.get('REMOTE_ADDR', '')}", NEWCOMERS, PER_SECONDS)


def way_back(request, poll) -> str:
    """Return the page that the vote came from, if it is ours; else the poll's own."""
    address = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if is_ours else poll.url


def ask_again(request, poll, words: str, *, status: int = 422):
    """Show the poll with what went wrong in words; an answer that was sent stays marked."""
    context = {
        **poll_context(poll, request),
        "page": poll,
        "self": poll,
        "problem": words,
        "form_errors": status != 403,
        "is_changing": True,
        "sent": chosen(request),
    }
    return render(request, poll.template, context, status=status)
