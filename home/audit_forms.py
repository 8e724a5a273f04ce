"""What an auditor looks for."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DateField, GovukForm
from home.audit import Asked, people_called
from panel.models import User

NUMBERS = re.compile(r"\d{1,18}(-\d{1,18})*")
PRESS = _("Press Search here for a name or an address. A link takes only a number.")


class SearchForm(GovukForm):
    """Whose acts, on whom, which, and when; what is left empty sets no limit.

    Names and addresses may be typed where they are posted, and become the numbers of whose they
    are: in a link they would stay behind in histories and logs.
    """

    fields: Any

    who = forms.CharField(
        label=_("Who"),
        required=False,
        max_length=1000,
        help_text=_("Part of a name or address of somebody on the staff, or their number."),
    )
    whom = forms.CharField(
        label=_("Whom"),
        required=False,
        max_length=254,
        help_text=_("The number of an account, or its whole e-mail address."),
    )
    what = forms.ChoiceField(label=_("What"), required=False)
    since = DateField(label=_("From"), required=False)
    until = DateField(label=_("Until"), required=False)

    def __init__(self, *args, choices, takes_words=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.takes_words = takes_words
        self.fields["what"].choices = [("", _("Anything")), *choices]

    def clean_who(self) -> str:
        who = self.cleaned_data["who"]
        if not who or NUMBERS.fullmatch(who):
            return who
        if not self.takes_words:
            raise forms.ValidationError(PRESS)
        found = people_called(who)
        if not found:
            raise forms.ValidationError(_("Nobody here has this name or address. Check it."))
        return found

    def clean_whom(self) -> str:
        whom = self.cleaned_data["whom"]
        if not whom or whom.isdecimal():
            return whom
        if not self.takes_words:
            raise forms.ValidationError(PRESS)
        found = User.objects.filter(email__iexact=whom).values_list("pk", flat=True).first()
        if found is None:
            raise forms.ValidationError(_("Nobody has this address. Check it."))
        return str(found)

    def clean(self):
        cleaned: Any = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day comes before the first. Change one."))
        return cleaned

    @property
    def asked(self) -> Asked:
        return Asked(**self.cleaned_data)


class AuditForm(SearchForm):
    """What staff did."""

    whom = None  # type: ignore[assignment]
    field_order = ["who", "what", "since", "until"]


class LooksForm(SearchForm):
    """Whom they looked at."""

    field_order = ["who", "whom", "what", "since", "until"]


class EventsForm(SearchForm):
    """Who signed in, or failed to, and whose steps and roles changed."""

    who = None  # type: ignore[assignment]
    field_order = ["whom", "what", "since", "until"]
