"""What the design of a deliberative poll lacks before people are let into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from polls.reviewed import is_signed_off
from polls.rounds import Span, faults_of_rounds

if TYPE_CHECKING:
    from polls.models import DeliberativePollPage


def spans_of(poll: DeliberativePollPage) -> list[Span]:
    return [Span(one.opens_at, one.closes_at) for one in poll.rounds.all()]


def missing_in_design(poll: DeliberativePollPage) -> dict[str, str]:
    """Say, by field, what a poll lacks that its editor's form asks for as well."""
    faults = faults_of_rounds(
        spans_of(poll),
        first_answers=poll.before_opens_at,
        second_answers=poll.after_opens_at,
        has_reason=bool(poll.short_notice_reason.strip()),
    )
    found = {"rounds": faults[0][2]} if faults else {}
    if unsigned := missing_sign_off(poll):
        found["unsigned_reason"] = unsigned
    return found


def missing_sign_off(poll: DeliberativePollPage) -> str:
    """Say that nobody has found the briefing fair, unless a reason is given or people answer."""
    if poll.unsigned_reason.strip() or is_running(poll) or is_signed_off(poll):
        return ""
    return _(
        "The briefing is not signed off by reviewers from two interests. Have it signed off first "
        "(Sign-off, in the menu of the briefing), or say here why people answer without."
    )


def is_running(poll: DeliberativePollPage) -> bool:
    """Say whether people were let in already, so that nothing is to be decided any more."""
    stored = type(poll)._default_manager.filter(pk=poll.pk, live=True).first() if poll.pk else None
    return stored is not None and stored.has_opened
