"""What somebody chooses about the messages they get."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import GovukForm
from core.refusals import Refused
from panel import mail
from panel.forms import CodeForm, code_field
from panel.messages.wishes import NONE, wishes_of
from panel.models import Message, MessageWishes, User
from panel.texts.choosing import number_of
from panel.texts.numbers import read_number, spoken
from panel.texts.sending import are_on
from panel.texts.stopping import has_stopped


class MessagesForm(GovukForm):
    """How often, in which language, and whether about the panel itself."""

    rhythm = forms.ChoiceField(
        label=_("How often may we write to you?"),
        help_text=_(
            "Invitations, results, and what the council did. What would close too soon comes at "
            "once. Codes and receipts always come when you ask for them."
        ),
        choices=[*MessageWishes.Rhythm.choices, (NONE, _("Not at all"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how often we may write")},
    )
    channel = forms.ChoiceField(
        label=_("How may we write to you?"),
        help_text=_("Codes for signing in, receipts and letters to you alone come by e-mail."),
        choices=Message.Channel.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how we write to you")},
    )
    wants_promotion = forms.BooleanField(required=False)
    language = forms.ChoiceField(
        label=_("In which language?"),
        help_text=_("Where something is not translated yet, it comes in English."),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a language")},
    )

    def __init__(self, *args, user: User, **kwargs):
        wishes, number = wishes_of(user), number_of(user)
        self.number = number
        kwargs["initial"] = {
            "rhythm": NONE if mail.has_stopped(user) else wishes.rhythm,
            "channel": Message.Channel.EMAIL if has_stopped(number) else wishes.channel,
            "wants_promotion": wishes.wants_promotion,
            "language": wishes.language or settings.LANGUAGE_CODE,
        }
        super().__init__(*args, **kwargs)
        channel: Any = self.fields["channel"]
        channel.choices = [
            (Message.Channel.EMAIL, _("By e-mail, to %(address)s") % {"address": user.email}),
            (Message.Channel.TEXT, _("By text, to %(number)s") % {"number": spoken(number)}),
        ]
        if not (number and are_on()):
            del self.fields["channel"]
        self.fields["wants_promotion"].label = mail.promotion_in_words()


class MobileNumberForm(GovukForm):
    """A mobile number, as people type it; cleaned to E.164."""

    number = forms.CharField(
        label=_("Your mobile number"),
        help_text=_("A UK number, like 07700 900123. We text you a code to see that it is yours."),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "type": "tel",
                "autocomplete": "tel",
                "spellcheck": "false",
                "class": "govuk-input--width-20",
            }
        ),
        error_messages={
            "required": _("Enter your mobile number"),
            "max_length": _("This number is too long. A mobile number has 11 digits"),
        },
    )

    def clean_number(self) -> str:
        try:
            return read_number(self.cleaned_data["number"])
        except Refused as refusal:
            raise ValidationError(str(refusal)) from None


class LetterCodeForm(GovukForm):
    """The code of a letter, by which somebody is told from others at their address."""

    letter = code_field(_("Enter the code from your letter"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["letter"].label = _("The code from your letter")
        self.fields["letter"].help_text = _("Like BCDFG-HJKM-NPQR. Keep the letter.")
        self.fields["letter"].widget.attrs |= {
            "autocomplete": "off",
            "class": "govuk-input--width-20",
        }


class TextedCodeForm(CodeForm):
    """The code from our text."""

    code = code_field(_("Enter the code from our text"))
