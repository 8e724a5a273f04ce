"""What people ask of the two lists, and what interests them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.models.subjects import Subject
from core.forms import GovukForm
from core.kept import ANYBODY, kept
from panel.models import Ward

ANY = ("", _("All"))


def read_choices() -> tuple[list, list]:
    """Return the wards and the subjects to choose from, each as value and words."""
    wards = Ward.objects.in_force().values_list("code", "name")
    return list(wards), list(Subject.objects.values_list("slug", "name"))


class FinderForm(GovukForm):
    """Search and filters of the finder; what cannot be understood is left out, never refused."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100, strip=True)
    ward = forms.ChoiceField(label=_("Ward"), required=False)
    subject = forms.ChoiceField(label=_("Subject"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        wards, subjects = kept("finder.choices", ANYBODY, read_choices)
        self.fields["ward"].choices = [("", _("All wards")), *wards]
        self.fields["subject"].choices = [("", _("All subjects")), *subjects]

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
    field_order = ["ward", "subject", "year"]

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
