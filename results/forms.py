"""What people send: a postcode, or the purpose of an export."""

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
