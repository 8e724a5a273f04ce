"""What somebody chooses about the messages they get."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.forms import GovukForm
from panel import mail
from panel.messages.wishes import NONE, wishes_of
from panel.models import MessageWishes, User


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
    wants_promotion = forms.BooleanField(required=False)
    language = forms.ChoiceField(
        label=_("In which language?"),
        help_text=_("Where something is not translated yet, it comes in English."),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a language")},
    )

    def __init__(self, *args, user: User, **kwargs):
        wishes = wishes_of(user)
        kwargs["initial"] = {
            "rhythm": NONE if mail.has_stopped(user) else wishes.rhythm,
            "wants_promotion": wishes.wants_promotion,
            "language": wishes.language or settings.LANGUAGE_CODE,
        }
        super().__init__(*args, **kwargs)
        self.fields["wants_promotion"].label = mail.promotion_in_words()
