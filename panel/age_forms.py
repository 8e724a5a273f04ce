"""How people say how old they are: by their date of birth, by an age band, or not at all."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import DateField, DateParts, GovukForm
from panel.ages import OLDEST, age_on, band_of
from panel.models import AgeBand, CouncilSettings

TOO_YOUNG, PREFER_NOT = "under", "prefer-not"
YOUNGEST_TYPED = 5  # who types a year that makes them younger has mistyped it


class BirthField(DateField):
    """A date of birth of somebody living, or None."""

    def __init__(self, **options):
        super().__init__(
            label=_("What is your date of birth?"),
            required=False,
            widget=DateParts(autocomplete="bday"),
            **options,
        )

    def clean(self, value) -> dt.date | None:
        born = super().clean(value)
        if born is None:
            return None
        today = timezone.localdate()
        if born > today:
            raise forms.ValidationError(_("Your date of birth must be in the past"))
        if not YOUNGEST_TYPED <= age_on(born, today) <= OLDEST:
            raise forms.ValidationError(_("Check the year of your birth"))
        return born


class AgeForm(GovukForm):
    """A date of birth, or a band in its place, or only that one is old enough.

    Cleaned to `born`, a date or None, and `age_band`, "" of who prefers not to say. Where both are
    given the date decides: the band may be an answer of earlier.
    """

    born = BirthField(
        help_text=_(
            "For example, 27 3 1984. We keep it encrypted, publish it nowhere, and use it to know "
            "your age group on the day you take part."
        )
    )
    age_band = forms.ChoiceField(
        label=_("How old are you?"),
        help_text=_("We use it to see whether the panel is like the area, never beside your name."),
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.lowest_age = lowest = CouncilSettings.load().minimum_age
        bands: Any = self.fields["age_band"]
        bands.choices = [
            (TOO_YOUNG, _("Under %(age)d") % {"age": lowest}),
            *AgeBand.choices,
            (
                PREFER_NOT,
                _("I am %(age)d or over, and prefer not to say more") % {"age": lowest},
            ),
        ]

    @property
    def shows_bands(self) -> bool:
        """Say whether the bands stand open: they were used, or something is wrong with them."""
        return bool(self["age_band"].value() or self["age_band"].errors)

    @property
    def told(self) -> dict[str, Any]:
        """Return what was said, as `births.note_age` takes it."""
        return {name: self.cleaned_data[name] for name in ("born", "age_band")}

    @property
    def is_too_young(self) -> bool:
        if not self.is_bound or self["born"].errors:
            return False
        if born := self.cleaned_data.get("born"):
            return age_on(born, timezone.localdate()) < self.lowest_age
        return self["age_band"].value() == TOO_YOUNG

    def clean(self):
        cleaned: Any = super().clean()
        if "born" not in cleaned:
            return cleaned
        born, said = cleaned["born"], cleaned.get("age_band", "")
        if born:
            if not self.is_too_young:
                age = age_on(born, timezone.localdate())
                cleaned["age_band"] = band_of(age, lowest_age=self.lowest_age).value
        elif not said and "age_band" not in self.errors:
            self.add_error("born", _("Enter your date of birth, or choose an age band below"))
        elif said == PREFER_NOT:
            cleaned["age_band"] = ""
        return cleaned


class OwnAgeForm(AgeForm):
    """The same for a member, who sees what is kept and corrects it."""

    def __init__(self, *args, born: dt.date | None, age_band: str, **kwargs):
        # A band that was worked out is not shown as chosen: it follows from the date.
        chosen = "" if born else age_band or PREFER_NOT
        super().__init__(*args, **kwargs | {"initial": {"born": born, "age_band": chosen}})
        bands: Any = self.fields["age_band"]
        bands.choices = [choice for choice in bands.choices if choice[0] != TOO_YOUNG]

    def clean(self):
        cleaned: Any = super().clean()
        if self.is_too_young:
            self.add_error(
                "born",
                _(
                    "Members are %(age)d or older. If this date is right, please leave the panel "
                    "for now. You can join again when you are %(age)d"
                )
                % {"age": self.lowest_age},
            )
        return cleaned
