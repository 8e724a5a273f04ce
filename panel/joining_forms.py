"""The last page of joining."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.language import reads
from panel.age_forms import AgeForm
from panel.forms import InvitationField, ShownNameField
from panel.joining import AGREEMENT
from panel.models import Message
from panel.texts.sending import are_on


def language_of_page() -> str:
    """Return the language in which a page is shown, as the settings name it."""
    shown = reads()
    return shown if shown in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class YouForm(AgeForm):
    """Page three: age, the name that others see, how we write, and agreement."""

    display_name = ShownNameField()
    code = InvitationField(
        help_text=_("Your place is noted as invited. Empty the field to join without it.")
    )
    channel = forms.ChoiceField(
        label=_("How may we write to you?"),
        choices=Message.Channel.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    language = forms.ChoiceField(
        label=_("In which language?"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        required=False,
    )
    was_told = forms.BooleanField(
        label=_("Somebody on the panel, or a group that I know, told me about it"), required=False
    )
    agrees = forms.BooleanField(
        label=AGREEMENT,
        error_messages={"required": _("Agree to the rules of the panel to join")},
    )

    def __init__(self, *args, code: str = "", was_told: bool = False, **kwargs):
        initial = {
            "code": code,
            "channel": Message.Channel.EMAIL,
            "language": language_of_page(),
            "was_told": was_told,
        }
        super().__init__(*args, **kwargs | {"initial": initial})
        if not code:
            del self.fields["code"]
        channel: Any = self.fields["channel"]
        channel.choices = [
            (Message.Channel.EMAIL, _("By e-mail")),
            (Message.Channel.TEXT, _("By text, to a mobile number that we ask for next")),
        ]
        if not are_on():
            del self.fields["channel"]
