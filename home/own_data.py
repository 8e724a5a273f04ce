"""Everything that the site holds on one person, for that person: as a page and as a file."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from consultations import own_data as of_consultations
from core.own_data import Section
from forums import own_data as of_forums
from panel import own_data as of_panel
from panel.models import CouncilSettings
from polls import own_data as of_polls

HOLDERS: tuple[Callable[[Any], list[Section]], ...] = (
    of_panel.sections_of,
    of_polls.sections_of,
    of_forums.sections_of,
    of_consultations.sections_of,
)


def sections_of(user: Any) -> list[Section]:
    """Ask every part of the site what it holds on a person."""
    return [section for holder in HOLDERS for section in holder(user)]


def as_file(user: Any) -> dict[str, Any]:
    """Return the same as values for JSON, with when and by whom it was made."""
    council = CouncilSettings.load()
    return {
        "about": user.email,
        "held_by": council.council_name,
        "made_at": timezone.now(),
        **{section.code: section.as_json() for section in sections_of(user)},
    }
