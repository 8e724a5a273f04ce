"""What staff fill in in the CMS."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from core.editing import NamesWhatIsMissing
from panel.models import InvitationBatch, Ward


class ListForm(forms.Form):
    """A list of people, and the fingerprint of the one that was checked before, if there was."""

    file = forms.FileField(
        label=_("List of members"),
        help_text=_(
            "An Excel workbook (.xlsx) or a CSV in UTF-8, with the columns e-mail, postcode, and "
            "age band, age, year of birth or date of birth; if there are any, display name, "
            "joined, source and address."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
        error_messages={
            "required": _("Choose a file"),
            "empty": _("This file is empty. Choose another."),
        },
    )
    sha256 = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    leaves_out_faulty = forms.BooleanField(
        label=_("Leave out the rows with faults, and import the others"), required=False
    )


class RemovalForm(forms.Form):
    """Why somebody loses their place."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The member reads it, and it is logged with your name."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Give the reason. The member reads it.")},
    )


class ResetForm(forms.Form):
    """Why somebody's second step is taken away."""

    reason = forms.CharField(
        label=_("Reason, and how you made sure who asks"),
        help_text=_("It is logged with your name."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Give the reason. It is logged with your name.")},
    )


class CouncilAccountForm(forms.Form):
    """As whom a colleague comes from the council's provider."""

    email = forms.EmailField(
        label=_("Their address there"),
        help_text=_("As the provider writes it. It is used once, at their first time."),
        max_length=254,
        error_messages={"required": _("Enter an e-mail address, like name@example.org")},
    )


class NewBatchForm(NamesWhatIsMissing, WagtailAdminModelForm):
    """A batch before its codes are made."""

    class Meta:
        model = InvitationBatch
        fields = ["name", "kind", "ward", "number", "starts_on", "expires_on"]
        widgets = {
            "kind": forms.RadioSelect,
            "starts_on": AdminDateInput,
            "expires_on": AdminDateInput,
        }
        help_texts = {"number": _("One for each letter. For an event leave it empty.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ward"].queryset = Ward.objects.in_force().without_boundaries()
        self.fields["number"].required = False
        self.initial["number"] = None

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") == InvitationBatch.Kind.EVENT:
            cleaned["number"] = 1
        elif not cleaned.get("number") and "number" not in self.errors:
            self.add_error("number", _("Enter how many codes to make"))
        starts_on, expires_on = cleaned.get("starts_on"), cleaned.get("expires_on")
        if starts_on and expires_on and expires_on < starts_on:
            self.add_error("expires_on", _("The last day comes before the first. Change one."))
        return cleaned


class BatchForm(NamesWhatIsMissing, WagtailAdminModelForm):
    """What can be changed once letters are under way."""

    class Meta:
        model = InvitationBatch
        fields = ["name", "expires_on", "returned"]
        widgets = {"expires_on": AdminDateInput}

    def clean_expires_on(self):
        expires_on = self.cleaned_data["expires_on"]
        if expires_on < self.instance.starts_on:
            raise forms.ValidationError(_("The last day comes before the first."))
        return expires_on

    def clean_returned(self):
        returned = self.cleaned_data["returned"]
        if self.instance.kind == InvitationBatch.Kind.EVENT and returned:
            raise forms.ValidationError(_("An event has no letters that could come back."))
        used = self.instance.codes.filter(used_on__isnull=False).count()
        if returned > self.instance.number - used:
            raise forms.ValidationError(
                _("Of %(number)d letters %(used)d were used, so at most %(most)d came back."),
                params={
                    "number": self.instance.number,
                    "used": used,
                    "most": self.instance.number - used,
                },
            )
        return returned
