"""What a quick poll shows to one reader: the form, their vote, or the result."""

from polls.sending import stamp
from polls.tallies import tally
from polls.visitors import visitor_of, voter_of


def my_choice(request, poll):
    """Return the choice that this reader has voted for, as a person or as a visitor, or None."""
    voters = dict.fromkeys(filter(None, (voter_of(request), visitor_of(request))))
    keys = [poll.key_of(voter) for voter in voters]
    if not keys or not poll.pk:
        return None
    ballots = {b.key: b for b in poll.ballots.filter(key__in=keys).select_related("choice")}
    return next((ballots[key].choice for key in keys if key in ballots), None)


def poll_context(poll, request) -> dict:
    """Return what the templates of a quick poll need, for this reader and this moment."""
    return {
        "poll": poll,
        "my_choice": my_choice(request, poll),
        "is_changing": "change" in request.GET,
        "tally": tally(poll) if poll.has_closed else None,
        "stamp": stamp(),
    }
