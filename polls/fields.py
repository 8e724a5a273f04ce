"""The field in which each kind of question is answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import DONT_KNOW, CountedField, ScaleField, TextAreaField
from polls.choosing import HowMany
from polls.entries import DayField, EntryField, NumberField, RankingField
from polls.files import SentFileField
from polls.grids import GapField, MatrixField
from polls.models import Item
from polls.models.responses import Missing
from polls.places import PlaceField
from polls.storing import LONGEST_COMMENT, LONGEST_WORDS


def answer_field(item, *, is_optional: bool) -> forms.Field:
    """Return the field in which an item is answered."""
    shared = {
        "label": item.wording,
        "help_text": item.hint,
        "required": item.is_required and not is_optional,
    }
    if item.kind == Item.Kind.SCALE:
        return ScaleField(
            low=item.low_label,
            middle=item.middle_label,
            high=item.high_label,
            has_dont_know=item.has_dont_know,
            **shared,
        )
    if not item.has_figures:
        return text_field(item, shared) if item.is_text else file_field(item, shared)
    if item.has_rows:
        return grid_field(item, shared)
    if item.is_place or item.kind in (Item.Kind.NUMBER, Item.Kind.DATE, Item.Kind.RANKING):
        return typed_field(item, shared)
    choices = [(str(option.pk), option.label) for option in item.shown_options]
    if item.has_dont_know:
        choices.append((DONT_KNOW, _("I do not know")))
    if item.has_prefer_not:
        choices.append((Missing.PREFER_NOT.value, Missing.PREFER_NOT.label))
    if item.kind == Item.Kind.MULTIPLE:
        alone = {
            str(option.pk): option.label for option in item.options.all() if option.is_exclusive
        }
        count = item.how_many(len(item.options.all()))
        shared["help_text"] = with_limits(item, count.limits if item.fewest or item.most else "")
        return SeveralField(choices=choices, alone=alone, count=count, **shared)
    return forms.ChoiceField(
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one answer"),
            "invalid_choice": _("Choose one of the answers"),
        },
        **shared,
    )


def text_field(item, shared) -> forms.CharField:
    field = CountedField if item.kind == Item.Kind.SHORT else TextAreaField
    most = item.most_characters
    return field(
        max_length=most,
        error_messages={
            "required": _("Write your answer"),
            "max_length": gettext("Your answer is too long. Keep it to %(n)s characters")
            % {"n": f"{most:,}"},
        },
        **shared,
    )


def file_field(item, shared) -> SentFileField:
    accepted = _(
        "A PDF, a Word document or a JPEG or PNG picture, up to 5 MB. From a picture we take out "
        "where, when and with what it was taken. A PDF or Word document stays as it is, and may "
        "hold the name of whoever wrote it."
    )
    return SentFileField(**shared | {"help_text": with_limits(item, accepted)})


def typed_field(item, shared) -> EntryField:
    """Return the field of a number, a date, a place or an order."""
    shared["has_dont_know"] = item.has_dont_know
    if item.is_place:
        return PlaceField(has_map=item.kind == Item.Kind.PLACE, **shared)
    if item.kind == Item.Kind.NUMBER:
        shared["help_text"] = with_limits(item, item.numbers.limits)
        return NumberField(item.numbers, **shared)
    if item.kind == Item.Kind.DATE:
        shared["help_text"] = with_limits(item, item.days.limits or _("For example, 27 3 2026."))
        return DayField(item.days, **shared)
    options = {str(option.pk): option.label for option in item.shown_options}
    count = item.how_many(len(options))
    shared["help_text"] = with_limits(item, count.ways_to_rank(len(options)))
    return RankingField(options, count, **shared)


def grid_field(item, shared) -> EntryField:
    """Return the field of a question with rows."""
    rows = {str(row.pk): row.label for row in item.shown_rows}
    if item.kind == Item.Kind.GAP:
        ends = {"low": item.low_label, "middle": item.middle_label, "high": item.high_label}
        return GapField(rows, ends=ends, has_dont_know=item.has_dont_know, **shared)
    options = {str(option.pk): option.label for option in item.options.all()}
    return MatrixField(rows, options, has_dont_know=item.has_dont_know, **shared)


def with_limits(item, sentence: Any) -> str:
    """Return an item's hint, and then what can be answered."""
    return " ".join(str(part) for part in (item.hint, sentence) if part)


def worded_option(item):
    """Return the option of an item that asks for own words, if it has one."""
    if not item.has_options:
        return None
    return next((option for option in item.options.all() if option.takes_words), None)


def words_field(option) -> forms.CharField:
    return forms.CharField(
        label=_("If you chose “%(answer)s”: what? (optional)") % {"answer": option.label},
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": _("Keep it to 200 characters")},
    )


def comment_field() -> TextAreaField:
    return TextAreaField(
        label=_("What makes you feel like that? (optional)"),
        max_length=LONGEST_COMMENT,
        required=False,
        error_messages={"max_length": _("What you wrote is too long. Keep it to 1,000 characters")},
    )


class SeveralField(forms.MultipleChoiceField):
    """Any answers from a list; some of them, and "I do not know", only alone."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {
        "required": _("Choose at least one answer"),
        "invalid_choice": _("Choose from the answers in the list"),
        "both": _("Choose answers, or “%(alone)s”, not both"),
    }

    def __init__(self, *, alone: dict[str, str], count: HowMany, **kwargs):
        super().__init__(**kwargs)
        self.count = count
        self.alone = {**alone, DONT_KNOW: _("I do not know")}

    def validate(self, value):
        super().validate(value)
        for one in value if len(value) > 1 else ():
            if one in self.alone:
                raise forms.ValidationError(
                    self.error_messages["both"], code="both", params={"alone": self.alone[one]}
                )
        is_alone = any(one in self.alone for one in value)
        if value and not is_alone and (refusal := self.count.refusal_of(len(value))):
            raise forms.ValidationError(refusal, code="how_many")
