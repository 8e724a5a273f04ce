"""What staff enter about how long records are kept."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.models import ConsultationPage
from core.refusals import Refused
from home.retention import RULES
from panel.at_address import person_named
from panel.models import Hold

GIVE_REASON = _("Give the reason. It is logged with your name.")


class ReasonField(forms.CharField):
    def __init__(self, **options):
        super().__init__(
            label=_("Reason"),
            help_text=options.pop("help_text", _("It is logged with your name.")),
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={"required": GIVE_REASON},
            **options,
        )


class HoldForm(forms.Form):
    """What must stay, and why: one person, one consultation or one kind of record."""

    kind = forms.ChoiceField(
        label=_("Because of"),
        choices=[("", _("Choose")), *Hold.Kind.choices],
        error_messages={"required": _("Choose what it is because of")},
    )
    person = forms.CharField(
        label=_("Person"),
        help_text=_("The e-mail address of their account."),
        max_length=300,
        required=False,
    )
    page = forms.ModelChoiceField(
        label=_("Or consultation"),
        help_text=_("With all that stands below it."),
        queryset=ConsultationPage.objects.none(),
        required=False,
        empty_label=_("None"),
    )
    rule = forms.ChoiceField(label=_("Or kind of record"), required=False)
    reason = ReasonField(help_text=_("Such as the number of the case. It is logged."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["page"].queryset = ConsultationPage.objects.order_by("title")
        self.fields["rule"].choices = [("", _("None")), *((r.code, r.title) for r in RULES)]

    def clean_person(self):
        email = self.cleaned_data["person"].strip().lower()
        if not email:
            return None
        try:
            person = person_named(email)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None
        if person is None:
            raise forms.ValidationError(_("No account here has this address."))
        return person

    def clean(self):
        cleaned = super().clean()
        named = [name for name in ("person", "page", "rule") if cleaned.get(name)]
        if len(named) != 1 and "person" not in self.errors:
            self.add_error(
                "person", _("Name one person, one consultation or one kind of record, no more.")
            )
        return cleaned


class LiftForm(forms.Form):
    """Why a hold ends."""

    reason = ReasonField(help_text=_("What was due goes at the next run. It is logged."))


class PeriodForm(forms.Form):
    """How long one kind of record is kept."""

    number = forms.IntegerField(
        min_value=1,
        max_value=3650,
        error_messages={
            "required": _("Enter a number"),
            "invalid": _("Enter a whole number"),
            "min_value": _("Keep it for at least 1"),
            "max_value": _("Enter a smaller number"),
        },
    )
    reason = ReasonField()

    def __init__(self, *args, unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["number"].label = _("Days") if unit == "days" else _("Months")
