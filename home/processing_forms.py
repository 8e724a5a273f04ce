"""What administrators enter on the record of processing activities."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.editing import asking_for
from home.retention import RULES
from panel.models import ProcessingRecord

FIELDS = (
    "title",
    "purpose",
    "people",
    "holds",
    "basis",
    "basis_note",
    "is_special",
    "condition",
    "policy_url",
    "recipients",
    "transfers",
    "rules",
    "retention",
    "safeguards",
)


class ProcessingForm(forms.ModelForm):
    """One purpose: what is held for it, by which law, who receives it, and how long it is kept."""

    rules = forms.MultipleChoiceField(
        label=_("Kept as the schedule says of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = ProcessingRecord
        fields = FIELDS
        widgets = {
            name: forms.Textarea(attrs={"rows": 3})
            for name in ("purpose", "holds", "recipients", "retention", "safeguards")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules: Any = self.fields["rules"]
        rules.choices = [(rule.code, rule.title) for rule in RULES]
        for field in self.fields.values():
            if field.required:
                field.error_messages["required"] = asking_for(field)
