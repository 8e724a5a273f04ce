"""What people send beside their answers: who they are, a receipt number, a reason."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.forms import GovukForm, TextAreaField
from core.refusals import Refused
from polls.about import (
    LONGEST_HOW,
    LONGEST_NAME,
    LONGEST_WHOM,
    age_choices,
    asks_age,
    asks_ward,
)
from polls.judging import text_of
from polls.models import JudgedWords, PublishingChoice, RespondentType
from polls.models.words import LONGEST_PRINTED
from polls.places import PlaceField

MOST_PHRASES = 200  # taken out of one answer


class WhoForm(GovukForm):
    """As what somebody answers, and from where; only what a questionnaire asks of them."""

    def __init__(self, *args, page, who, **kwargs):
        self.base_fields = {}
        if page.asks_respondent_type:
            self.base_fields["type"] = forms.ChoiceField(
                label=_("Who are you answering as?"),
                help_text=_("If several fit, choose the one that this is most about for you."),
                choices=RespondentType,
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Choose who you are answering as"),
                    "invalid_choice": _("Choose one of these"),
                },
            )
        if asks_age(page, who):
            self.base_fields["age"] = forms.ChoiceField(
                label=_("How old are you?"),
                choices=age_choices(),
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Choose how old you are"),
                    "invalid_choice": _("Choose one of these"),
                },
            )
        if asks_ward(page, who):
            self.base_fields["ward"] = PlaceField(
                label=_("Where do you live? (optional)"),
                help_text=_("So that we can say how people in each ward see it."),
                has_map=False,
                has_dont_know=False,
                required=False,
            )
        super().__init__(*args, **kwargs)


class OrganisationForm(GovukForm):
    """For whom an organisation speaks, and how it knows."""

    name = forms.CharField(
        label=_("Name of the organisation"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={
            "required": _("Enter the name of the organisation"),
            "max_length": _("Keep the name to 200 characters"),
        },
    )
    represents = forms.CharField(
        label=_("Whom does it represent?"),
        help_text=_("For example: 140 traders in the High Street"),
        max_length=LONGEST_WHOM,
        error_messages={
            "required": _("Say whom the organisation represents"),
            "max_length": _("Keep this to 300 characters"),
        },
    )
    how_gathered = TextAreaField(
        label=_("How did you gather your members’ views?"),
        help_text=_("For example: at a meeting of 30 members. If you did not, say so."),
        max_length=LONGEST_HOW,
        error_messages={
            "required": _("Say how you gathered their views"),
            "max_length": _("Keep this to 1,000 characters"),
        },
    )


class AddressForm(GovukForm):
    """Where one message goes, once; the address is kept nowhere."""

    address = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send one message and do not keep the address."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your e-mail address"),
            "invalid": _("Enter an e-mail address such as name@example.org"),
        },
    )


class SendForm(GovukForm):
    """Nothing to fill in: what it says is why answers were not sent yet."""


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


class PublishingForm(GovukForm):
    """Whether what somebody wrote may be published, and under which name."""

    heading = "choice"
    option_hints = {
        "choice": {
            "named": _("The name below stands above what you wrote, for everybody to read."),
            "anonymous": _(
                "What you wrote is read by everybody. No name, ward or age goes with it."
            ),
            "no": _("The council reads it and counts your answers. Nobody else sees it."),
        }
    }

    choice = forms.ChoiceField(
        label=_("May we publish what you wrote in your own words?"),
        choices=PublishingChoice.Choice.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose whether we may publish what you wrote"),
            "invalid_choice": _("Choose one of these three answers"),
        },
    )
    name = forms.CharField(
        label=_("Name or organisation to print"),
        help_text=_("Only if you chose to be published with it."),
        required=False,
        max_length=LONGEST_PRINTED,
        error_messages={"max_length": _("Keep the name to 200 characters")},
    )

    def clean(self):
        """Ask for a name where it is to be printed."""
        cleaned = super().clean()
        is_named = cleaned.get("choice") == PublishingChoice.Choice.NAMED
        if is_named and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", _("Enter the name to print, or choose another answer"))
        return cleaned


class ChangePublishingForm(ReceiptForm, PublishingForm):
    """The same later, with the number of the answers that it is about."""

    heading = None
    field_order = ["receipt", "choice", "name"]


class JudgeForm(GovukForm):
    """One decision on what somebody wrote."""

    phrases = TextAreaField(
        label=_("Take these words out"),
        help_text=_(
            "A word or phrase on each line, as it stands in the answer. Wherever it stands, "
            "“[redacted]” takes its place."
        ),
        required=False,
    )
    reason = forms.ChoiceField(
        label=_("Reason"),
        required=False,
        choices=[("", _("Choose a reason")), *JudgedWords.Reason.choices],
        widget=forms.Select,
    )
    state = forms.ChoiceField(choices=JudgedWords.State.choices, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, text, **kwargs):
        super().__init__(*args, **kwargs)
        self.text = text

    def clean(self):
        """Say beside the field what a decision still needs."""
        cleaned = super().clean()
        state = cleaned.get("state")
        if state != JudgedWords.State.APPROVED and not cleaned.get("reason"):
            self.add_error("reason", _("Choose a reason"))
        if state == JudgedWords.State.REDACTED:
            phrases = cleaned.get("phrases", "").splitlines()[:MOST_PHRASES]
            try:
                text_of(self.text, state, phrases)
            except Refused as refusal:
                self.add_error("phrases", str(refusal))
            cleaned["phrases"] = phrases
        return cleaned


class ThemeForm(GovukForm):
    """The name of a theme, new or changed."""

    label = forms.CharField(
        label=_("New theme"),
        help_text=_("A few words, such as “More benches”."),
        max_length=80,
        error_messages={
            "required": _("Enter a name for the theme"),
            "max_length": _("Keep the name to 80 characters"),
        },
    )


class CodeForm(GovukForm):
    """What one answer is about; nothing ticked means none of these."""

    themes = forms.ModelMultipleChoiceField(
        label=_("What is it about?"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose themes of this question")},
    )
    alike = forms.BooleanField(required=False)
    answer = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, item, others, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["themes"].queryset = item.themes.all()
        if others:
            words = ngettext(
                "Mark the %(n)d other answer in the same words as well",
                "Mark the %(n)d other answers in the same words as well",
                others,
            )
            self.fields["alike"].label = words % {"n": others}
        else:
            del self.fields["alike"]
