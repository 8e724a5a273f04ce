"""What staff fill in in the CMS."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ListForm(forms.Form):
    """A list of people, and the fingerprint of the one that was checked before, if there was."""

    file = forms.FileField(
        label=_("List of members"),
        help_text=_(
            "A CSV in UTF-8 with the columns e-mail, postcode, and age band, age, year of birth or "
            "date of birth; if there are any, display name, joined and address."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={
            "required": _("Choose a file"),
            "empty": _("This file is empty. Choose another."),
        },
    )
    sha256 = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    leaves_out_faulty = forms.BooleanField(
        label=_("Leave out the rows with faults, and import the others"), required=False
    )
