"""Who hears what about quick polls."""

from core.live.broadcast import broadcast


def turnout_audience(poll) -> str:
    """Name everybody who watches how many have voted: never what they voted."""
    return f"poll.{poll.pk}.turnout"


def announce_turnout(poll) -> None:
    """Tell those who watch how many have voted by now."""
    broadcast(turnout_audience(poll), "turnout.changed", turnout=poll.turnout)
