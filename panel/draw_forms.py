"""What staff fill in to have a panel drawn."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.refusals import Refused
from panel.draw_as_test import AsTestForm
from panel.drawing import MOST_SEATS
from panel.frames import EVERYBODY, Frame, call_of, frame_of_call, frame_of_group
from panel.models import Draw, VolunteerCall
from panel.named_groups import named_groups
from panel.quotas import proportional_quotas, quotas_of_both, quotas_of_file

CALL = "call-"
CALLS_OFFERED = 50


class DrawForm(AsTestForm):
    """A draw to be made; `asked_for()` says what, in the words of `plan_draw`."""

    CENSUS, BOTH, FILE, NONE = "census", "age-by-sex", "file", "none"
    QUOTAS = (
        (
            CENSUS,
            _(
                "As people live here: each ward and age band gets its share by the census, and "
                "each group that the volunteers tell, where it has counts"
            ),
        ),
        (
            BOTH,
            _(
                "As people live here, and each age of each sex too: for volunteers who were asked "
                "to lend their sex, where the census on file counts age by sex"
            ),
        ),
        (FILE, _("From a file")),
        (NONE, _("No quotas")),
    )

    title = forms.CharField(
        label=_("Title"), max_length=120, error_messages={"required": _("Give the draw a title")}
    )
    purpose = forms.CharField(
        label=_("What it is for"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    size = forms.IntegerField(
        label=_("Seats"),
        min_value=1,
        max_value=MOST_SEATS,
        initial=40,
        error_messages={
            "required": _("Give the number of seats"),
            "invalid": _("Give the number of seats in figures"),
            "min_value": _("Give at least 1 seat"),
            "max_value": _("Give at most %(limit_value)s seats"),
        },
    )
    pool = forms.ChoiceField(
        label=_("Drawn from"),
        required=False,
        help_text=_(
            "Quotas over what people told about themselves, such as sex or ethnic group, need "
            "volunteers who let this draw go by it."
        ),
    )
    quotas_from = forms.ChoiceField(
        label=_("Quotas"), choices=QUOTAS, initial=CENSUS, widget=forms.RadioSelect
    )
    file = forms.FileField(
        label=_("File of quotas"),
        required=False,
        help_text=_(
            "A CSV with the columns feature, value, min and max, over ward, age_band and what the "
            "volunteers lend: such as sex, ethnic_group or disabled. Who lends their sex can be "
            "drawn by age_by_sex too, with values like “female 16-24”."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    without_answer = forms.ChoiceField(
        label=_("Volunteers who did not tell what the quotas ask for"),
        choices=Draw.WithoutAnswer,
        initial=Draw.WithoutAnswer.APART,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("The page of the call says how many they are."),
    )
    algorithm = forms.ChoiceField(
        label=_("Method"),
        choices=Draw.Algorithm,
        initial=Draw.Algorithm.LEXIMIN,
        widget=forms.RadioSelect,
    )
    one_per_household = forms.BooleanField(
        label=_("At most one person a household"),
        required=False,
        help_text=_("Members whose home we do not know count as living alone."),
    )
    is_public = forms.BooleanField(
        label=_("Draw in public"),
        required=False,
        help_text=_(
            "The lottery becomes a list of 1,000 panels, which you publish. Then three digits, "
            "made where people can watch, choose one of them."
        ),
    )
    public_act = forms.CharField(
        label=_("How and when the number is drawn"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "For a public draw. Everybody reads it: such as three ten-sided dice, City Hall, "
            "Friday 5pm."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        pool: Any = self.fields["pool"]
        segments = [(code, group.name) for code, group in named_groups().items()]
        calls = [
            (f"{CALL}{call.pk}", call.title) for call in VolunteerCall.objects.all()[:CALLS_OFFERED]
        ]
        pool.choices = [
            ("", _("All active members")),
            *([(_("Who said yes to"), calls)] if calls else []),
            *([(_("Segment"), segments)] if segments else []),
        ]

    def frame(self, pool: str) -> Frame:
        if pool.startswith(CALL):
            return frame_of_call(VolunteerCall.objects.get(pk=pool.removeprefix(CALL)))
        return frame_of_group(pool) if pool else EVERYBODY

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("is_public") and not cleaned.get("public_act", "").strip():
            self.add_error("public_act", _("Say how and when the number is drawn"))
        if cleaned.get("is_public") and cleaned.get("is_test"):
            self.add_error("is_public", _("A test is not published. Take one of the two out."))
        if not self.errors:
            field = "pool"  # beside what is refused
            try:
                cleaned["frame"] = self.frame(cleaned.get("pool", ""))
                field = "file" if self.is_from_file(cleaned) else "quotas_from"
                call = call_of(cleaned["frame"])
                cleaned["quotas"] = self.quotas(cleaned, call.features if call else [])
            except Refused as refusal:
                self.add_error(field, str(refusal))
        return cleaned

    def is_from_file(self, cleaned) -> bool:
        return cleaned.get("quotas_from") == self.FILE

    def quotas(self, cleaned, told):
        if cleaned["quotas_from"] == self.CENSUS:
            return proportional_quotas(cleaned["size"], told)
        if cleaned["quotas_from"] == self.BOTH:
            return quotas_of_both(cleaned["size"], told)
        if not self.is_from_file(cleaned):
            return ()
        if not cleaned.get("file"):
            raise Refused(_("Choose a file of quotas"))
        try:
            return quotas_of_file(cleaned["file"].read().decode("utf-8-sig"), told)
        except UnicodeDecodeError as wrong:
            raise Refused(_("This file is not in UTF-8. Save it as “CSV UTF-8”.")) from wrong

    def asked_for(self) -> dict:
        named = ("title", "purpose", "size", "quotas", "algorithm", "one_per_household", "is_test")
        asked = {name: self.cleaned_data[name] for name in (*named, "frame")}
        asked["without_answer"] = self.cleaned_data["without_answer"] or Draw.WithoutAnswer.APART
        is_public, act = self.cleaned_data["is_public"], self.cleaned_data["public_act"].strip()
        return asked | {
            "seed": self.cleaned_data["seed"] or None,
            "public_act": act if is_public else "",
        }


class NumberForm(forms.Form):
    """The number that was drawn in public, given twice so that no slip of the hand chooses."""

    number = forms.CharField(
        label=_("Number drawn"),
        max_length=3,
        help_text=_("Three digits, from 000 to 999."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Give the three digits")},
    )
    again = forms.CharField(
        label=_("The same number again"),
        max_length=3,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Give the three digits again")},
    )

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        if not self.errors and cleaned["number"] != cleaned["again"]:
            self.add_error("again", _("The two numbers differ. Give the one that was drawn"))
        return cleaned
