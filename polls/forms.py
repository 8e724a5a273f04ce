"""What people send: one answer, a vote, a receipt number, a reason."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import GovukForm, TextAreaField
from polls.fields import answer_field, comment_field, worded_option, words_field


class AnswerForm(GovukForm):
    """One item on one page: its wording is legend and heading, its hint stays beside it."""

    heading = "answer"

    def __init__(self, *args, item, is_optional=False, **kwargs):
        self.base_fields = {"answer": answer_field(item, is_optional=is_optional)}
        self.worded = worded_option(item)
        if self.worded:
            self.base_fields["words"] = words_field(self.worded)
        if item.has_comment:
            self.base_fields["words"] = comment_field()
        self.item = item
        super().__init__(*args, **kwargs)

    def clean(self):
        """Take somebody's own words only beside the answer that asks for them."""
        cleaned = super().clean()
        chosen = cleaned.get("answer") or []
        chosen = chosen if isinstance(chosen, list) else [chosen]
        if self.item.has_comment and cleaned.get("words") and not cleaned.get("answer"):
            self.add_error("words", _("Choose how you feel too, or empty this box"))
        if self.worded and cleaned.get("words") and str(self.worded.pk) not in chosen:
            self.add_error(
                "words",
                _("Your own words go with “%(answer)s”. Choose that too, or empty this line")
                % {"answer": self.worded.label},
            )
        return cleaned


class ReceiptForm(GovukForm):
    """The number by which answers are taken back."""

    receipt = forms.CharField(
        label=_("Receipt number"),
        help_text=_("16 letters and digits, like 7KQ2-M9XD-3FHA-TT4C"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}
        ),
        error_messages={"required": _("Enter your receipt number")},
    )


class StageForm(GovukForm):
    """An officer's reason to open a stage before its date."""

    stage = forms.ChoiceField(
        label=_("Stage to open now"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a stage"),
            "invalid_choice": _("Choose one of the stages that wait"),
        },
    )
    reason = TextAreaField(
        label=_("Why now"),
        help_text=_("One or two sentences. They are kept in the record with your name."),
        max_length=300,
        error_messages={
            "required": _("Say why you open it now"),
            "max_length": _("Keep the reason to 300 characters"),
        },
    )

    def __init__(self, *args, stages, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = list(stages)
