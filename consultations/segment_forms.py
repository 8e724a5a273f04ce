"""What an officer fills in of a segment: a rule over places, ages, interests and answers."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from consultations.models import Segment, Subject
from core.editing import NamesWhatIsMissing
from panel import profiles
from panel.models import AgeBand, CouncilSettings, Ward

MAY_COUNT = "panel.view_profileanswer"


class SegmentForm(NamesWhatIsMissing, WagtailAdminModelForm):
    """The parts of a rule: what is left empty sets no limit, and all that is set must hold."""

    class Meta:
        model = Segment
        fields = ["name", "only_invited"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rule = self.instance.rule
        council = CouncilSettings.load().council_code
        wards = Ward.objects.in_force().filter(council_code=council).order_by("name")
        subjects = Subject.objects.values_list("slug", "name")
        self.add("wards", _("Wards"), wards.values_list("code", "name"), rule)
        self.add("age_bands", _("Age bands"), AgeBand.choices, rule)
        self.add("subjects", _("Interested in any of"), subjects, rule)
        self.variables = {}
        if self.for_user is not None and self.for_user.has_perm(MAY_COUNT):
            for variable in profiles.variables():
                name = f"profile_{variable.name}"
                self.variables[name] = variable.name
                chosen = {name: self.instance.profile.get(variable.name, [])}
                self.add(name, variable.title, variable.values, chosen)
        self.fields["age_bands"].help_text = _("Choose nothing in a part to set no limit by it.")
        self.order_fields(["name", "age_bands", "subjects", *self.variables, "only_invited"])

    def add(self, name, label, choices, chosen):
        self.fields[name] = forms.MultipleChoiceField(
            label=label,
            choices=list(choices),
            required=False,
            initial=chosen.get(name, []),
            widget=forms.CheckboxSelectMultiple,
        )

    def save(self, commit=True):
        """Keep the parts of the rule that were set, and those that this person may not see."""
        cleaned = self.cleaned_data
        parts = {name: cleaned[name] for name in ("wards", "age_bands", "subjects")}
        shown = set(self.variables.values())
        kept = {name: codes for name, codes in self.instance.profile.items() if name not in shown}
        told = {name: cleaned[field] for field, name in self.variables.items()}
        profile = {name: codes for name, codes in (kept | told).items() if codes}
        rule = parts | {"profile": profile}
        self.instance.rule = {name: part for name, part in rule.items() if part}
        return super().save(commit)
