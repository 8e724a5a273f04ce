"""The letter to members whom we stop inviting: why, and how to come back. One for each time."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from panel.messages.people import batches
from panel.messages.purposes import People, Purpose, Words, one_by_one, register
from panel.messages.queueing import begin_mailing
from panel.models import CouncilSettings, Mailing, Membership, User


def tell_lapsed(day: dt.date) -> None:
    """Have those who lapsed on a day told so, once each."""
    if of_day(day).exists():
        begin_mailing(purpose=LAPSED.code, about=day.toordinal(), title=_now("Places that lapsed"))


def of_day(day: dt.date):
    return Membership.objects.filter(status=Membership.Status.LAPSED, lapsed_at__date=day)


def people_of(mailing: Mailing) -> People:
    lapsed = of_day(dt.date.fromordinal(mailing.about))
    return batches(User.objects.filter(membership__in=lapsed.values("pk")))


def words_of(mailing: Mailing, user: User) -> Words | None:
    """Return what somebody reads who has not come back meanwhile."""
    membership = getattr(user, "membership", None)
    if membership is None or membership.standing != Membership.Status.LAPSED:
        return None
    return Words("panel/mail/lapsed", {"invitations": CouncilSettings.load().lapses_after})


LAPSED = register(
    Purpose(
        code="lapsed",
        kind=Mailing.Kind.SERVICE,
        label=_("Place that lapsed"),
        people=people_of,
        words=one_by_one(words_of),
        is_telling=True,
    )
)
