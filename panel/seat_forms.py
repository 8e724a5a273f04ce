"""What staff fill in to ask for volunteers, to write to a panel and to fill its free seats."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.refusals import Refused
from panel.frames import EVERYBODY, frame_of_group
from panel.named_groups import named_groups
from panel.profiles import variables


def day_field(**kwargs: Any) -> forms.DateField:
    """Return a field for a day that somebody replies by."""
    return forms.DateField(
        label=_("Reply by"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": _("Give the day by which they reply"),
            "invalid": _("Give the day like 2026-01-31"),
        },
        **kwargs,
    )


class CallForm(forms.Form):
    """A letter that asks members whether they would like to serve."""

    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        help_text=_("Members read it: such as Citizens’ assembly on streets."),
        error_messages={"required": _("Give the call a title")},
    )
    about = forms.CharField(
        label=_("What it is for"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What the panel does, when it meets, and what members get for it."),
        error_messages={"required": _("Say what it is for")},
    )
    segment = forms.ChoiceField(label=_("Who is asked"), required=False)
    features = forms.MultipleChoiceField(
        label=_("What the draw may go by, of what members told about themselves"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Tick only what you set quotas for. Each volunteer decides whether to lend it; who "
            "does not is drawn as somebody who did not tell. Ward and age band are always known."
        ),
    )
    reply_by = day_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        segment: Any = self.fields["segment"]
        features: Any = self.fields["features"]
        named = [(code, group.name) for code, group in named_groups().items()]
        segment.choices = [("", _("All active members")), *named]
        features.choices = [(variable.name, variable.title) for variable in variables()]

    def clean(self):
        super().clean()
        try:
            code = self.cleaned_data.get("segment", "")
            self.cleaned_data["frame"] = frame_of_group(code) if code else EVERYBODY
        except Refused as refusal:
            self.add_error("segment", str(refusal))
        return self.cleaned_data

    def asked_for(self) -> dict:
        named = ("title", "about", "features", "frame", "reply_by")
        return {name: self.cleaned_data[name] for name in named}


class SeatLetterForm(forms.Form):
    """A letter to who sits on a panel."""

    subject = forms.CharField(
        label=_("Subject"), max_length=120, error_messages={"required": _("Give a subject")}
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Plain text. Each gets a letter of their own, with their name in front."),
        error_messages={"required": _("Write what they read")},
    )
    reply_by = day_field(
        required=False,
        help_text=_(
            "With a day the letter offers the seat to those who have not replied, with a link to "
            "take it or to give it up. Without one it goes to all who have not given their seat up."
        ),
    )


class FillSeatsForm(forms.Form):
    """Which seats are filled again besides those that were given up."""

    with_late = forms.BooleanField(label="", required=False)
