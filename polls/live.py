"""Who hears what about polls."""

from core.live.broadcast import broadcast


def turnout_audience(poll) -> str:
    """Name everybody who watches how many have voted: never what they voted."""
    return f"poll.{poll.pk}.turnout"


def announce_turnout(poll) -> None:
    """Tell those who watch how many have voted by now."""
    broadcast(turnout_audience(poll), "turnout.changed", turnout=poll.turnout)


def stages_audience(poll) -> str:
    """Name everybody who has a deliberative poll open, to see their next step."""
    return f"poll.{poll.pk}.stages"


def announce_stages(poll) -> None:
    """Ring where people look at their next step: each then asks what it is by now."""
    broadcast(stages_audience(poll), "stages")
