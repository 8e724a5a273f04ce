"""Every component on one page, for the tests that look at it; not a page of the site."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template import engines
from django.test import RequestFactory

from core.charts import (
    Bar,
    Beside,
    Group,
    Heard,
    OwnShift,
    Ranked,
    Represented,
    Shift,
    Split,
    StandsFor,
    Vote,
    ward_map,
)
from core.forms import Chips, DateField, GovukForm, QuickAnswers, ScaleField, TextAreaField

PAGE = Path(__file__).with_name("style_guide.html")
STANDS_FOR = [
    StandsFor("16 to 24", 0.186, 0.067, 94, 36.1, -0.119, 167, 5567, url="/wards/"),
    StandsFor("25 to 34", 0.226, 0.285, 399, 126.1, 0.059, 0, 0),
    StandsFor("35 and over", 0.002, 0.0, 4, 0.0, -0.002, 2, None, is_small=True),
]


@dataclass
class Ward:
    code: str
    name: str
    outline: str
    centre_x: float
    centre_y: float


WARDS = [
    Ward("W1", "Northfield", "M0,0L200,0 220,150 0,170Z", 100, 80),
    Ward("W2", "Eastgate", "M200,0L400,30 380,160 220,150Z", 300, 85),
    Ward("W3", "Southbrook", "M0,170L220,150 230,330 20,320Z", 115, 245),
    Ward("W4", "Westmoor", "M220,150L380,160 400,300 230,330Z", 305, 235),
]


class Everything(GovukForm):
    """One field of each kind."""

    heading = "view"
    option_hints = {"home": {"rent": "From a landlord, a council or an association"}}

    view = ScaleField(
        label="Should Beaufort Road stay closed to through traffic, for good?",
        help_text="Cars can still reach every home. 5 is in the middle, neither for nor against.",
    )
    postcode = forms.CharField(
        label="What is your postcode?",
        help_text="We turn it into a ward and do not keep it.",
        error_messages={"required": "Enter a postcode, like M1 1AE"},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    email = forms.EmailField(label="E-mail address")
    home = forms.ChoiceField(
        label="Is your home rented or owned?",
        choices=[("rent", "Rented"), ("own", "Owned")],
        widget=forms.RadioSelect,
    )
    ways = forms.MultipleChoiceField(
        label="How do you get about?",
        choices=[("walk", "On foot"), ("bus", "By bus"), ("car", "By car")],
        widget=forms.CheckboxSelectMultiple,
    )
    noise = forms.ChoiceField(
        label="Noise at night",
        choices=[("better", "Better"), ("same", "No change"), ("worse", "Worse")],
        widget=Chips,
    )
    band = forms.ChoiceField(label="Age band", choices=[("16", "16 to 24"), ("25", "25 to 34")])
    why = TextAreaField(label="Why do you say so?", max_length=500)
    since = DateField(label="When did you move in?", help_text="For example, 27 3 2019")
    plan = forms.FileField(label="Your plan")
    agree = forms.BooleanField(label="I have read the rules")


class GullPoll(GovukForm):
    choice = forms.ChoiceField(
        label="Should every street with a gull problem get gull-proof rubbish sacks?",
        choices=[("1", "Yes, every street"), ("2", "Only where people ask"), ("3", "No")],
        widget=QuickAnswers,
    )


def context(*, refused: bool) -> dict:
    """Made-up figures of every kind, kept back here and there."""
    form = Everything({"view": "7", "postcode": "", "email": "maya"}) if refused else Everything()
    steps = [
        {"label": "Opened", "note": "7 September", "state": "done"},
        {"label": "Open for responses", "note": "Now, until 1 November", "state": "now"},
        {"label": "Results published", "note": "By 16 November", "state": "next"},
        {"label": "Decision", "note": "10 December", "state": "next"},
    ]
    return {
        "request": RequestFactory().get("/consultations/"),
        "council": {
            "name": "Ask Bristol",
            "council_name": "Bristol City Council",
            "brand": "#0b3c49",
            "phone": "0117 496 0123",
            "phone_hours": "9am to 5pm, Monday to Friday",
            "is_demonstration": True,
            "attributions": ["Boundaries: Office for National Statistics."],
            "footer_links": [
                {"title": "Your data", "links": [{"title": "Privacy", "url": "/privacy/"}]}
            ],
        },
        "messages": [
            Message(constants.SUCCESS, "Your vote is in."),
            Message(constants.ERROR, "This closed on Sunday 1 November."),
        ],
        "form": form,
        "poll": GullPoll(),
        "steps": steps,
        "crumbs": [{"url": "/consultations/", "title": "Consultations"}],
        "opens_at": dt.datetime(2026, 10, 14, 18, tzinfo=dt.UTC),
        "facts": [
            {"label": "Who decides", "value": "Transport Committee", "note": "In public"},
            {"label": "When", "value": "Thursday 10 December 2026"},
        ],
        "rows": [
            {
                "title": "Living in Easton",
                "url": "#",
                "sentence": "Half done: question 7 of 14.",
                "action": "Carry on",
                "tag": ("open", "Open, 18 days left"),
            },
            {
                "title": "A night bus",
                "url": "#",
                "sentence": "A reply was due on 30 September.",
                "tag": ("late", "Reply overdue by 14 days"),
            },
        ],
        "card": {
            "title": "Ask the experts live",
            "url": "#",
            "sentence": "A transport researcher and an ambulance manager.",
            "facts": ["31 questions are waiting"],
            "action": "Ask a question now",
            "tag": ("live", "Tonight, 7pm to 8pm"),
            "is_live": True,
        },
        "outcome_tag": ("done", "Outcome published 17 September"),
        "answers": [{"question": "Should the streets stay?", "answer": "7", "change_url": "#"}],
        **figures(),
    }


def figures() -> dict:
    return {
        "shifts": [
            Shift("School streets", 5.6, 6.9, 206, (5.3, 6.0), (6.6, 7.2), 1.2, (1.0, 1.4), True),
            Shift("Heavy vehicles", 4.9, 5.0, 206, (4.6, 5.2), (4.7, 5.3), 0.1, (-0.1, 0.4), False),
            Shift(
                "Through routes", 5.9, 5.0, 208, (5.6, 6.2), (4.7, 5.3), -0.9, (-1.1, -0.6), True
            ),
            Shift("Night buses", "c", "c", "c"),
        ],
        "own": [
            OwnShift("School streets", 4, 7, 5.6, 6.9),
            OwnShift("Through routes", 8, 5, 5.9, 5.0),
            OwnShift("Night buses", 9, 10, "c", "c"),
        ],
        "splits": [
            Split("Before", 0.31, 0.16, 0.53, 206, "before"),
            Split("After", 0.17, 0.05, 0.78, 206, "after"),
            Split("Under 25", "c", "c", "c", "c"),
        ],
        "votes": [
            Vote("Yes", 0.64, 1822, "for"),
            Vote("No", 0.28, 797, "against"),
            Vote("Not sure", 0.08, 228, "middle"),
        ],
        "ranked": [
            Ranked("Eastgate", 0.53, 44, (0.38, 0.67), is_small=True),
            Ranked("Northfield", 0.78, 78, (0.66, 0.87), "higher", is_me=True),
            Ranked("Southbrook", 0.33, 46, (0.21, 0.47), "lower", is_small=True),
            Ranked("Westmoor", "c", "c"),
        ],
        "beside": [
            Beside("Close streets outside schools", 0.782, 0.612, (0.66, 0.87), "higher"),
            Beside("Safe after dark", 0.42, 0.57, (0.31, 0.55), "lower"),
            Beside("Satisfied with rubbish", 0.38, 0.49, (0.27, 0.51)),
            Beside("Charge larger vehicles", "c", 0.44),
        ],
        "census": [
            Group("15 and under", 0.17, 0.18, 2461),
            Group("16 to 24", 0.09, 0.15, 1259),
            Group("25 to 34", 0.25, 0.19, 3489),
        ],
        "represented": [
            Represented("16 to 34", 0.41, 0.23, 14),
            Represented("35 to 64", 0.49, 0.58, 35),
            Represented("65 and over", 0.10, "c", "c"),
        ],
        "stands_for": STANDS_FOR,
        "heard": [
            Heard("16 to 24", 0.186, 0.067, 95, 36.1, "under"),
            Heard("25 to 34", 0.226, 0.285, 400, 126.1, "over"),
            Heard("35 to 49", 0.247, "c", "c", "c"),
            Heard("Not compared", None, 0.5, 50, None),
        ],
        "bars": [
            Bar("Random invitation", 420, ("420", "30.0%"), mark=300, url="/wards/"),
            Bar("Event", None, ("c", "–")),
        ],
        "bar_heads": ["Members", "Of all"],
        "matrix": [("Easton", "/wards/", [(group.label, group) for group in STANDS_FOR])],
        "columns": [group.label for group in STANDS_FOR],
        "map": ward_map(
            WARDS,
            title="Highest in Northfield, lowest in Southbrook.",
            values={"W1": 0.78, "W2": 0.53, "W3": 0.33, "W4": "c"},
            label=["W1"],
            id="m1",
        ),
        "crop": ward_map(
            WARDS,
            title="Westmoor",
            highlight=["W4"],
            quiet_label=["W1", "W2", "W3"],
            pins={"W2": "1"},
            crop_to=["W4"],
            id="m2",
        ),
    }


def render(*, refused: bool = False) -> str:
    """The page as a browser gets it."""
    template = engines["django"].from_string(PAGE.read_text())
    values = context(refused=refused)
    return template.render(values, values["request"])
