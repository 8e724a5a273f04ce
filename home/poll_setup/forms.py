"""The steps of setting up a deliberative poll: plain forms, each hidden in the others."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.fields import ClosingFormField
from home.poll_setup.plan import Plan, plan
from polls.models import BankedQuestion
from polls.rounds import Span, faults_of_rounds
from polls.starters import BY_CODE, STARTERS

MOST_PROPOSALS = 6
LONGEST_PROPOSAL = 120
MOMENT = "%Y-%m-%dT%H:%M"


def picker() -> forms.DateTimeInput:
    """Return the browser's own field for a day and a time, which needs no script of ours."""
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)


def moment(label: Any, **options: Any) -> forms.DateTimeField:
    options.setdefault("error_messages", {"required": gettext_lazy("Enter a day and a time")})
    formats = [MOMENT, "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"]
    return forms.DateTimeField(label=label, widget=picker(), input_formats=formats, **options)


def closing(label: Any, **options: Any) -> ClosingFormField:
    options.setdefault("error_messages", {"required": gettext_lazy("Enter a day and a time")})
    formats = [MOMENT, "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"]
    return ClosingFormField(label=label, widget=picker(), input_formats=formats, **options)


class BasicsForm(forms.Form):
    """What it is about, when it starts, and how large the design is."""

    heading = gettext_lazy("What, and how large")
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=120,
        error_messages={"required": gettext_lazy("Enter a title")},
    )
    introduction = forms.CharField(
        label=gettext_lazy("What people do here, and what happens then"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=600,
    )
    start = forms.DateField(
        label=gettext_lazy("Day on which first answers open"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("All dates are worked out from it. You can change each of them."),
        error_messages={
            "required": gettext_lazy("Enter the day on which it starts"),
            "invalid": gettext_lazy("Enter a day like 2027-03-15"),
        },
    )
    rounds = forms.TypedChoiceField(
        label=gettext_lazy("Rounds of talk, each of a discussion in groups and a session"),
        choices=[(n, str(n)) for n in range(1, 5)],
        coerce=int,
        initial=1,
    )
    later_months = forms.TypedChoiceField(
        label=gettext_lazy("Ask once more, to see what lasts"),
        choices=[
            (0, gettext_lazy("No")),
            (3, gettext_lazy("3 months later")),
            (6, gettext_lazy("6 months later")),
            (12, gettext_lazy("12 months later")),
        ],
        coerce=int,
        initial=6,
    )
    control_percent = forms.IntegerField(
        label=gettext_lazy("Comparison group, in per cent"),
        required=False,
        min_value=5,
        max_value=75,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            gettext_lazy("Enter a whole number from 5 to 75, or nothing"),
        ),
        help_text=gettext_lazy(
            "Drawn by lot to answer twice and hear nothing in between: a third is usual. Empty: "
            "none, and the report says that a change cannot be put down to the deliberation."
        ),
    )
    group_size = forms.IntegerField(
        label=gettext_lazy("People in a small group"),
        required=False,
        min_value=8,
        max_value=15,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            gettext_lazy("Enter a whole number from 8 to 15, or nothing"),
        ),
        initial=12,
        help_text=gettext_lazy("8 to 15. Empty: all talk in one forum."),
    )

    def clean_start(self) -> dt.date:
        start: dt.date = self.cleaned_data["start"]
        if start <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day after today."))
        return start

    def plan(self) -> Plan:
        given = self.cleaned_data
        return plan(given["start"], rounds=given["rounds"], later_months=given["later_months"])


class DatesForm(forms.Form):
    """Every date, as it is worked out, to be changed where need be."""

    heading = gettext_lazy("Dates")
    before_opens_at = moment(gettext_lazy("First answers open"))
    before_closes_at = closing(gettext_lazy("First answers close"))
    briefing_opens_at = moment(gettext_lazy("Briefing opens"))
    after_opens_at = moment(gettext_lazy("Second answers open"))
    after_closes_at = closing(gettext_lazy("Second answers close"))
    report_at = forms.DateField(
        label=gettext_lazy("Results by"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("Enter the day by which results come")},
    )
    later_opens_at = moment(gettext_lazy("Answers months later open"), required=False)
    later_closes_at = closing(gettext_lazy("Answers months later close"), required=False)

    def __init__(self, *args: Any, rounds: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rounds = rounds
        for n in range(1, rounds + 1):
            about = {"n": n}
            self.fields[f"title_{n}"] = forms.CharField(
                label=_("Round %(n)d: what it is about") % about,
                max_length=80,
                error_messages={"required": _("Say what round %(n)d is about") % about},
            )
            self.fields[f"opens_{n}"] = moment(_("Round %(n)d: discussion opens") % about)
            self.fields[f"session_{n}"] = moment(_("Round %(n)d: session begins") % about)
            self.fields[f"closes_{n}"] = closing(_("Round %(n)d: session ends") % about)
        later = ["after_opens_at", "after_closes_at", "report_at"]
        self.order_fields([*[name for name in self.fields if name not in later]])
        first = ["before_opens_at", "before_closes_at", "briefing_opens_at"]
        talk = [name for name in self.fields if name[-1].isdigit()]
        self.order_fields([*first, *talk, *later])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for earlier, later in self.pairs():
            first, second = cleaned.get(earlier), cleaned.get(later)
            if first and second and second <= first and later not in self.errors:
                name = self.fields[earlier].label
                self.add_error(later, _("Choose a moment after “%(earlier)s”.") % {"earlier": name})
        spans = [
            Span(cleaned.get(f"opens_{n}"), cleaned.get(f"closes_{n}"))
            for n in range(1, self.rounds + 1)
        ]
        faults = faults_of_rounds(
            spans,
            first_answers=cleaned.get("before_opens_at"),
            second_answers=cleaned.get("after_opens_at"),
            has_reason=False,
        )
        for place, field, sentence in faults:
            name = f"{field.removesuffix('_at')}_{place + 1}"
            if name not in self.errors:
                self.add_error(name, sentence)
        for one, other in (("opens", "closes"), ("closes", "opens")):
            if cleaned.get(f"later_{one}_at") and not cleaned.get(f"later_{other}_at"):
                self.add_error(f"later_{other}_at", _("Give both days, or neither."))
        ends, report = cleaned.get("after_closes_at"), cleaned.get("report_at")
        if ends and report and report <= timezone.localdate(ends):
            self.add_error("report_at", _("Choose a day after second answers close."))
        return cleaned

    def pairs(self) -> list[tuple[str, str]]:
        """Return the fields that follow each other, each with the one before."""
        within = [(f"opens_{n}", f"session_{n}") for n in range(1, self.rounds + 1)]
        within += [(f"session_{n}", f"closes_{n}") for n in range(1, self.rounds + 1)]
        return [
            ("before_opens_at", "before_closes_at"),
            ("before_opens_at", "briefing_opens_at"),
            ("briefing_opens_at", "opens_1"),
            *within,
            ("after_opens_at", "after_closes_at"),
            ("after_closes_at", "later_opens_at"),
            ("later_opens_at", "later_closes_at"),
        ]


def dates_of(found: Plan) -> dict[str, Any]:
    """Return what the form of dates begins with."""
    initial: dict[str, Any] = {
        "before_opens_at": found.before[0],
        "before_closes_at": found.before[1],
        "briefing_opens_at": found.briefing,
        "after_opens_at": found.after[0],
        "after_closes_at": found.after[1],
        "report_at": found.report,
    }
    if found.later:
        initial |= {"later_opens_at": found.later[0], "later_closes_at": found.later[1]}
    for n, one in enumerate(found.rounds, 1):
        initial |= {
            f"title_{n}": _("Round %(n)d") % {"n": n},
            f"opens_{n}": one.opens,
            f"session_{n}": one.session_opens,
            f"closes_{n}": one.closes,
        }
    return initial


class QuestionsForm(forms.Form):
    """What is asked twice, and of the event once."""

    heading = gettext_lazy("Questions")
    proposals = forms.CharField(
        label=gettext_lazy("Proposals, one a line"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "Each becomes a question from 0 to 10, asked before and after, and a place in the "
            "briefing for the reasons for it and against it."
        ),
        error_messages={"required": gettext_lazy("Enter at least one proposal")},
    )
    banked = forms.ModelMultipleChoiceField(
        label=gettext_lazy("From the question bank, asked both times"),
        queryset=BankedQuestion.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    starter = forms.ChoiceField(
        label=gettext_lazy("Questions of a template, asked both times"), required=False
    )
    asks_of_event = forms.BooleanField(
        label=gettext_lazy("Ask five questions on the event with second answers"),
        help_text=gettext_lazy(
            "Balance of the material, the same chance to speak, a neutral moderator, learning from "
            "people unlike oneself, and whether it was worth it."
        ),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["banked"].queryset = BankedQuestion.objects.all()  # type: ignore[attr-defined]
        self.fields["starter"].choices = [  # type: ignore[attr-defined]
            ("", _("None")),
            *((one.code, str(one.title)) for one in STARTERS),
        ]

    def clean_proposals(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["proposals"].splitlines()]
        found = list(dict.fromkeys(filter(None, lines)))
        if not found:
            raise forms.ValidationError(_("Enter at least one proposal"))
        if len(found) > MOST_PROPOSALS:
            raise forms.ValidationError(
                _("At most %(n)d proposals: people cannot weigh more.") % {"n": MOST_PROPOSALS}
            )
        if long := [line for line in found if len(line) > LONGEST_PROPOSAL]:
            raise forms.ValidationError(
                _("Keep each to %(n)d characters: “%(start)s…”")
                % {"n": LONGEST_PROPOSAL, "start": long[0][:40]}
            )
        return found

    def contents(self) -> list[dict[str, Any]]:
        """Return the chosen questions of bank and template as plain data, asked both times."""
        given = self.cleaned_data
        chosen = [one.content for one in given["banked"]]
        if starter := BY_CODE.get(given["starter"]):
            chosen += starter.items
        return [{**content, "is_paired": True, "asked_if": ""} for content in chosen]
