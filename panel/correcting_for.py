"""Staff correct what is held on a member who asks for it: by letter, by phone or at a desk.

The member's own pages do the same without anybody. Here a reason is kept with the name of who does
it, and the member is told by e-mail that it was done, never what it says now.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.audit import record
from core.refusals import Refused
from panel import mail
from panel.births import note_age
from panel.joining import move_home
from panel.models import Membership, User, Ward
from panel.own_address import change_address
from panel.second_step import has_role

AGE, HOME, EMAIL = "age", "home", "email"
PARTS = {
    AGE: gettext_lazy("age"),
    HOME: gettext_lazy("postcode and address"),
    EMAIL: gettext_lazy("e-mail address"),
}


@transaction.atomic
def correct_age(
    *,
    membership: Membership,
    born: dt.date | None,
    age_band: str,
    reason: str,
    by: User,
) -> None:
    """Keep another date of birth, or an age band in its place, or neither."""
    demand_reason(membership, reason)
    note_age(membership=membership, born=born, age_band=age_band)
    note_corrected(membership, AGE, reason=reason, by=by)


@transaction.atomic
def correct_home(
    *,
    membership: Membership,
    postcode: str,
    ward: Ward,
    ward_source: str,
    address_line: str,
    reason: str,
    by: User,
) -> None:
    """Note where a member lives now; answers already given keep the ward of then."""
    demand_reason(membership, reason)
    move_home(
        membership=membership,
        postcode=postcode,
        ward=ward,
        ward_source=ward_source,
        address_line=address_line,
    )
    note_corrected(membership, HOME, reason=reason, by=by)


@transaction.atomic
def correct_email(*, membership: Membership, email: str, reason: str, by: User) -> None:
    """Give a member another address, and end their sessions; both addresses are told.

    They prove it as they next sign in, with the code that goes there. Not for who works here: the
    new address would open what they may do.
    """
    demand_reason(membership, reason)
    user, email = membership.user, email.strip().lower()
    if has_role(user):
        raise Refused(_("They work here. They change their own address, under Ways to sign in."))
    if email == user.email:
        raise Refused(_("This is the address that they have now. Enter the new one."))
    if User.objects.filter(email=email).exists():
        raise Refused(_("Another account has this address. Ask them for one of their own."))
    change_address(user=user, email=email)
    note_corrected(membership, EMAIL, reason=reason, by=by)


def demand_reason(membership: Membership, reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Give the reason. It is logged with your name."))
    if membership.status in Membership.GONE:
        raise Refused(_("This place on the panel is over already."))


def note_corrected(membership: Membership, part: str, *, reason: str, by: User) -> None:
    record("panel.member_corrected", on=membership, by=by, reason=reason.strip(), part=part)
    told = mail.compose(membership.user.email, "panel/mail/corrected", {"part": PARTS[part]})
    transaction.on_commit(told.send, robust=True)
