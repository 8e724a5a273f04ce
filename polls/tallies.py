"""How many voted for what; told only when a poll has closed."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from core.refusals import Refused


@dataclass(frozen=True)
class Share:
    """One choice with its votes, and its share in whole per cent."""

    text: str
    votes: int
    percent: int
    place: int


@dataclass(frozen=True)
class Tally:
    """The result of a closed quick poll. It is a count of those who chose to vote, no estimate."""

    turnout: int
    shares: list[Share]


def counted_choices(poll) -> QuerySet:
    """Ask for the choices of a poll with their votes."""
    return poll.choices.order_by("sort_order").annotate(votes=Count("ballots"))


def tally(poll, counted: QuerySet | None = None) -> Tally:
    """Count a closed poll; an open one has no result, for nobody.

    `counted` is `counted_choices`, if asked before.
    """
    if not poll.has_closed:
        raise Refused(_("The result of this question comes when it has closed."))
    choices = list(counted_choices(poll) if counted is None else counted)
    turnout = sum(choice.votes for choice in choices)
    shares = [
        Share(
            text=choice.text,
            votes=choice.votes,
            percent=round(100 * choice.votes / turnout) if turnout else 0,
            place=place,
        )
        for place, choice in enumerate(choices)
    ]
    return Tally(turnout=turnout, shares=shares)
