"""The field in which each kind of question is answered."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DONT_KNOW, ScaleField, TextAreaField
from polls.models import Item
from polls.storing import LONGEST_TEXT, LONGEST_WORDS


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
    if item.kind == Item.Kind.TEXT:
        return TextAreaField(
            max_length=LONGEST_TEXT,
            error_messages={
                "required": _("Write your answer"),
                "max_length": _("Your answer is too long. Keep it to 4,000 characters"),
            },
            **shared,
        )
    choices = [(str(option.pk), option.label) for option in item.options.all()]
    if item.has_dont_know:
        choices.append((DONT_KNOW, _("I do not know")))
    if item.kind == Item.Kind.MULTIPLE:
        alone = {
            str(option.pk): option.label for option in item.options.all() if option.is_exclusive
        }
        return SeveralField(choices=choices, alone=alone, **shared)
    return forms.ChoiceField(
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one answer"),
            "invalid_choice": _("Choose one of the answers"),
        },
        **shared,
    )


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


class SeveralField(forms.MultipleChoiceField):
    """Any answers from a list; some of them, and "I do not know", only alone."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {
        "required": _("Choose at least one answer"),
        "invalid_choice": _("Choose from the answers in the list"),
        "both": _("Choose answers, or “%(alone)s”, not both"),
    }

    def __init__(self, *, alone: dict[str, str], **kwargs):
        super().__init__(**kwargs)
        self.alone = {**alone, DONT_KNOW: _("I do not know")}

    def validate(self, value):
        super().validate(value)
        for one in value if len(value) > 1 else ():
            if one in self.alone:
                raise forms.ValidationError(
                    self.error_messages["both"], code="both", params={"alone": self.alone[one]}
                )
