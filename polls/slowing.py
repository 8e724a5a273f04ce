"""What slows machines down that answer without an account, and keeps no person out.

Who is slowed reads why, with all that they entered still there, and tries again. An address is
shared by everybody in a library or a college, so there is no other count by it than of a minute.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.forms import REFUSED
from core.rates import allow
from polls.sending import was_sent_by_hand
from polls.without_account import network_of, numbers_of

# In a minute: what one respondent saves, and what one network address begins, sends and uploads.
SAVED, BEGUN, SENT, FILES, A_MINUTE = 120, 120, 120, 30, 60
# Nobody answers faster than a question a second; of many questions ten seconds are enough.
A_QUESTION, LEAST = 1, 10
TOO_MANY = 429


@dataclass(frozen=True)
class Slowed:
    """Why somebody has to try once more, and the status that says so to machines."""

    words: str
    status: int


def slowed_in_saving(request: Any, who: Any) -> Slowed | None:
    """Count one more answer that is saved, or begun, without an account."""
    if who.is_authenticated:
        return None
    if who.is_new:
        is_fine = allow(f"answers begun from {network_of(request)}", BEGUN, A_MINUTE)
    else:
        is_fine = allow(f"answers saved by {who.number}", SAVED, A_MINUTE)
    if is_fine and request.FILES:
        is_fine = allow(f"files sent from {network_of(request)}", FILES, A_MINUTE)
    return None if is_fine else so_many()


def slowed_in_sending(request: Any, who: Any, *, questions: int) -> Slowed | None:
    """Look whether a person sends so many answers, and count one more that is sent."""
    if who.is_authenticated:
        return None
    least = min(LEAST, A_QUESTION * questions)
    # The cookie was signed when they began: while it is that young they cannot have read all.
    is_quick = bool(numbers_of(request, max_age=least))
    if is_quick or not was_sent_by_hand(request.POST):
        words = _(
            "That was very quick. Nothing is lost: look over your answers, then send them once "
            "more."
        )
        return Slowed(words, REFUSED)
    is_fine = allow(f"answers sent from {network_of(request)}", SENT, A_MINUTE)
    return None if is_fine else so_many()


def so_many() -> Slowed:
    words = _(
        "Many people answer from your network at this moment. Nothing is lost: wait a minute, then "
        "try again."
    )
    return Slowed(words, TOO_MANY)
