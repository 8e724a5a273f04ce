"""The dates of rounds: in order, and with a day to read what was said before the next stage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from consultations.words import when

# The transcript of a session stands so long before the next stage, for who could not attend.
TIME_TO_READ = dt.timedelta(hours=24)


@dataclass(frozen=True)
class Span:
    """When something opens and closes; either may be unsaid in a draft."""

    opens: dt.datetime | None
    closes: dt.datetime | None


@dataclass(frozen=True)
class Talk:
    """When all that is said in a poll is over; None where nothing has an end."""

    ends_at: dt.datetime | None = None  # the last discussion or session
    stands_at: dt.datetime | None = None  # when the last transcript has stood for its 24 hours

    def allows_at(self, *, has_reason: bool) -> dt.datetime | None:
        """Return when second answers may open; with a reason on record nobody waits for readers."""
        moments = (self.ends_at,) if has_reason else (self.ends_at, self.stands_at)
        return max(filter(None, moments), default=None)


def talk_until(ends: Iterable[tuple[dt.datetime | None, bool]]) -> Talk:
    """Put together the ends of discussions and sessions, each with whether it is a session."""
    known = [(moment, is_session) for moment, is_session in ends if moment]
    return Talk(
        max((moment for moment, _is_session in known), default=None),
        max((moment + TIME_TO_READ for moment, is_session in known if is_session), default=None),
    )


Fault = tuple[int, str, str]  # the place of the round, the field, and the sentence


def faults_of_rounds(
    rounds: Sequence[Span],
    *,
    first_answers: dt.datetime | None,
    second_answers: dt.datetime | None,
    has_reason: bool,
) -> list[Fault]:
    """Say what is wrong with the dates of rounds, given in order.

    With a reason on record the day to read may be shorter; nothing may overlap all the same.
    """
    faults: list[Fault] = []
    earlier = first_answers
    for place, one in enumerate(rounds):
        if one.opens and one.closes and one.closes <= one.opens:
            faults.append((place, "closes_at", _("It ends before it begins. Choose a later time.")))
        if place == 0 and one.opens and earlier and one.opens < earlier:
            faults.append((place, "opens_at", _("Choose a moment after first answers open.")))
        elif place and (fault := too_soon(earlier, one.opens, has_reason)):
            faults.append((place, "opens_at", fault))
        earlier = one.closes
    last = len(rounds) - 1
    if rounds and earlier and second_answers:
        if second_answers < earlier:
            fault = _("Second answers open %(when)s. End the last round before.")
            faults.append((last, "closes_at", fault % {"when": when(second_answers)}))
        elif too_soon(earlier, second_answers, has_reason):
            fault = _(
                "Second answers open %(when)s. End 24 hours before, so that everybody can read the "
                "session, or say why not under “Why the session is out for less than 24 hours”."
            )
            faults.append((last, "closes_at", fault % {"when": when(second_answers)}))
    return faults


def too_soon(ends: dt.datetime | None, opens: dt.datetime | None, has_reason: bool) -> str:
    """Say why a stage may not open so soon after a session; empty when it may, or in a draft."""
    if ends is None or opens is None:
        return ""
    if opens < ends:
        return _("The round before ends %(when)s. Begin after that.") % {"when": when(ends)}
    if opens - ends < TIME_TO_READ and not has_reason:
        return _(
            "The round before ends %(when)s. Begin 24 hours later, so that everybody can read the "
            "session, or say why not under “Why the session is out for less than 24 hours”."
        ) % {"when": when(ends)}
    return ""


def faults_inside(
    talk: Span,
    rounds: Sequence[Span],
    *,
    is_session: bool,
    second_answers: dt.datetime | None,
    has_reason: bool,
) -> dict[str, str]:
    """Say, by field, where a discussion or session does not fit into its poll."""
    if talk.closes and second_answers:
        if talk.closes > second_answers:
            fault = _("Second answers open %(when)s. End before that.")
            return {"closes_at": fault % {"when": when(second_answers)}}
        is_short = second_answers - talk.closes < TIME_TO_READ
        if is_session and is_short and not has_reason:
            fault = _(
                "Second answers open %(when)s. End 24 hours before, so that everybody can read the "
                "session, or let the poll say why not."
            )
            return {"closes_at": fault % {"when": when(second_answers)}}
    if rounds and talk.closes and not any(fits(talk, one) for one in rounds):
        return {"opens_at": _("Choose hours within one of the rounds of the poll.")}
    return {}


def fault_in_later_end(
    ends: dt.datetime,
    *,
    planned: dt.datetime | None,
    rounds: Sequence[Span],
    second_answers: Span,
    has_reason: bool,
) -> str:
    """Say why a session may not go on until `ends`; second answers wait, but what follows cannot.

    `planned` is when it was to end: the rounds that open from then on are those that follow.
    """
    rest = dt.timedelta() if has_reason else TIME_TO_READ
    following = [one.opens for one in rounds if planned and one.opens and one.opens >= planned]
    if following and ends + rest > min(following):
        return _(
            "The next round opens %(when)s, and everybody has 24 hours before that to read this "
            "session, unless the poll says why not. So it cannot end later."
        ) % {"when": when(min(following))}
    if second_answers.closes and ends + rest >= second_answers.closes:
        return _(
            "Second answers close %(when)s. They open once the session has ended and everybody "
            "had the time to read it, so nobody could give them. It cannot end so late."
        ) % {"when": when(second_answers.closes)}
    return ""


def fits(talk: Span, one: Span) -> bool:
    """Say whether something goes on within a round."""
    is_before_end = bool(talk.closes and one.closes and talk.closes <= one.closes)
    is_after_start = not (talk.opens and one.opens) or talk.opens >= one.opens
    begins_before_it_ends = bool(one.opens and talk.closes and talk.closes > one.opens)
    return is_before_end and is_after_start and begins_before_it_ends
