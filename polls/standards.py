"""Questions whose words are not ours to change: the LGA's, and those that tell who is disabled.

The Local Government Association words its questions on satisfaction in "Are you being served?"
(2012 and later editions). Their figures are of people who were asked by telephone, so what is asked
here is never comparable with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from panel.models import CouncilSettings, QuestionSet
from panel.question_sets import sets_in_force

DISABILITY = ("condition", "effect")
SATISFIED = (
    "Very satisfied",
    "Fairly satisfied",
    "Neither satisfied nor dissatisfied",
    "Fairly dissatisfied",
    "Very dissatisfied",
)
AGREE = (
    "Strongly agree",
    "Tend to agree",
    "Neither agree nor disagree",
    "Tend to disagree",
    "Strongly disagree",
)
SAFE = ("Very safe", "Fairly safe", "Neither safe nor unsafe", "Fairly unsafe", "Very unsafe")
A_GREAT_DEAL = ("A great deal", "A fair amount", "Not very much", "Not at all")
LGA: dict[str, tuple[str, tuple[str, ...]]] = {
    "lga-area": (
        "Overall, how satisfied or dissatisfied are you with your local area as a place to live?",
        SATISFIED,
    ),
    "lga-council": (
        "Overall, how satisfied or dissatisfied are you with the way {council} runs things?",
        SATISFIED,
    ),
    "lga-value": (
        "To what extent do you agree or disagree that {council} provides value for money?",
        AGREE,
    ),
    "lga-acts": (
        "To what extent do you think {council} acts on the concerns of local residents?",
        A_GREAT_DEAL,
    ),
    "lga-informed": (
        "Overall, how well informed do you think {council} keeps residents about the services and "
        "benefits it provides?",
        ("Very well informed", "Fairly well informed", "Not very well informed")
        + ("Not well informed at all",),
    ),
    "lga-trust": ("How much do you trust {council}?", A_GREAT_DEAL),
    "lga-dark": (
        "How safe or unsafe do you feel when outside in your local area after dark?",
        SAFE,
    ),
    "lga-day": (
        "How safe or unsafe do you feel when outside in your local area during the day?",
        SAFE,
    ),
}
CHOICES = [
    ("lga-area", _("LGA: satisfaction with the local area")),
    ("lga-council", _("LGA: satisfaction with the council")),
    ("lga-value", _("LGA: value for money")),
    ("lga-acts", _("LGA: acts on the concerns of residents")),
    ("lga-informed", _("LGA: keeps residents informed")),
    ("lga-trust", _("LGA: trust in the council")),
    ("lga-dark", _("LGA: feeling safe after dark")),
    ("lga-day", _("LGA: feeling safe during the day")),
    ("condition", _("Disability: a condition of 12 months, and its effect (two questions)")),
    ("effect", _("Disability: the effect (comes with the condition)")),
]
FEELINGS = (("mad", _("Mad")), ("sad", _("Sad")), ("glad", _("Glad")))


@dataclass(frozen=True)
class Standard:
    """A question as its source words it, with what an officer may not change in it."""

    wording: str
    options: tuple[tuple[str, str], ...]  # codes and labels
    settings: dict[str, Any]


def standard(code: str) -> Standard:
    """Return a standard question by its code, in the words that hold for this council today."""
    if code in LGA:
        wording, labels = LGA[code]
        council = CouncilSettings.load().council_name
        options = tuple((str(place), label) for place, label in enumerate(labels, 1))
        return Standard(wording.format(council=council), options, {"has_dont_know": True})
    question = disability().question(code)
    return Standard(
        question.label,
        tuple(question.options[:-1]),  # "Prefer not to say" is no option: it is a missing answer
        {
            "hint": question.set.why if code == "condition" else "",
            "asked_if": "condition = yes" if code == "effect" else "",
            "sensitivity": "sensitive",
            "is_required": False,
            "has_dont_know": False,
            "is_paired": False,
            "on_same_page": False,  # the effect follows from the condition
        },
    )


def disability() -> QuestionSet:
    """Return the two questions from which it follows who is disabled, with their table."""
    return next(one for one in sets_in_force() if one.code == "disability")


def fill_standards(items: list, new) -> list:
    """Give the standard ones among items their words; those on disability come last, and both.

    `new` makes an item with a code and a kind. Returns the items in order.
    """
    chosen = [item for item in items if item.kind == "standard" and item.standard]
    if any(item.standard == "condition" for item in chosen) and not any(
        item.standard == "effect" for item in chosen
    ):
        chosen.append(new("effect"))
        items = [*items, chosen[-1]]
    personal = [item for code in DISABILITY for item in chosen if item.standard == code]
    for item in chosen:
        fill_in(item)
    return [*(item for item in items if item not in personal), *personal]


def fill_in(item) -> None:
    """Give a standard question its code, words, answers and settings."""
    fixed = standard(item.standard)
    item.code, item.wording, item.hint = item.standard, fixed.wording, ""
    item.asked_if = item.asked_if if item.standard in LGA else ""
    for name, value in fixed.settings.items():
        setattr(item, name, value)
    set_options(item, fixed.options)


def set_options(item, options: tuple[tuple[str, Any], ...]) -> None:
    """Give an item exactly these options; those that it has already stay the same records."""
    known = {option.code: option for option in item.options.all()}
    model = item._meta.get_field("options").related_model
    kept = []
    for place, (code, label) in enumerate(options):
        option = known.get(code) or model(code=code)
        option.label, option.sort_order = str(label), place
        option.is_exclusive = option.takes_words = option.is_right = False
        kept.append(option)
    item.options.set(kept)
