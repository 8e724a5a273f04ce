"""Who may be written to now, whatever was queued before: read at once for a handful of people."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from panel import consent, mail
from panel.models import Bounce, Mailing, Membership, Message, StoppedAddress, User
from panel.texts.sending import are_on

Channel = Message.Channel


def wants_texts(user: User) -> bool:
    """Say whether a person asked for texts, and has a number that they proved."""
    wishes, number = getattr(user, "message_wishes", None), getattr(user, "mobile_number", None)
    return bool(wishes and number and wishes.channel == Channel.TEXT and are_on())


class Permissions:
    """What these people have stopped, paused or asked for, as it is in this moment.

    The accounts come with their memberships and wishes (`people.with_standing`).
    """

    def __init__(self, users: Sequence[User]):
        self.digests = {user.pk: mail.digest(user.email) for user in users}
        self.numbers = {
            user.pk: mail.digest(user.mobile_number.number) for user in users if wants_texts(user)
        }
        digests = {*self.digests.values(), *self.numbers.values()}
        stopped = StoppedAddress.objects.filter(digest__in=digests)
        self.stopped = set(stopped.values_list("digest", flat=True))
        paused = Bounce.objects.filter(digest__in=digests).pausing()
        self.paused = set(paused.values_list("digest", flat=True))
        self.may_be_told = consent.who_may_be_told(self.digests)

    def channel_of(self, user: User, kind: str) -> str:
        """Return how a message comes to a person: by e-mail, unless they asked for texts.

        And unless the number was stopped or paused, or it is a service message.
        """
        number = self.numbers.get(user.pk)
        is_open = number and number not in self.stopped and number not in self.paused
        return Channel.TEXT if is_open and kind != Mailing.Kind.SERVICE else Channel.EMAIL

    def refusal_to_write(self, user: User, kind: str) -> str:
        """Say why a person gets no such message now; empty when they do."""
        if kind == Mailing.Kind.SERVICE:
            return ""
        wishes = getattr(user, "message_wishes", None)
        if kind == Mailing.Kind.PROMOTIONAL and not (wishes and wishes.wants_promotion):
            return _("They have not asked for it")
        digest = self.digests[user.pk]
        if digest in self.stopped or user.pk not in self.may_be_told:
            return _("They want no such messages")
        if digest in self.paused and self.channel_of(user, kind) == Channel.EMAIL:
            return _("Messages to their address come back")
        membership = getattr(user, "membership", None)
        if membership and membership.standing in (*Membership.GONE, Membership.Status.PAUSED):
            return _("Paused, or not on the panel any more")
        return ""
