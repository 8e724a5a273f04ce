"""Who is answering: as what, for which organisation, and from which ward; asked before the rest.

A draft keeps it under "about", beside the answers.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.refusals import Refused
from panel.models import CouncilSettings
from panel.outlines import mapped_wards
from polls.models import Organisation, QuestionnairePage, RespondentType, Response
from polls.models.respondents import OLD_ENOUGH, YOUNGER
from polls.places import name_of_ward

ABOUT = "about"
TYPE, ORGANISATION = "who", "organisation"  # the two pages that ask
LONGEST_NAME, LONGEST_WHOM, LONGEST_HOW = 200, 300, 1000


class NotSaid(Refused):
    """A refusal because it is not said yet who answers; `step` is the page that asks."""

    def __init__(self, step: str) -> None:
        super().__init__(_("Say first who is answering. Your answers are saved."))
        self.step = step


@dataclass(frozen=True)
class About:
    """Who is answering, as they say; `was_asked` that they have been through the first page."""

    type: str = ""
    ward: str = ""  # its code
    name: str = ""
    represents: str = ""
    how_gathered: str = ""
    was_asked: bool = False
    age: str = ""  # OLD_ENOUGH or YOUNGER, where it is asked

    @classmethod
    def of(cls, draft: dict[str, Any]) -> About:
        return cls(**draft.get(ABOUT, {}))

    def as_draft(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def is_organisation(self) -> bool:
        return bool(self.type) and RespondentType(self.type).is_organisation

    @property
    def is_younger(self) -> bool:
        return self.age == YOUNGER

    def lacks(self, page: QuestionnairePage, who: Any) -> str:
        """Return which page has still to be answered before anything is sent; empty if none."""
        if (
            (page.asks_respondent_type and not self.type)
            or (asks_ward(page, who) and not self.was_asked)
            or (asks_age(page, who) and not self.age)
        ):
            return TYPE
        said_all = self.name and self.represents and self.how_gathered
        return ORGANISATION if self.is_organisation and not said_all else ""

    @property
    def ward_pk(self) -> int | None:
        return next((ward.pk for ward in mapped_wards() if ward.code == self.ward), None)

    def organisation_for(self, response: Response) -> Organisation | None:
        if not self.is_organisation:
            return None
        return Organisation(
            response=response,
            name=self.name,
            represents=self.represents,
            how_gathered=self.how_gathered,
        )

    def in_words(self, page: QuestionnairePage, who: Any) -> list[tuple[str, str, str]]:
        """Return what was asked and said, each with the page that asks it."""
        rows = []
        if page.asks_respondent_type:
            label = str(RespondentType(self.type).label) if self.type else ""
            rows.append((_("Answering as"), label, TYPE))
        if asks_ward(page, who) and (self.ward or not self.is_organisation):
            rows.append((_("Where I live"), name_of_ward(self.ward) or _("Not said"), TYPE))
        if asks_age(page, who):
            label = dict(age_choices()).get(self.age, "")
            rows.append((_("Age"), label, TYPE))
        if self.is_organisation:
            rows += [
                (_("Organisation"), self.name, ORGANISATION),
                (_("Whom it represents"), self.represents, ORGANISATION),
                (_("How views were gathered"), self.how_gathered, ORGANISATION),
            ]
        return rows


def asks_ward(page: QuestionnairePage, who: Any) -> bool:
    """Say whether somebody is asked where they live: of a member we know."""
    return page.is_open_to_all and getattr(who, "membership", None) is None


def asks_age(page: QuestionnairePage, who: Any) -> bool:
    """Say whether somebody is asked if they are old enough: a member was asked as they joined."""
    return page.asks_age and getattr(who, "membership", None) is None


def age_choices() -> list[tuple[str, str]]:
    lowest = {"age": CouncilSettings.load().minimum_age}
    return [
        (OLD_ENOUGH, _("%(age)d or over") % lowest),
        (YOUNGER, _("Under %(age)d") % lowest),
    ]


def asks_anything(page: QuestionnairePage, who: Any) -> bool:
    return page.asks_respondent_type or asks_ward(page, who) or asks_age(page, who)


def about_of(response: Response) -> dict[str, Any]:
    """Return what a response knows of who gave it, in the shape of a draft."""
    told = Organisation.objects.filter(response=response).first()
    about = About(
        type=response.respondent_type,
        ward=response.ward.code if response.ward and not response.has_account else "",
        name=told.name if told else "",
        represents=told.represents if told else "",
        how_gathered=told.how_gathered if told else "",
        was_asked=True,
        age=YOUNGER if response.is_younger else OLD_ENOUGH,
    )
    return {ABOUT: about.as_draft()}
