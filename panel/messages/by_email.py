"""Hand letters to the mail server, and tell what it refused from what nobody knows."""

from __future__ import annotations

import smtplib

from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext as _

from panel import mail
from panel.messages.claiming import Letters
from panel.messages.declining import Declined
from panel.models import Bounce, Mailing, User

NO_SUCH_ADDRESS = (550, 551, 553)

# The mail server said no, so that we know that it does not have the message.
SAID_NO = (
    smtplib.SMTPResponseException,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPNotSupportedError,
)


class Post:
    """One connection to the mail server."""

    def __init__(self) -> None:
        self.connection = get_connection()
        self.connection.open()

    def close(self) -> None:
        self.connection.close()

    def renew(self) -> None:
        """Begin another connection after a fault; raise if the server is not there any more."""
        self.connection.close()
        self.connection.open()

    def carry(self, user: User, letters: Letters) -> None:
        """Send one person one or more letters as one; raise `Declined` where the server said no.

        Anything else that is raised leaves open whether it went out.
        """
        letter = mail.addressed(
            user,
            [(words.template, words.context) for _message, words in letters],
            kind="service" if is_service(letters) else "task",
        )
        letter.connection = self.connection
        try:
            letter.send()
        except SAID_NO as refusal:
            note_refused_address(user, letter, refusal)
            raise declined(refusal) from refusal


def is_service(letters: Letters) -> bool:
    return letters[0][0].mailing.kind == Mailing.Kind.SERVICE


def declined(refusal: Exception) -> Declined:
    codes = [getattr(refusal, "smtp_code", 0)]
    if isinstance(refusal, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _words in refusal.recipients.values()]
    why = _("Code %(n)s") % {"n": codes[0] if codes else 0}
    return Declined(why, is_for_good=min(codes, default=0) >= 500)


def note_refused_address(user: User, letter: EmailMessage, refusal: Exception) -> None:
    """Pause an address that the mail server itself says is none."""
    if not isinstance(refusal, smtplib.SMTPRecipientsRefused):
        return
    for code, _words in refusal.recipients.values():
        if code in NO_SUCH_ADDRESS:
            number = mail.number_of(letter.extra_headers["Message-ID"], user.email)
            Bounce.objects.get_or_create(
                message=number,
                defaults={"digest": mail.digest(user.email), "is_hard": True, "status": str(code)},
            )
