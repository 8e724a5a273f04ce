"""What people send: a postcode, the purpose of an export, or the size of a panel to aim at."""

from decimal import Decimal
from fractions import Fraction

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import DateField, GovukForm, TextAreaField
from results.models import Export


class PostcodeForm(GovukForm):
    """Somebody looking for a ward."""

    postcode = forms.CharField(
        label=_("Postcode"),
        max_length=12,
        help_text=_("Like BS5 6XX. We do not keep it."),
        error_messages={"required": _("Enter a full postcode, like BS5 6XX")},
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-10", "autocomplete": "postal-code"}
        ),
    )


class ExportForm(GovukForm):
    """An officer or analyst having a file made."""

    audience = forms.ChoiceField(
        label=_("Which file"),
        choices=Export.Audience.choices,
        initial=Export.Audience.PUBLIC,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose which file you need"),
            "invalid_choice": _("Choose one of these files. There is none with names."),
        },
    )
    purpose = TextAreaField(
        label=_("What is it for?"),
        max_length=300,
        help_text=_("One sentence. It is kept with your name in the record of exports."),
        error_messages={"required": _("Say what the file is for")},
    )


class EditionForm(GovukForm):
    """An officer freezing a report, or making another edition of it."""

    reason = forms.CharField(
        label=_("Why is there another edition?"),
        required=False,
        max_length=300,
        help_text=_("One sentence. It is printed in the report. Not needed for the first edition."),
    )


class StandingForm(GovukForm):
    """An officer working out whom to invite to a panel of some size."""

    EVERYBODY, INVITED = "all", "invited"

    target = forms.IntegerField(
        label=_("Size of the panel to aim at"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=_("Left empty: the size of today."),
        error_messages={
            "invalid": _("Enter the size in figures, like 2000"),
            "min_value": _("Enter a size of 1 or more"),
            "max_value": _("Enter a size of 1,000,000 or less"),
        },
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "numeric"}),
    )
    in_100 = forms.DecimalField(
        label=_("Of 100 people invited, how many join"),
        required=False,
        min_value=Decimal("0.01"),
        max_value=100,
        decimal_places=2,
        help_text=_(
            "Your own guess, for every group. Left empty: what your letters of the last 12 months "
            "brought, or else what is set for the council."
        ),
        error_messages={
            "invalid": _("Enter a number, like 3 or 1.5"),
            "min_value": _("Enter a number over 0"),
            "max_value": _("Enter 100 or less"),
            "max_decimal_places": _("Enter two decimals at most, like 1.25"),
        },
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "decimal"}),
    )
    who = forms.ChoiceField(
        label=_("Which members"),
        required=False,
        choices=[
            (EVERYBODY, _("All active members")),
            (INVITED, _("Those who were invited at random")),
        ],
        initial=EVERYBODY,
        error_messages={"invalid_choice": _("Choose all members, or those invited at random")},
        widget=forms.RadioSelect,
    )

    # What the page shows to who has not asked for anything.
    UNASKED = {"target": None, "rate": None}

    @property
    def chosen(self) -> dict:
        """Return what a valid form asks for, as arguments of `panel_standing`."""
        in_100 = self.cleaned_data["in_100"]
        return {
            "target": self.cleaned_data["target"],
            "rate": Fraction(in_100) / 100 if in_100 else None,
            "only_invited": self.cleaned_data["who"] == self.INVITED,
        }


class HealthForm(GovukForm):
    """An officer or analyst looking at the panel of some day."""

    EVERYBODY, INVITED = "all", "invited"

    on = DateField(label=_("On which day"), required=False, help_text=_("Left empty: today."))
    who = forms.ChoiceField(
        label=_("Which members"),
        required=False,
        choices=[
            (EVERYBODY, _("All members")),
            (INVITED, _("Those who were invited at random")),
        ],
        initial=EVERYBODY,
        error_messages={"invalid_choice": _("Choose all members, or those invited at random")},
        widget=forms.RadioSelect,
    )

    # A sample and a round, as a link on the page names it: its answers by age and by ward.
    wave = forms.CharField(required=False, max_length=30, widget=forms.HiddenInput)

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on and not 2000 <= on.year <= timezone.localdate().year:
            raise forms.ValidationError(_("Enter a day of this year or an earlier one"))
        if on and on > timezone.localdate():
            raise forms.ValidationError(_("Enter today or a day before it"))
        return on

    @property
    def chosen(self) -> dict:
        """Return what is asked for, as arguments of `panel_health`; today of who asks nothing."""
        asked = self.cleaned_data if self.is_bound else {}
        return {
            "on": asked.get("on") or timezone.localdate(),
            "only_invited": asked.get("who") == self.INVITED,
        }

    @property
    def wave_asked(self) -> str:
        return self.cleaned_data["wave"] if self.is_bound else ""


class ServingForm(GovukForm):
    """Anybody who asks who served for a ward on some day."""

    day = DateField(label=_("Who served on which day?"))

    def clean_day(self):
        day = self.cleaned_data["day"]
        if not 1970 <= day.year <= timezone.localdate().year + 5:
            raise forms.ValidationError(_("Enter a day from 1970 on"))
        return day


class LeaveOutForm(GovukForm):
    """Which of several responses count no more, and why."""

    responses = forms.MultipleChoiceField(
        label=_("Responses"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one response"),
            "invalid_choice": _("Choose among these responses"),
        },
    )
    reason = TextAreaField(
        label=_("Why they are left out"),
        help_text=_("One or two sentences. They are kept on record with your name."),
        max_length=300,
        error_messages={
            "required": _("Say why they are left out"),
            "max_length": _("Keep the reason to 300 characters"),
        },
    )

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["responses"].choices = choices
