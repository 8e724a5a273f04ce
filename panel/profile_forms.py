"""What a member fills in about themselves: every question may be left, and none is bundled."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import GovukForm
from panel.models import QuestionSet

MOST_WORDS = 100


class ProfileForm(GovukForm):
    """The questions of one set, with what was answered before."""

    def __init__(self, *args, question_set: QuestionSet, answers: dict, words: dict, **kwargs):
        self.question_set = question_set
        super().__init__(*args, **kwargs)
        for question in question_set.questions:
            self.fields[question.code] = forms.ChoiceField(
                label=question.label,
                help_text=question.hint,
                choices=question.choices,
                widget=forms.RadioSelect,
                required=False,
                initial=answers.get(question.code, ""),
            )
            if question.takes_words:
                self.fields[name_of_words(question)] = words_field(words.get(question.code, ""))
        if len(question_set.questions) == 1:
            self.heading = question_set.questions[0].code

    def clean(self):
        """Take somebody's own words only beside an answer that asks for them."""
        cleaned = super().clean() or {}
        for question in self.question_set.questions:
            name = name_of_words(question)
            if cleaned.get(name) and not question.has_words(cleaned.get(question.code, "")):
                takes = [label for code, label in question.options if question.has_words(code)]
                self.add_error(
                    name,
                    _("Your own words go with one of these answers: %(answers)s. Or empty this.")
                    % {"answers": "; ".join(takes)},
                )
        return cleaned

    @property
    def answers(self) -> dict[str, str]:
        codes = [question.code for question in self.question_set.questions]
        return {code: self.cleaned_data.get(code, "") for code in codes}

    @property
    def words(self) -> dict[str, str]:
        named = {q.code: name_of_words(q) for q in self.question_set.questions}
        return {code: self.cleaned_data.get(name, "") for code, name in named.items()}


def name_of_words(question) -> str:
    return f"{question.code}_words"


def words_field(initial: str) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("In your own words (optional)"),
        help_text=gettext_lazy("Kept apart from all else, and shown to nobody but you."),
        max_length=MOST_WORDS,
        required=False,
        initial=initial,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-20"}),
        error_messages={"max_length": gettext_lazy("Write at most 100 characters")},
    )
