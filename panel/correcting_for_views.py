"""The pages of the CMS on which staff correct what is held on a member, at their request."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from wagtail.admin.widgets import AdminDateInput

from core.forms import REFUSED
from core.refusals import Refused
from panel.age_forms import YOUNGEST_TYPED
from panel.ages import OLDEST, age_on
from panel.correcting_for import (
    AGE,
    EMAIL,
    HOME,
    PARTS,
    correct_age,
    correct_email,
    correct_home,
)
from panel.forms import WardField
from panel.looking import note_looked
from panel.models import AgeBand, LookedAt, Membership
from panel.postcodes import Elsewhere, Found, NotAPostcode, find_ward

MAY = "panel.change_membership"
NOT_TOLD = "not-told"


class CorrectionForm(forms.Form):
    """What all corrections ask for besides: why, and how it was made sure who asks."""

    reason = forms.CharField(
        label=gettext_lazy("Reason, and how you made sure who asks"),
        help_text=gettext_lazy("It is logged with your name. Do not repeat what you correct here."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Give the reason. It is logged with your name.")},
    )
    field_order: list[str] | None = None


class AgeCorrectionForm(CorrectionForm):
    """A date of birth, or a band in its place; what is held now is not shown."""

    born = forms.DateField(
        label=gettext_lazy("Date of birth"),
        required=False,
        widget=AdminDateInput,
        error_messages={"invalid": gettext_lazy("Enter a real date, like 1984-05-27")},
    )
    age_band = forms.ChoiceField(
        label=gettext_lazy("Or the age band"),
        required=False,
        choices=[
            ("", "—"),
            *AgeBand.choices,
            (NOT_TOLD, gettext_lazy("They prefer not to say")),
        ],
    )
    field_order = ["born", "age_band", "reason"]

    def clean_born(self):
        born = self.cleaned_data["born"]
        if born and not YOUNGEST_TYPED <= age_on(born, timezone.localdate()) <= OLDEST:
            raise forms.ValidationError(_("Check the year of birth"))
        return born

    def clean(self):
        cleaned: Any = super().clean()
        born, band = cleaned.get("born"), cleaned.get("age_band", "")
        if "born" in cleaned and not born and not band:
            self.add_error("born", _("Enter the date of birth, or choose an age band"))
        elif born and band:
            self.add_error("age_band", _("Leave this empty: it follows from the date"))
        if band == NOT_TOLD:
            cleaned["age_band"] = ""
        return cleaned


class HomeCorrectionForm(CorrectionForm):
    """A postcode, which finds the ward unless another is chosen."""

    postcode = forms.CharField(
        label=gettext_lazy("Postcode"),
        max_length=12,
        error_messages={"required": gettext_lazy("Enter a full postcode, like BS5 6XX")},
    )
    address_line = forms.CharField(
        label=gettext_lazy("House number or name, and street"),
        help_text=gettext_lazy("Kept as a key alone, by which one home is told from another."),
        required=False,
        max_length=200,
    )
    ward = forms.ModelChoiceField(
        label=gettext_lazy("Ward"),
        help_text=gettext_lazy("Choose one only if the postcode gives the wrong one, or none."),
        queryset=None,
        required=False,
    )
    field_order = ["postcode", "address_line", "ward", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ward"].queryset = WardField.ours()

    def clean(self):
        cleaned: Any = super().clean()
        if "postcode" not in cleaned or "ward" not in cleaned:
            return cleaned
        outcome, chosen = find_ward(cleaned["postcode"]), cleaned["ward"]
        cleaned["ward_source"] = Membership.WardSource.SELF_STATED
        if isinstance(outcome, Found):
            if chosen in (None, outcome.ward):
                cleaned["ward_source"] = Membership.WardSource.POSTCODE
            cleaned["ward"] = chosen or outcome.ward
        elif isinstance(outcome, NotAPostcode | Elsewhere) or chosen is None:
            self.add_error("postcode", outcome.message)
            return cleaned
        cleaned["postcode"] = outcome.postcode
        return cleaned


class EmailCorrectionForm(CorrectionForm):
    """Another address, to which the next code goes."""

    email = forms.EmailField(
        label=gettext_lazy("New e-mail address"),
        max_length=254,
        error_messages={"required": gettext_lazy("Enter an e-mail address, like name@example.org")},
    )
    field_order = ["email", "reason"]


CORRECTIONS: dict[str, tuple[type[CorrectionForm], Callable[..., None]]] = {
    AGE: (AgeCorrectionForm, correct_age),
    HOME: (HomeCorrectionForm, correct_home),
    EMAIL: (EmailCorrectionForm, correct_email),
}


@never_cache
def correct_member(request, pk, part):
    """Ask for what is right and for the reason, then correct it and tell the member."""
    if not request.user.has_perm(MAY):
        raise PermissionDenied
    if part not in CORRECTIONS:
        raise Http404
    people = Membership.objects.exclude(status__in=Membership.GONE).select_related("user", "ward")
    membership = get_object_or_404(people, pk=pk)
    back_url = reverse("membership:index")
    form_class, correct = CORRECTIONS[part]
    form = form_class(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            correct(membership=membership, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(next(iter(form.fields)), str(refusal))
        else:
            messages.success(request, _("Corrected. They are told by e-mail."))
            return redirect(back_url)
    why = _("To correct what is held on a member")
    note_looked(request, [membership.user], page=LookedAt.Page.MEMBER, why=why)
    context = {"form": form, "membership": membership, "back_url": back_url, "part": part}
    context["page_title"] = _("Correct: %(part)s") % {"part": PARTS[part]}
    status = REFUSED if form.errors else 200
    return render(request, "panel/admin/correct_member.html", context, status=status)
