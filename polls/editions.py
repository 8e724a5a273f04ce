"""Which words stand on a paper: its language and the version, as its foot names them ("cy-2").

A paper is entered days after it was printed; meanwhile words may have been corrected.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from core.dates import day_in_london, short_day
from polls.models import QuestionnairePage
from polls.speaking import CYMRAEG, language_of

LANGUAGES = {settings.LANGUAGE_CODE: "English", CYMRAEG: "Cymraeg"}


@dataclass(frozen=True)
class Edition:
    """The words of a questionnaire in one language, until they were corrected on `until`."""

    language: str
    version: int
    until: dt.date | None = None

    @property
    def name(self) -> str:
        """Return what stands at the foot of the paper."""
        return f"{self.language.partition('-')[0]}-{self.version}"

    @property
    def in_words(self) -> str:
        language = LANGUAGES[self.language]
        if self.until is None:
            return f"{self.name} ({language})"
        return _("%(name)s (%(language)s, until %(day)s)") % {
            "name": self.name,
            "language": language,
            "day": short_day(self.until, year=True),
        }


def editions_of(page: QuestionnairePage) -> list[Edition]:
    """Return all that can have been printed, the newest first, English before Welsh."""
    languages = [settings.LANGUAGE_CODE, *([CYMRAEG] if page.speaks_welsh else [])]
    until = {one.number - 1: day_in_london(one.made_at) for one in page.corrections_made}
    return [
        Edition(language, version, until.get(version))
        for version in range(page.version, 0, -1)
        for language in languages
    ]


def edition_now(page: QuestionnairePage) -> Edition:
    """Return the words that whoever reads now is given."""
    return Edition(language_of(page), page.version)


def edition_named(page: QuestionnairePage, name: str) -> Edition | None:
    """Return the one whose name stands on a paper; None where none is known."""
    return next((one for one in editions_of(page) if one.name == name), None)


def edition_on(page: QuestionnairePage, day: dt.date) -> Edition:
    """Return the one that a paper which came on `day` most likely is."""
    return Edition(settings.LANGUAGE_CODE, 1 + changed_before(page.corrections_made, day))


def proposal_on(page: QuestionnairePage, day: dt.date) -> int:
    """Return the version of the proposal that was public when a paper came."""
    return 1 + changed_before(getattr(page.consultation, "changes_made", ()), day)


def changed_before(changes: Iterable[Any], day: dt.date) -> int:
    """Count the changes before a day: what came on the day itself was written before it."""
    return sum(day_in_london(one.made_at) < day for one in changes)
