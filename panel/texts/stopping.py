"""Stop texts to a number, and begin again: what STOP and START do, and the choice on the site."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from panel import consent, mail
from panel.erasures import Kind, note_erasure
from panel.models import Message, MobileNumber, StoppedAddress, User


@transaction.atomic
def stop(number: str) -> None:
    """Text a number no more, now or after its owner has left; e-mail goes on as it was."""
    stopped, is_new = StoppedAddress.objects.get_or_create(
        digest=mail.digest(number), defaults={"channel": Message.Channel.TEXT}
    )
    if is_new:
        note_erasure(Kind.STOPPED_TEXTS, stopped.digest)
    for user in owners_of(number):
        note(user, consent.Choice.WITHDRAWN, channel=consent.Channel.TEXT)


@transaction.atomic
def start(number: str) -> None:
    """Text a number again, at the wish of who holds the phone; it changes nobody's choice."""
    if resume(number):
        for user in owners_of(number):
            note(user, consent.Choice.GIVEN, channel=consent.Channel.TEXT)


@transaction.atomic
def resume(number: str) -> bool:
    """Take a stop back; return whether there was one."""
    digest = mail.digest(number)
    was_stopped = bool(StoppedAddress.objects.filter(digest=digest).delete()[0])
    if was_stopped:
        note_erasure(Kind.RESUMED, digest)
    return was_stopped


def has_stopped(number: str) -> bool:
    return StoppedAddress.objects.filter(digest=mail.digest(number)).exists()


def owners_of(number: str) -> list[User]:
    """Return who chose texts to this number."""
    chose = MobileNumber.objects.filter(
        number=number, user__message_wishes__channel=Message.Channel.TEXT
    )
    return [row.user for row in chose.select_related("user")]


def note(user: User, choice: str, channel: str = consent.Channel.WEBSITE) -> None:
    """Put on record that somebody wants texts, or no more, if that is news."""
    consent.note_change(
        user=user,
        purpose=consent.Purpose.TEXTS,
        choice=choice,
        channel=channel,
        shown=_("Write to me by text message"),
    )
