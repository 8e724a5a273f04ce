"""Note how somebody wants to be written to, with what they were shown, and act on it at once."""

from __future__ import annotations

from django.db import transaction

from panel import consent, mail
from panel.messages.own import messages_to, of_these
from panel.models import Mailing, Message, MessageWishes, User
from panel.texts.choosing import choose_channel

NONE = "none"  # what a form offers beside the rhythms: no task messages at all
Purpose, Choice = consent.Purpose, consent.Choice


def wishes_of(user: User) -> MessageWishes:
    """Return somebody's wishes, with the usual ones where they never said any."""
    return MessageWishes.objects.filter(user=user).first() or MessageWishes(user=user)


@transaction.atomic
def choose_messages(
    *, user: User, rhythm: str, wants_promotion: bool, language: str, channel: str = ""
) -> MessageWishes:
    """Note whether, how often, how and in which language somebody wants to be written to.

    Without a channel that stays as it is.
    """
    wishes, _is_new = MessageWishes.objects.get_or_create(user=user)
    if rhythm == NONE:
        mail.stop(user)
    else:
        if mail.has_stopped(user):
            mail.resume(user)
        if rhythm != wishes.rhythm:
            consent.note(
                user=user,
                purpose=Purpose.NEWS,
                choice=Choice.GIVEN,
                about=rhythm,
                shown=str(MessageWishes.Rhythm(rhythm).label),
            )
        wishes.rhythm = rhythm
    if rhythm == NONE:
        wants_promotion = False
    if wants_promotion:
        mail.note_promotion(user, Choice.GIVEN, consent.Channel.WEBSITE)
    else:
        mail.stop_promotion(user, consent.Channel.WEBSITE)
    wishes.wants_promotion = wants_promotion
    wishes.language = language
    wishes.save(update_fields=["rhythm", "wants_promotion", "language"])
    if channel:
        choose_channel(user, channel)
    look_again(user)
    return wishes


def look_again(user: User) -> None:
    """Let what waits for a person be looked at anew, by the wishes of now."""
    own = messages_to(user, Mailing.objects.waiting())
    Message.objects.queued().filter(of_these(own)).update(try_after=None)
