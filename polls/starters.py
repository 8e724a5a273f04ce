"""The questionnaires that an officer can start from. Words are translated as they are copied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

AGREE = (
    _("Strongly agree"),
    _("Tend to agree"),
    _("Neither agree nor disagree"),
    _("Tend to disagree"),
    _("Strongly disagree"),
)
OTHER = {"label": _("Something else"), "takes_words": True}
ENDS = {
    "low_label": _("Very poor"),
    "middle_label": _("In between"),
    "high_label": _("Excellent"),
}
DISABILITY = {"kind": "standard", "standard": "condition"}


@dataclass(frozen=True)
class Starter:
    """A questionnaire to start from."""

    code: str
    title: Any
    about: Any
    minutes: int
    items: tuple[dict[str, Any], ...]


def lga(*codes: str) -> tuple[dict[str, Any], ...]:
    return tuple({"kind": "standard", "standard": f"lga-{code}"} for code in codes)


def words(wording: Any, **fields: Any) -> dict[str, Any]:
    return {"kind": "text", "wording": wording, "is_required": False, **fields}


STARTERS = (
    Starter(
        "residents",
        _("Residents’ survey"),
        _("The LGA’s questions on the area and the council, and what to do first."),
        5,
        (
            *lga("area", "council", "value", "acts", "informed", "trust", "dark", "day"),
            {
                "kind": "multiple",
                "wording": _("What would you improve first in your local area?"),
                "most": 3,
                "options": [
                    _("Clean streets"),
                    _("Roads and pavements"),
                    _("Buses and trains"),
                    _("Parks and green spaces"),
                    _("Housing"),
                    _("Crime and antisocial behaviour"),
                    _("Things to do for young people"),
                    OTHER,
                ],
            },
            words(_("What is the one thing that we should do differently?")),
            DISABILITY,
        ),
    ),
    Starter(
        "service",
        _("Satisfaction with a service"),
        _("What people expected, what they got, and how it was."),
        4,
        (
            {
                "kind": "single",
                "code": "contact",
                "wording": _("How did you last use the service?"),
                "has_dont_know": False,
                "options": [_("By phone"), _("Online"), _("In person"), _("By letter"), OTHER],
            },
            {
                "kind": "gap",
                "wording": _("What do you expect of the service, and what do you get?"),
                "rows": [
                    _("How easy it is to reach"),
                    _("How quickly it is dealt with"),
                    _("How well you are kept informed"),
                    _("How staff treat you"),
                ],
                **ENDS,
            },
            {
                "kind": "matrix",
                "wording": _("How far do you agree?"),
                "options": AGREE,
                "rows": [
                    _("I was told what would happen next"),
                    _("It was sorted out the first time"),
                    _("I was treated fairly"),
                ],
            },
            {"kind": "feeling", "wording": _("How did it leave you?"), "is_required": False},
            words(_("What would have made it better?")),
        ),
    ),
    Starter(
        "mystery",
        _("Mystery visit"),
        _("A checklist for somebody who tries a service out."),
        5,
        (
            {
                "kind": "date",
                "wording": _("When were you there?"),
                "has_dont_know": False,
                "page_heading": _("Your visit or call"),
            },
            {
                "kind": "single",
                "wording": _("How did you try the service?"),
                "has_dont_know": False,
                "on_same_page": True,
                "options": [_("A visit"), _("A phone call"), _("An e-mail"), _("The website")],
            },
            {
                "kind": "number",
                "wording": _("How long did you wait?"),
                "unit": _("minutes"),
                "highest": 240,
                "on_same_page": True,
            },
            {
                "kind": "matrix",
                "wording": _("Was it so?"),
                "options": [_("Yes"), _("In part"), _("No"), _("Does not apply")],
                "has_dont_know": False,
                "rows": [
                    _("It was easy to find"),
                    _("Somebody greeted me"),
                    _("I was given a name"),
                    _("The answer was right"),
                    _("A disabled person could have done the same"),
                ],
            },
            {"kind": "scale", "wording": _("How good was it in all?"), **ENDS},
            words(_("What happened, in the order in which it happened?")),
        ),
    ),
    Starter(
        "ward",
        _("Priorities for a ward"),
        _("Where people live, what comes first, and where."),
        4,
        (
            {"kind": "postcode", "wording": _("Where do you live?")},
            {
                "kind": "ranking",
                "wording": _("What should come first in the ward?"),
                "most": 3,
                "options": [
                    _("Safer roads"),
                    _("Cleaner streets"),
                    _("Parks and play areas"),
                    _("Activities for young people"),
                    _("Support for older people"),
                    _("Trees and nature"),
                ],
            },
            {"kind": "place", "wording": _("Where is it needed most?"), "is_required": False},
            {"kind": "feeling", "wording": _("How do you feel about the ward?")},
            words(_("What should your councillors know?")),
        ),
    ),
    Starter(
        "consultation",
        _("Consultation on a proposal"),
        _("Who answers, for or against, why, and what else there is."),
        5,
        (
            {
                "kind": "single",
                "code": "who",
                "wording": _("Who are you answering as?"),
                "has_dont_know": False,
                "options": [
                    {"code": "resident", "label": _("A resident")},
                    {"code": "works", "label": _("Somebody who works or studies here")},
                    {"code": "visitor", "label": _("A visitor")},
                    {"code": "business", "label": _("A business")},
                    {"code": "voluntary", "label": _("A voluntary organisation")},
                    {"code": "councillor", "label": _("A councillor")},
                    {"code": "other", "label": _("Somebody else"), "takes_words": True},
                ],
            },
            words(
                _("Whom does your organisation represent, and how did you gather their views?"),
                code="organisation",
                asked_if="who = business, voluntary",
                is_required=True,
            ),
            {
                "kind": "scale",
                "code": "proposal",
                "wording": _("Are you for or against the proposal?"),
                "low_label": _("Strongly against"),
                "middle_label": _("In the middle"),
                "high_label": _("Strongly for"),
            },
            words(_("Why?"), code="why"),
            words(
                _("What would have to change for you to be for it?"),
                code="change",
                asked_if="proposal = 0-4",
            ),
            words(_("Is there another way that we should look at?"), code="another"),
            DISABILITY,
        ),
    ),
    Starter(
        "event",
        _("Feedback on an event"),
        _("How it was, what people learned, and what to do better."),
        2,
        (
            {"kind": "scale", "wording": _("How good was the event?"), **ENDS},
            {
                "kind": "matrix",
                "wording": _("How far do you agree?"),
                "options": AGREE,
                "rows": [
                    _("I learned something"),
                    _("I could say what I wanted to say"),
                    _("Both sides were heard"),
                    _("It was easy to take part"),
                ],
            },
            {"kind": "feeling", "wording": _("How did it leave you?"), "is_required": False},
            words(_("What should we do better next time?")),
        ),
    ),
)
BY_CODE = {starter.code: starter for starter in STARTERS}
