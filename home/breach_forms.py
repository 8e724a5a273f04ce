"""What the data protection officer enters about a breach."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.editing import asking_for
from home.request_forms import DayField
from panel.models import DataBreach

FIELDS = (
    "title",
    "known_at",
    "happened",
    "people",
    "records",
    "consequences",
    "measures",
    "risk",
    "risk_because",
)


class HourField(forms.DateTimeField):
    """A day and a time, now unless told, in the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
            initial=timezone.localtime,
            error_messages={
                "required": _("Enter a day and a time"),
                "invalid": _("Enter a real day and time"),
            },
            **options,
        )


class BreachForm(forms.ModelForm):
    """What happened, to whom, what it may do, and how great the risk is."""

    known_at = HourField(
        label=_("Known since"),
        help_text=_(
            "The hour at which somebody at the council was sure. The 72 hours run from it."
        ),
    )

    class Meta:
        model = DataBreach
        fields = FIELDS
        widgets = {
            name: forms.Textarea(attrs={"rows": 4})
            for name in ("happened", "consequences", "measures", "risk_because")
        }
        error_messages = {"title": {"required": _("Say in a few words what it is")}}
        help_texts = {
            "people": _("Such as “members of two wards, about 120”. Never a name."),
            "records": _("Such as “e-mail addresses and wards, about 120 records”."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.required and name not in ("title", "known_at"):
                field.error_messages["required"] = asking_for(field)


class ReportForm(forms.Form):
    at = HourField(label=_("Reported to the Information Commissioner"))
    number = forms.CharField(
        label=_("Number of the report"),
        max_length=60,
        error_messages={"required": _("Enter the number that the Commissioner gave")},
    )
    late = forms.CharField(
        label=_("Why it is later than 72 hours, if it is"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ToldForm(forms.Form):
    on = DayField(label=_("People told"))
    how = forms.CharField(
        label=_("How they were told"),
        max_length=500,
        error_messages={"required": _("Say how they were told")},
    )


class CloseForm(forms.Form):
    learnt = forms.CharField(
        label=_("What was learnt"),
        help_text=_("What changes so that it does not happen again."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say what was learnt")},
    )
