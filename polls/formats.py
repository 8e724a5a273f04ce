"""In which format somebody reads a questionnaire: as it is, in easy read or in large print.

Questions and codes are the same, and so is the data. Their browser keeps what they chose, for this
questionnaire alone; with what they save it is kept in their draft, so that they go on in it
elsewhere, and with their answers, so that they are asked again as they were asked first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from polls.models.responses import Draft, Format, Wave

if TYPE_CHECKING:
    from polls.models import QuestionnairePage

COOKIE = "format"
SECONDS_KEPT = 60 * 60 * 24 * 30
ANSWERED_FIRST = (Wave.AFTER, Wave.BEFORE)  # the latest first


def offered_by(page: QuestionnairePage) -> list[Format]:
    """Return the formats in which a questionnaire can be read."""
    easy = [Format.EASY_READ] if page.has_easy_read else []
    return [Format.STANDARD, *easy, Format.LARGE_PRINT]


def named(page: QuestionnairePage, name: str) -> str:
    """Return a format of this questionnaire by its name; nothing where it is not offered."""
    return name if name in offered_by(page) else ""


def chosen_in(request: Any, page: QuestionnairePage) -> str:
    """Return what this browser has chosen here; nothing if it has not."""
    return named(page, request.COOKIES.get(COOKIE, ""))


def format_for(page: QuestionnairePage, who: Any, draft: Draft) -> str:
    """Return the format in which somebody reads: as they chose, as they began, as they answered."""
    began = draft.format if draft.pk else ""
    return page.read_in or named(page, began) or format_before(page, who, draft.wave)


def format_before(page: QuestionnairePage, who: Any, wave: str) -> str:
    """Return the format in which somebody who is asked again was asked last."""
    given = page.standing_of(who).responses
    before = (given[one].format for one in ANSWERED_FIRST if one != wave and one in given)
    return next(filter(None, (named(page, one) for one in before)), Format.STANDARD)


# ---- the cookie ------------------------------------------------------------------------------


def place_of(page: QuestionnairePage) -> str:
    """Return below which address the browser brings the choice."""
    return f"/polls/{page.pk}/answer/"


def keep_choice(request: Any, response: Any, page: QuestionnairePage, format: str) -> None:
    """Have the browser bring a choice with every page of this questionnaire."""
    response.set_cookie(
        COOKIE,
        format,
        max_age=SECONDS_KEPT,
        httponly=True,
        secure=request.is_secure(),
        samesite="Lax",
        path=place_of(page),
    )


def forget_choice(response: Any, page: QuestionnairePage) -> None:
    """Let whoever answers next in this browser begin in the usual words."""
    response.delete_cookie(COOKIE, path=place_of(page), samesite="Lax")
