"""The page on which staff enter a paper, and the small forms around it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.forms import DateField, GovukForm, TextAreaField
from core.refusals import Refused
from panel.models import AgeBand
from polls.about import LONGEST_HOW, LONGEST_NAME, LONGEST_WHOM, About
from polls.branching import rule_in_words
from polls.coded_fields import CodedField, box, codes_in_words, in_tongue
from polls.coding import Code, find_place, value_of
from polls.editions import edition_on, editions_of
from polls.fields import worded_option
from polls.keying import ABOUT, Typed
from polls.models import Item, PersonalSheet, RespondentType, Wave
from polls.models.keying import KEYED_MODES
from polls.models.responses import Format
from polls.numbers import Unfit
from polls.personal_sheets import find_sheet, is_on_sheets, waves_to_key
from polls.speaking import put_in_words
from polls.storing import LONGEST_COMMENT, LONGEST_WORDS, name_of_words

OF_NO_PART = (0, "")  # a question that stands under no heading of a page
TYPES = [Code(str(at), one, str(one.label)) for at, one in enumerate(RespondentType, 1)]


def bands_to_key() -> list[Code]:
    """Return the age bands by the number that stands beside each on paper."""
    return [Code(str(at), band, str(band.label)) for at, band in enumerate(AgeBand, 1)]


def about_fields() -> dict[str, forms.Field]:
    """Return the boxes for who answers, where a questionnaire asks that first."""

    def words(label: str, longest: int) -> forms.CharField:
        return forms.CharField(
            label=label,
            max_length=longest,
            required=False,
            widget=forms.TextInput(attrs=box([])),
        )

    return {
        "type": forms.CharField(
            label=_("Answers as"),
            help_text=codes_in_words(TYPES),
            max_length=60,
            required=False,
            widget=forms.TextInput(attrs=box(TYPES, **{"class": "govuk-input--width-10"})),
        ),
        "name": words(_("Organisation, if it is one"), LONGEST_NAME),
        "represents": words(_("Whom it represents"), LONGEST_WHOM),
        "how_gathered": words(_("How views were gathered"), LONGEST_HOW),
    }


def place_fields() -> dict[str, forms.Field]:
    """Return the boxes by which results are shown: where somebody lives, and their age."""
    bands = bands_to_key()
    return {
        "ward": forms.CharField(
            label=_("Postcode or ward"),
            help_text=_("Only the ward is kept. Empty if the paper does not say."),
            max_length=80,
            required=False,
            widget=forms.TextInput(attrs=box([], **{"class": "govuk-input--width-10"})),
        ),
        "age_band": forms.CharField(
            label=_("Age"),
            help_text=codes_in_words(bands),
            max_length=20,
            required=False,
            widget=forms.TextInput(attrs=box(bands, **{"class": "govuk-input--width-5"})),
        ),
    }


class TypedForm(GovukForm):
    """All questions on one page, in the order of the paper; Tab or Enter leads from box to box."""

    def __init__(self, *args, page, items, tongue="", in_easy_read=False, **kwargs):
        self.items = items
        rules = {item.pk: rule_in_words(item, items) for item in items}
        put_in_words(items, in_welsh=bool(tongue), in_easy_read=in_easy_read)
        super().__init__(*args, **kwargs)
        if page.asks_respondent_type:
            self.fields |= about_fields()
        # A file stays with whoever has it: nothing of it can be typed.
        self.attached = [
            format_html("{}. {}", at, in_tongue(item.wording, tongue))
            for at, item in enumerate(items, 1)
            if item.is_file
        ]
        self.part_of: dict[str, tuple[int, str]] = {}
        part = OF_NO_PART
        for at, item in enumerate(items, 1):
            if item.is_file:
                continue
            if not item.on_same_page:
                heading = item.page_heading and in_tongue(item.page_heading, tongue)
                part = (at, heading) if heading else OF_NO_PART
            field = CodedField(item, at, rule=rules[item.pk], tongue=tongue)
            added: dict[str, forms.Field] = {f"i{item.pk}": field}
            if own := self.words_of(item, tongue):
                added[f"i{name_of_words(item)}"] = own
            self.fields |= added
            self.part_of |= dict.fromkeys(added, part)

    @property
    def parts(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Return the boxes in order, those of one page together, each lot under its heading."""
        of = groupby(self, key=lambda box: self.part_of.get(box.name, OF_NO_PART))
        return ((heading, list(boxes)) for (_at, heading), boxes in of)

    def begin_at(self, name: str) -> None:
        """Have the cursor in this box when the page opens."""
        self.fields[name].widget.attrs["autofocus"] = True

    @staticmethod
    def words_of(item: Item, tongue: str) -> forms.CharField | None:
        """Return the box for what was written beside an answer, where the item has such a line."""
        worded = worded_option(item)
        if not worded and not item.has_comment:
            return None
        return forms.CharField(
            label=format_html("{}: {}", _("Written beside it"), in_tongue(worded.label, tongue))
            if worded
            else _("Written beside it"),
            max_length=LONGEST_COMMENT if item.has_comment else LONGEST_WORDS,
            required=False,
            widget=forms.TextInput(attrs=box([])),
        )

    def clean_type(self) -> str:
        typed = self.cleaned_data["type"].strip()
        try:
            return value_of(typed, TYPES) if typed else ""
        except Unfit as unfit:
            raise forms.ValidationError(str(unfit), code="unfit") from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        of_organisation = any(cleaned.get(name) for name in ABOUT[1:])
        if of_organisation and not About(type=cleaned.get("type") or "").is_organisation:
            words = _("This goes with an organisation only. Type as what it answers, or empty this")
            self.add_error("name", words)
        for item in self.items:
            words = f"i{name_of_words(item)}"
            worded = worded_option(item)
            chosen = cleaned.get(f"i{item.pk}") or []
            chosen = chosen if isinstance(chosen, list) else [chosen]
            lacks = not chosen if item.has_comment else str(worded and worded.pk) not in chosen
            if cleaned.get(words) and f"i{item.pk}" not in self.errors and lacks:
                self.add_error(
                    words, _("These words go with an answer. Type that too, or empty this box")
                )
        return cleaned

    @property
    def typed(self) -> Typed:
        """Return a valid paper."""
        cleaned = self.cleaned_data
        answers = {
            name[1:]: value
            for name, value in cleaned.items()
            if name.startswith("i") and value not in ("", [], {})
        }
        about = {name: cleaned[name] for name in ABOUT if cleaned.get(name)}
        edition = cleaned.get("edition", "")
        place = cleaned.get("ward"), cleaned.get("age_band", "")
        return Typed(answers, *place, about, edition)


class PaperForm(TypedForm):
    """One paper: its number or code, what it says, and where somebody lives if it asks that."""

    number = forms.IntegerField(
        label=gettext_lazy("Paper number"),
        min_value=1,
        max_value=999_999,
        widget=forms.TextInput(
            attrs=box([], inputmode="numeric", **{"class": "govuk-input--width-5"})
        ),
        error_messages={
            "required": gettext_lazy("Enter the number that stands on the paper"),
            "invalid": gettext_lazy("Enter the number of the paper in figures"),
        },
    )

    code = forms.CharField(
        label=gettext_lazy("Code at the foot of the paper"),
        help_text=gettext_lazy("By telephone: on the page that the caller keeps."),
        max_length=40,
        widget=forms.TextInput(attrs=box([], **{"class": "govuk-input--width-20"})),
        error_messages={"required": gettext_lazy("Enter the code that stands on the paper")},
    )

    def __init__(self, *args, batch, by, is_second=False, **kwargs):
        page, self.batch, self.by = batch.page, batch, by
        in_easy_read = batch.format == Format.EASY_READ
        super().__init__(*args, page=page, in_easy_read=in_easy_read, **kwargs)
        if is_second:
            del self.fields["number"]
        editions = editions_of(page)
        if len(editions) > 1:
            self.fields["edition"] = forms.ChoiceField(
                label=_("At the foot of the paper"),
                help_text=_("Its language and the version of its words."),
                choices=[(one.name, one.in_words) for one in editions],
                initial=edition_on(page, batch.received_on).name,
            )
            self.order_fields(["number", "code", "edition"])
        if not is_on_sheets(page):  # else they are known with the code
            del self.fields["code"]
            self.fields |= place_fields()
        if page.is_open_to_all and not is_second:
            self.fields["to"] = forms.EmailField(
                label=_("To stop here: their e-mail address"),
                help_text=_(
                    "They go on where you stopped, through a private link. The address is kept "
                    "nowhere, and this paper is not entered."
                ),
                required=False,
                error_messages={"required": _("Enter the e-mail address that the link goes to")},
                widget=forms.EmailInput(attrs={"autocomplete": "off"}),
            )
        self.begin_at(next(iter(name for name in self.fields if name not in ("number", "edition"))))

    def clean_code(self) -> PersonalSheet:
        try:
            return find_sheet(
                page=self.batch.page,
                wave=self.batch.wave,
                code=self.cleaned_data["code"],
                by=self.by,
            )
        except Refused as refusal:
            raise forms.ValidationError(str(refusal), code="unfit") from None

    def clean_ward(self) -> int | None:
        typed = self.cleaned_data["ward"].strip()
        if not typed:
            return None
        try:
            return find_place(typed).pk
        except Unfit as unfit:
            raise forms.ValidationError(str(unfit), code="unfit") from None

    def clean_age_band(self) -> str:
        typed = self.cleaned_data["age_band"].strip()
        try:
            return value_of(typed, bands_to_key()) if typed else ""
        except Unfit as unfit:
            raise forms.ValidationError(str(unfit), code="unfit") from None


class BatchForm(GovukForm):
    """How a batch came, and when; of a deliberative poll also in which round."""

    wave = forms.ChoiceField(
        label=gettext_lazy("Which round of answers"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the round that stands on the papers")},
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("How they came"),
        choices=[(one.value, one.label) for one in KEYED_MODES],
        widget=forms.RadioSelect,
        initial="paper",
    )
    format = forms.ChoiceField(
        label=pgettext_lazy("of a questionnaire", "Version"), choices=Format.choices
    )
    received_on = DateField(
        label=gettext_lazy("Date received"),
        initial=timezone.localdate,
        help_text=gettext_lazy("What came after the last day is marked as late."),
    )
    is_keyed_twice = forms.BooleanField(
        label=gettext_lazy("Have each paper entered by two people"),
        help_text=gettext_lazy(
            "Such a paper counts once both agree, or every difference is decided."
        ),
        required=False,
    )

    def __init__(self, *args, page, **kwargs):
        super().__init__(*args, **kwargs)
        if is_on_sheets(page):
            waves = waves_to_key(page)
            field = self.fields["wave"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(wave, str(Wave(wave).label)) for wave in waves]
            if len(waves) == 1:
                self.fields["wave"].initial = waves[0]
        else:
            del self.fields["wave"]


class LateForm(GovukForm):
    """Whether late answers count, and why."""

    counts = forms.TypedChoiceField(
        label=gettext_lazy("Late answers"),
        choices=[("no", gettext_lazy("Leave them out")), ("yes", gettext_lazy("Count them"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = TextAreaField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("One or two sentences. They are kept in the record with your name."),
        max_length=300,
        error_messages={
            "required": gettext_lazy("Say why"),
            "max_length": gettext_lazy("Keep the reason to 300 characters"),
        },
    )


class DifferencesForm(GovukForm):
    """One choice for each difference between two people's readings of a paper."""

    def __init__(self, *args, found, **kwargs):
        super().__init__(*args, **kwargs)
        # `found` gives name, label and both answers of each.
        self.fields |= {
            name: forms.ChoiceField(
                label=label,
                choices=[
                    ("first", _("First: %(answer)s") % {"answer": first}),
                    ("second", _("Second: %(answer)s") % {"answer": second}),
                ],
                widget=forms.RadioSelect,
                error_messages={"required": _("Decide: %(label)s") % {"label": label}},
            )
            for name, label, first, second in found
        }
