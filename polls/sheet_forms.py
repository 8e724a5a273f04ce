"""The form by which sheets are printed for people who answer a deliberative poll offline."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.forms import GovukForm, TextAreaField
from panel.models import User
from polls.editions import LANGUAGES
from polls.formats import offered_by
from polls.models import Wave
from polls.models.responses import Format
from polls.personal_sheets import MOST_AT_ONCE, people_known_by, refusal_of_sheet, waves_open
from polls.speaking import CYMRAEG


class SheetsForm(GovukForm):
    """For whom, for which round, and how the sheets look."""

    wave = forms.ChoiceField(
        label=gettext_lazy("Which round of answers"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a round")},
    )
    people = TextAreaField(
        label=gettext_lazy("For whom"),
        help_text=gettext_lazy(
            "The e-mail address of their account, one on each line. Where several people share an "
            "address, add a comma and the name that others see."
        ),
        max_length=12_000,
        error_messages={
            "required": gettext_lazy("Enter the address of at least one person"),
            "max_length": gettext_lazy("Print fewer sheets at once"),
        },
    )
    format = forms.ChoiceField(
        label=gettext_lazy("Print"),
        widget=forms.RadioSelect,
        initial=Format.STANDARD,
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), widget=forms.RadioSelect)

    def __init__(self, *args, page, **kwargs):
        super().__init__(*args, **kwargs)
        self.page = page
        waves = waves_open(page)
        self.choices_of("wave", [(wave, str(Wave(wave).label)) for wave in waves])
        if len(waves) == 1:
            self.fields["wave"].initial = waves[0]
        self.choices_of("format", [(one.value, str(one.label)) for one in offered_by(page)])
        if page.speaks_welsh:
            languages = (settings.LANGUAGE_CODE, CYMRAEG)
            self.choices_of("language", [(one, LANGUAGES[one]) for one in languages])
            self.fields["language"].initial = settings.LANGUAGE_CODE
        else:
            del self.fields["language"]

    def choices_of(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_people(self) -> dict[User, str]:
        """Return the people by their lines, or say what is wrong with every line of nobody."""
        lines = [line.strip() for line in self.cleaned_data["people"].splitlines() if line.strip()]
        if len(lines) > MOST_AT_ONCE:
            raise forms.ValidationError(
                ngettext(
                    "Print for %(n)d person at once", "Print for %(n)d people at once", MOST_AT_ONCE
                )
                % {"n": MOST_AT_ONCE}
            )
        found: dict[User, str] = {}
        faults = []
        for line in lines:
            address, _comma, name = (part.strip() for part in line.partition(","))
            people = people_known_by(address, name)
            if len(people) == 1:
                found[people[0]] = line
            elif people:
                faults.append(_("%(line)s: several people share this address") % {"line": line})
            else:
                faults.append(_("%(line)s: nobody has this address") % {"line": line})
        if faults:
            raise forms.ValidationError(faults)
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("wave") and cleaned.get("people"):
            refusals = (
                refusal_of_sheet(self.page, cleaned["wave"], one) for one in cleaned["people"]
            )
            for refusal in filter(None, refusals):
                self.add_error("people", refusal)
        return cleaned
