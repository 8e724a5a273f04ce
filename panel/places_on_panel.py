"""What happens to a place on the panel between joining and leaving."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.refusals import Refused
from panel import profiles
from panel.births import note_age
from panel.erasures import Kind, digest_of_account, note_erasure
from panel.models import DateOfBirth, FormerWard, Membership, User
from panel.models.people import end_of_term, months_after

LONGEST_PAUSE = 12  # months
WITHOUT_END = dt.date.max
Status = Membership.Status


@transaction.atomic
def pause(*, membership: Membership, until: dt.date) -> None:
    """Invite a member to nothing until a day; what is open they may still answer."""
    today = timezone.localdate()
    if membership.is_restricted:
        raise Refused(_("Your data is paused already, and your place with it."))
    if membership.standing not in (Status.ACTIVE, Status.PAUSED, Status.LAPSED):
        raise Refused(_("Your place on the panel is over, so there is nothing to pause."))
    if not today < until <= months_after(today, LONGEST_PAUSE):
        raise Refused(_("Choose a day from tomorrow to a year from now."))
    change(membership, status=Status.PAUSED, paused_until=until, lapsed_at=None)


@transaction.atomic
def take_up_again(*, membership: Membership) -> None:
    """End a pause, or bring back who has lapsed, at their wish."""
    if membership.is_restricted:
        raise Refused(_("Your data is paused. Say first that we may use it again."))
    if membership.standing not in (Status.ACTIVE, Status.PAUSED, Status.LAPSED):
        raise Refused(_("Your place on the panel is over, so you cannot take it up again."))
    change(
        membership,
        status=Status.ACTIVE,
        paused_until=None,
        lapsed_at=None,
        back_at=timezone.now(),
    )


@transaction.atomic
def renew(*, membership: Membership, age: dict[str, Any] | None = None) -> None:
    """Give a member whose term is over another one from today, at their wish.

    `age` is what they say of it now, as `births.note_age` takes it: a band of years ago is asked
    for again, and a date of birth is not.
    """
    if refusal := membership.refusal_to_renew:
        raise Refused(refusal)
    if age:
        note_age(membership=membership, **age)
    change(
        membership,
        status=Status.ACTIVE,
        paused_until=None,
        lapsed_at=None,
        back_at=timezone.now(),
        term_ends_on=end_of_term(),
    )


@transaction.atomic
def pause_data(*, membership: Membership) -> None:
    """Keep a person's data and use it for nothing until they say so: no draw, no count, no mail.

    Nothing of it is deleted meanwhile, and nothing new is taken. What they answered goes on
    counting under its key, for no figure leads to a person.
    """
    if membership.status in Membership.GONE:
        raise Refused(_("Your place on the panel is over, and what we knew with it."))
    if membership.is_restricted:
        raise Refused(_("Your data is paused already, and your place with it."))
    change(
        membership,
        status=Status.PAUSED,
        paused_until=WITHOUT_END,
        restricted_at=timezone.now(),
        lapsed_at=None,
    )


@transaction.atomic
def use_data_again(*, membership: Membership) -> None:
    """End that, at their wish; who has no term left stays without a place."""
    if not membership.is_restricted:
        raise Refused(_("Your data is not paused."))
    change(
        membership,
        status=Status.ACTIVE,
        paused_until=None,
        restricted_at=None,
        back_at=timezone.now(),
    )


@transaction.atomic
def lapse(*, membership: Membership) -> None:
    """Stop inviting a member who has answered no invitation for long; a pause is respected.

    `consultations.lapsing` finds them, and tells them.
    """
    if membership.standing != Status.ACTIVE:
        raise Refused(_("Only an active member can lapse."))
    change(membership, status=Status.LAPSED, paused_until=None, lapsed_at=timezone.now())


@transaction.atomic
def remove(*, membership: Membership, reason: str, by: User | None = None) -> None:
    """End somebody's place for a reason that they can read; postcode, home, birth and profile go.

    The account stays, so that they can sign in, read the reason, see their data and leave.
    """
    reason = reason.strip()
    if not reason:
        raise Refused(_("Give the reason. The member reads it."))
    if membership.status in Membership.GONE:
        raise Refused(_("This place on the panel is over already."))
    FormerWard.objects.filter(membership=membership).delete()
    DateOfBirth.objects.filter(user=membership.user).delete()
    change(
        membership,
        status=Status.REMOVED,
        removed_because=reason,
        left_at=timezone.now(),
        paused_until=None,
        restricted_at=None,
        postcode="",
        household="",
        division=None,
    )
    profiles.forget(membership.user)
    note_erasure(Kind.REMOVED, digest_of_account(membership.user))
    record("panel.member_removed", on=membership, by=by, reason=reason)


def change(membership: Membership, **fields) -> None:
    for name, value in fields.items():
        setattr(membership, name, value)
    membership.save(update_fields=list(fields))
