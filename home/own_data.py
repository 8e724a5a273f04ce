"""Everything that the site holds on one person, for that person: as pages and as a file."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consultations import own_data as of_consultations
from core.own_data import ALSO_HELD, Section
from forums import own_data as of_forums
from panel import own_data as of_panel
from panel.models import CouncilSettings
from polls import own_data as of_polls


@dataclass(frozen=True)
class Chapter:
    """What one part of the site holds, on a page of its own: few tables are asked at a time."""

    code: str
    title: str | Promise
    sections_of: Callable[[Any], list[Section]]


def what_was_said(user: Any) -> list[Section]:
    """Return what a person wrote in discussions, and how long they were there."""
    return [*of_forums.sections_of(user), of_polls.attendance_of(user)]


def what_was_done(user: Any) -> list[Section]:
    """Return what was done with a person's data: who looked, what they asked, files, sign-ins."""
    also = (of_polls.sheets_of, *ALSO_HELD)
    return [*of_panel.done_with(user), *(held(user) for held in also)]


CHAPTERS = (
    Chapter("account", _("Your account and place"), of_panel.sections_of),
    Chapter("told", _("About you, and your choices"), of_panel.told_of),
    Chapter("answers", _("Your answers and votes"), of_polls.sections_of),
    Chapter("words", _("What you wrote"), what_was_said),
    Chapter("messages", _("What you follow"), of_consultations.sections_of),
    Chapter("done", _("What was done with it"), what_was_done),
)


def find_chapter(code: str) -> Chapter | None:
    """Return the chapter of a name, the first one if none is named, or nothing."""
    return next((chapter for chapter in CHAPTERS if chapter.code == (code or "account")), None)


def as_file(user: Any) -> dict[str, Any]:
    """Return all chapters as values for JSON, with when and by whom it was made."""
    council = CouncilSettings.load()
    sections = [section for chapter in CHAPTERS for section in chapter.sections_of(user)]
    return {
        "about": user.email,
        "held_by": council.council_name,
        "made_at": timezone.now(),
        **{section.code: section.as_json() for section in sections},
    }
