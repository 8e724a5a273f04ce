"""What people ask of the two lists, and what interests them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.models.subjects import Audience, Subject
from core.at_once import read_at_once
from core.forms import GovukForm
from core.kept import ANYBODY, kept
from panel.models import Ward

ANY = ("", _("All"))


def read_choices() -> dict[str, list]:
    """Return the wards, subjects and audiences to choose from, each as value and words."""
    choices = {
        "ward": Ward.objects.in_force().values_list("code", "name"),
        "subject": Subject.objects.values_list("slug", "name"),
        "audience": Audience.objects.values_list("slug", "name"),
    }
    read_at_once(*choices.values())
    return {name: list(rows) for name, rows in choices.items()}


class FinderForm(GovukForm):
    """Search and filters of the finder; what cannot be understood is left out, never refused."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100, strip=True)
    ward = forms.ChoiceField(label=_("Ward"), required=False)
    subject = forms.ChoiceField(label=_("Subject"), required=False)
    audience = forms.ChoiceField(label=_("For whom"), required=False)

    for_all = {
        "ward": _("All wards"),
        "subject": _("All subjects"),
        "audience": _("Anyone"),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, choices in kept("finder.choices", ANYBODY, read_choices).items():
            self.fields[name].choices = [("", self.for_all[name]), *choices]
        if len(self.fields["audience"].choices) == 1:
            del self.fields["audience"]  # a council that names no audiences

    def asked(self) -> dict[str, str]:
        """Return what was understood, by field, without what was left empty."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def label_of(self, name: str, value: str) -> str:
        """Return the words for a value of a filter."""
        choices = dict(getattr(self.fields[name], "choices", []))
        return str(choices.get(value, f"“{value}”"))


class RepliesForm(FinderForm):
    """Filters of what came of it."""

    year = forms.ChoiceField(label=_("Year"), required=False)
    field_order = ["ward", "subject", "audience", "year"]

    def __init__(self, *args, years=(), **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["q"]
        self.fields["year"].choices = [("", _("All years")), *((str(y), str(y)) for y in years)]


class InterestsForm(GovukForm):
    """The subjects that interest a member: any number, and none is an answer."""

    heading = "subjects"
    subjects = forms.ModelMultipleChoiceField(
        label=_("Which subjects interest you?"),
        help_text=_("Choose as many as you like, or none."),
        queryset=Subject.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
