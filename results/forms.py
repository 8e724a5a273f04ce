"""What people send: a postcode, the purpose of an export, or the size of a panel to aim at."""

from decimal import Decimal
from fractions import Fraction

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import GovukForm, TextAreaField
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


class StandingForm(GovukForm):
    """An officer working out whom to invite to a panel of some size."""

    EVERYBODY, INVITED = "all", "invited"
    # Letters to random addresses brought 1.15 in 100 in Cumbria (2025), 6 to Climate Assembly UK.
    USUAL_IN_100 = Decimal(3)

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
            "Your own guess. Letters to random addresses bring 1 to 6. Left empty: %(usual)s."
        )
        % {"usual": USUAL_IN_100},
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
    UNASKED = {"target": None, "rate": Fraction(USUAL_IN_100) / 100}

    @property
    def chosen(self) -> dict:
        """Return what a valid form asks for, as arguments of `panel_standing`."""
        return {
            "target": self.cleaned_data["target"],
            "rate": Fraction(self.cleaned_data["in_100"] or self.USUAL_IN_100) / 100,
            "only_invited": self.cleaned_data["who"] == self.INVITED,
        }
