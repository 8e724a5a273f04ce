"""The two forms of answering with a member: who it is, and what they say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.forms import GovukForm
from core.refusals import Refused
from panel.models import User
from polls.assisting import find_member
from polls.coded_fields import in_tongue, together
from polls.keying import Typed
from polls.keying_forms import TypedForm
from polls.models import Item, Wave
from polls.models.responses import Mode
from polls.personal_sheets import waves_open
from polls.saying import ends_of

OFF = {"autocomplete": "off", "spellcheck": "false"}  # the next member uses the same page


class CallerForm(GovukForm):
    """Who is on the telephone or in the room, by what they say of themselves."""

    wave = forms.ChoiceField(
        label=gettext_lazy("Which round of answers"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a round")},
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("Where they are"),
        choices=[
            (Mode.PHONE.value, gettext_lazy("On the telephone")),
            (Mode.EVENT.value, gettext_lazy("In the room, as in a library or at an event")),
        ],
        widget=forms.RadioSelect,
        initial=Mode.PHONE.value,
    )
    address = forms.EmailField(
        label=gettext_lazy("Their e-mail address"),
        error_messages={"required": gettext_lazy("Enter the e-mail address of their account")},
        widget=forms.EmailInput(attrs=OFF),
    )
    postcode = forms.CharField(
        label=gettext_lazy("Their postcode"),
        help_text=gettext_lazy("Nobody is found by one of the two alone."),
        max_length=12,
        error_messages={"required": gettext_lazy("Enter the postcode of their home")},
        widget=forms.TextInput(attrs=OFF | {"class": "govuk-input--width-10"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Name that others see, where several share the address"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs=OFF),
    )

    def __init__(self, *args, page, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.page, self.by = page, by
        self.person: User | None = None
        waves = waves_open(page)
        field = self.fields["wave"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(wave, str(Wave(wave).label)) for wave in waves]
        if len(waves) == 1:
            field.initial, field.required, field.widget = waves[0], False, forms.HiddenInput()

    def clean_wave(self) -> str:
        return self.cleaned_data["wave"] or self.fields["wave"].initial

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        who = {name: cleaned[name] for name in ("wave", "address", "postcode", "name")}
        try:
            self.person = find_member(page=self.page, by=self.by, **who)
        except Refused as refusal:
            self.add_error("address", str(refusal))
        return cleaned


def read_with(item: Item) -> list[str]:
    """Return what belongs to a question and stands on paper, but not beside the box of a paper."""
    said = [item.hint, ends_of(item)]
    if item.kind == Item.Kind.NUMBER:
        said.append(item.numbers.limits or item.unit)
    if item.kind == Item.Kind.MULTIPLE and (item.fewest or item.most):
        said.append(item.how_many(len(item.options.all())).limits)
    return [one for one in said if one]


class SpokenForm(TypedForm):
    """All questions of a round, to be read aloud and typed; it says of nobody who answers."""

    edition = forms.CharField(max_length=12, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        tongue = kwargs.get("tongue", "")
        for item in self.items:
            if field := self.fields.get(f"i{item.pk}"):
                aloud = [in_tongue(one, tongue) for one in read_with(item)]
                field.help_text = together(*aloud, str(field.help_text))
        self.begin_at(next(iter(name for name in self.fields if name != "edition")))

    @property
    def typed(self) -> Typed:
        return replace(super().typed, edition=self.cleaned_data["edition"])
