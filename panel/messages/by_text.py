"""Hand messages over as texts: short words, one text for what comes together, each at most once."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.template import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from panel import mail
from panel.messages.claiming import Letters
from panel.models import CouncilSettings, User
from panel.texts import sending
from panel.texts.reference import reference_of

# What GOV.UK Notify takes is 918 characters; the name of the service stands before it.
MOST_CHARACTERS = 800


@cache
def has_text(template: str) -> bool:
    """Say whether there are short words for a letter; what has none goes by e-mail."""
    try:
        get_template(f"{template}_text.txt")
    except TemplateDoesNotExist:
        return False
    return True


class Texts:
    """The way by which this site sends texts, for one round."""

    def __init__(self) -> None:
        self.way = sending.way()

    def close(self) -> None:
        """Leave nothing open."""

    def renew(self) -> None:
        """Begin anew after a fault; each text is a request of its own."""

    def carry(self, user: User, letters: Letters) -> None:
        """Send one person one or more messages as one text; raise `Declined` if it was refused.

        What was handed over before, and nobody knew whether it went out, is asked for first.
        """
        reference = reference_of(message.pk for message, _words in letters)
        was_tried = any(message.tries > 1 for message, _words in letters)
        if was_tried and self.way.was_taken(reference):
            return
        self.way.send(user.mobile_number.number, words_of(user, letters), reference)  # type: ignore[attr-defined]


def words_of(user: User, letters: Letters) -> str:
    """Return what a text says, in the person's language, and how to stop texts."""
    council = CouncilSettings.load()
    common = {"council": council, "site_url": settings.SITE_URL, "user": user}
    with translation.override(mail.language_of(user) or settings.LANGUAGE_CODE):
        said = [
            " ".join(render_to_string(f"{w.template}_text.txt", common | w.context).split())
            for _message, w in letters
        ]
        foot = (
            _("To stop texts, reply STOP.")
            if sending.take_replies()
            else _("To stop: %(address)s") % {"address": mail.stop_address(user)}
        )
        return "\n\n".join([*shortened(said), foot])


def shortened(said: list[str]) -> list[str]:
    """Keep as many as one text holds, and say where the others are."""
    kept: list[str] = []
    for words in said:
        if kept and sum(map(len, kept)) + len(words) > MOST_CHARACTERS - 200:
            more = {"n": len(said) - len(kept), "address": f"{settings.SITE_URL}/account/"}
            return [*kept, _("And %(n)d more: %(address)s") % more]
        kept.append(words[: MOST_CHARACTERS - 200])
    return kept
