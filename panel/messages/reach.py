"""Who of a group would get a message now, and who is left out by which rule: before it is sent.

The same rules as `panel.messages.posting.refusal_to_write`, which has the last word for each person
as their message goes out; here for many people in a few queries.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from panel import consent
from panel.mail import digest
from panel.models import Bounce, Mailing, MessageWishes, StoppedAddress, User

AT_ONCE = 500


class LeftOut(TextChoices):
    """Why somebody gets no such message."""

    NOT_ASKED_FOR = "promotion", _("Have not asked for messages about the panel itself")
    STOPPED = "stopped", _("Want no messages of this kind")
    COMES_BACK = "bounced", _("Messages to their address come back")


@dataclass(frozen=True)
class Reach:
    """How many get a message, and how many do not, by the first rule that leaves them out."""

    gets: int
    left_out: dict[LeftOut, int]


def reach(people: Collection[int], kind: str) -> Reach:
    """Look at these accounts of active members; for numbers alone, so nobody is named."""
    stopped = set(StoppedAddress.objects.values_list("digest", flat=True))
    pausing = set(Bounce.objects.pausing().values_list("digest", flat=True))
    left_out: Counter[LeftOut] = Counter()
    pks = sorted(people)
    for start in range(0, len(pks), AT_ONCE):
        some = pks[start : start + AT_ONCE]
        told = consent.who_may_be_told(some)
        asked = set(some)
        if kind == Mailing.Kind.PROMOTIONAL:
            wishes = MessageWishes.objects.filter(user__in=some, wants_promotion=True)
            asked = set(wishes.values_list("user", flat=True))
        for pk, email in User.objects.filter(pk__in=some).values_list("pk", "email"):
            hashed = digest(email)
            if pk not in asked:
                left_out[LeftOut.NOT_ASKED_FOR] += 1
            elif pk not in told or hashed in stopped:
                left_out[LeftOut.STOPPED] += 1
            elif hashed in pausing:
                left_out[LeftOut.COMES_BACK] += 1
    return Reach(len(pks) - left_out.total(), {why: left_out[why] for why in LeftOut})
