"""How task messages come to a person: by e-mail, or as texts to the number that they proved."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from core.refusals import Refused
from panel import consent
from panel.erasures import Kind, digest_of_number, note_erasure
from panel.models import Message, MessageWishes, MobileNumber, User
from panel.texts.stopping import note, resume

WANTS_TEXTS = "wants-texts"  # in the session of who chose texts before their number was proved


@transaction.atomic
def remove(user: User) -> None:
    """Forget a person's number; what we write to them comes by e-mail again."""
    row = MobileNumber.objects.select_for_update().filter(user=user).first()
    if row:
        note_erasure(Kind.NUMBER, digest_of_number(user, row.number))
        row.delete()
    choose_channel(user, Message.Channel.EMAIL)


@transaction.atomic
def choose_channel(user: User, channel: str) -> None:
    """Note how task messages come to a person, and put it on record; texts need a proved number.

    Who asks for texts here takes an earlier STOP back.
    """
    from_text = MessageWishes.objects.filter(user=user, channel=Message.Channel.TEXT)
    if channel != Message.Channel.TEXT:
        if from_text.update(channel=channel):
            note(user, consent.Choice.WITHDRAWN)
        return
    number = number_of(user)
    if not number:
        raise Refused(_("Prove your mobile number first. Then we can text you."))
    resume(number)
    wishes, _is_new = MessageWishes.objects.get_or_create(user=user)
    MessageWishes.objects.filter(pk=wishes.pk).update(channel=channel)
    note(user, consent.Choice.GIVEN)


def number_of(user: User) -> str:
    found = MobileNumber.objects.filter(user=user).values_list("number", flat=True).first()
    return found or ""
