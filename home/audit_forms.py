"""What an auditor looks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DateField, GovukForm
from home.audit import Asked
from panel.models import User


class AuditForm(GovukForm):
    """Whose acts, which, and when; what is left empty sets no limit."""

    fields: Any

    who = forms.CharField(
        label=_("Who"),
        required=False,
        max_length=100,
        help_text=_("Part of a name or address of somebody on the staff."),
    )
    what = forms.ChoiceField(label=_("What"), required=False)
    since = DateField(label=_("From"), required=False)
    until = DateField(label=_("Until"), required=False)

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [("", _("Anything")), *choices]

    def clean(self):
        cleaned: Any = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day comes before the first. Change one."))
        return cleaned

    @property
    def asked(self) -> Asked:
        return Asked(**self.cleaned_data)


class LooksForm(AuditForm):
    """The same of whom they looked at.

    An address may be typed where it is posted, and becomes the number of whose it is: in a link it
    would stay behind in histories and logs.
    """

    whom = forms.CharField(
        label=_("Whom"),
        required=False,
        max_length=254,
        help_text=_("A member’s number, or their whole e-mail address."),
    )

    def __init__(self, *args, takes_addresses=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.takes_addresses = takes_addresses

    def clean_whom(self) -> str:
        whom = self.cleaned_data["whom"]
        if not whom or whom.isdecimal():
            return whom
        if not self.takes_addresses:
            raise forms.ValidationError(
                _("Press Search here for an address. A link takes only a number.")
            )
        found = User.objects.filter(email__iexact=whom).values_list("pk", flat=True).first()
        if found is None:
            raise forms.ValidationError(_("Nobody has this address. Check it."))
        return str(found)

    field_order = ["who", "whom", "what", "since", "until"]
