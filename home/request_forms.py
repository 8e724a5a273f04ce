"""What administrators enter about a request for one's own data."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.refusals import Refused
from home.forms import ReasonField
from panel.at_address import person_named
from panel.models import User


class DayField(forms.DateField):
    """A day, today unless told, in the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            initial=timezone.localdate,
            error_messages={"required": _("Enter a day"), "invalid": _("Enter a real date")},
            **options,
        )


class ReceiveForm(forms.Form):
    """Who asks, since when, and how."""

    email = forms.CharField(
        label=_("Address of their account"),
        max_length=300,
        error_messages={"required": _("Enter an e-mail address, like name@example.org")},
    )
    received_on = DayField(
        label=_("Received"), help_text=_("The day it reached the council, whoever opened it.")
    )
    note = forms.CharField(
        label=_("How it came"),
        help_text=_("Such as “by letter, case 1234”. No more about the person than you need."),
        max_length=300,
        error_messages={"required": _("Say how it came")},
    )

    def clean_email(self) -> User:
        try:
            person = person_named(self.cleaned_data["email"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None
        if person is None:
            raise forms.ValidationError(
                _("There is no account with this address, so nothing is held under it.")
            )
        return person


class StopForm(forms.Form):
    since = DayField(label=_("Stopped"), help_text=_("The day you asked them."))
    reason = ReasonField(help_text=_("What you wait for: who they are, or what they mean."))


class ResumeForm(forms.Form):
    until = DayField(label=_("Went on"), help_text=_("The day their answer came."))


class ExtendForm(forms.Form):
    reason = ReasonField(help_text=_("Tell them the same: complex, or many requests of theirs."))


class TakeOutForm(forms.Form):
    words = forms.CharField(
        label=_("Words to take out"),
        help_text=_(
            "A name or phrase on each line. It goes wherever it stands, in capitals or not. "
            "Addresses, numbers and postcodes of others go by themselves."
        ),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class SentForm(forms.Form):
    sent_on = DayField(label=_("Sent"))
    how = forms.CharField(
        label=_("How it was sent"),
        help_text=_("Such as “by registered letter”. No file can be made afterwards."),
        max_length=300,
        error_messages={"required": _("Say how it was sent")},
    )
