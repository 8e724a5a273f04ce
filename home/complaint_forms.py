"""What somebody writes who complains about the use of their data, and what officers note."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import GovukForm, TextAreaField
from home.request_forms import DayField
from panel.models import DataComplaint

LONGEST = 5000
WAY_NEEDED = _("Give an e-mail address, or another way in which we can answer you.")


def ask_for_a_way(form: Any, told: Any) -> dict[str, Any]:
    """Refuse a complaint that could not be answered anywhere."""
    if not told.get("email") and not told.get("contact") and "email" not in form.errors:
        form.add_error("email", WAY_NEEDED)
    return told


class ComplaintForm(GovukForm):
    """A complaint on the website, by anybody."""

    words = TextAreaField(
        label=_("What is wrong with how we use data?"),
        help_text=_("Whose data, what happened, and what you want us to do about it."),
        max_length=LONGEST,
        error_messages={"required": _("Say what is wrong")},
    )
    name = forms.CharField(label=_("Your name (optional)"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        help_text=_("We confirm by e-mail at once, and send the outcome there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Enter an e-mail address, like name@example.org")},
    )
    contact = TextAreaField(
        label=_("Or another way to reach you"),
        required=False,
        help_text=_("A phone number or a postal address."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self):
        return ask_for_a_way(self, super().clean())


class NoteComplaintForm(forms.Form):
    """The same as an officer notes it, who was told on paper, by phone or at the counter."""

    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=[
            ("", _("Choose")),
            *(pair for pair in DataComplaint.Channel.choices if pair[0] != "website"),
        ],
        error_messages={"required": _("Choose how it came")},
    )
    received_on = DayField(
        label=_("Received"), help_text=_("The day it reached the council, whoever opened it.")
    )
    words = forms.CharField(
        label=_("What it is about"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Say what it is about")},
    )
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("The acknowledgement goes there at once."),
        error_messages={"invalid": _("Enter an e-mail address, like name@example.org")},
    )
    contact = forms.CharField(
        label=_("Or another way to reach them"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self):
        return ask_for_a_way(self, super().clean())


class AcknowledgeForm(forms.Form):
    on = DayField(label=_("Acknowledged"))
    how = forms.CharField(
        label=_("How"),
        help_text=_("Such as “by letter of the same day”."),
        max_length=300,
        error_messages={"required": _("Say how")},
    )


class LookIntoForm(forms.Form):
    steps = forms.CharField(
        label=_("What is done about it"),
        help_text=_("Who was asked and what was found, day by day. For those who handle it."),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Say what is done about it")},
    )


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[("", _("Choose")), *DataComplaint.Outcome.choices],
        error_messages={"required": _("Choose the outcome")},
    )
    words = forms.CharField(
        label=_("What you tell them"),
        help_text=_(
            "What you found, why, and what changes. Where to complain next is added. It is sent by "
            "e-mail if they gave an address; otherwise take the letter and post it."
        ),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Say what you tell them")},
    )
