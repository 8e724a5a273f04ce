"""What a member is interested in: chosen and changed by them, and gone when they leave."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from consultations.models import Interest, Subject
from core.refusals import Refused
from panel import consent
from panel.models import User


@transaction.atomic
def choose_interests(*, user: User, subjects: Iterable[Subject]) -> None:
    """Store a member's choice of subjects in place of the one before."""
    membership = getattr(user, "membership", None)
    if membership is None or membership.refusal:
        raise Refused(_("This is for members of the panel."))
    chosen = list(subjects)
    Interest.objects.filter(user=user).delete()
    Interest.objects.bulk_create(Interest(user=user, subject=subject) for subject in chosen)
    before = consent.newest(user, consent.Purpose.INTERESTS)
    choice = consent.Choice.GIVEN if chosen else consent.Choice.WITHDRAWN
    if chosen or before:
        consent.note_change(
            user=user,
            purpose=consent.Purpose.INTERESTS,
            choice=choice,
            shown=_("Which subjects interest you?"),
        )


def forget_interests(user: User) -> None:
    """Delete what somebody who leaves was interested in."""
    Interest.objects.filter(user=user).delete()
