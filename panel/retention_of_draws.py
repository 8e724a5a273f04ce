"""How long calls for volunteers, replies to seats, drawn answers and other pools are kept."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.retention import Cutoff, Found, Held, Period, Rule, rows_found
from panel.models import (
    Draw,
    DrawMember,
    DrawTold,
    OutsideDraw,
    SeatLetter,
    SeatOffer,
    VolunteerCall,
)


def find_calls(cutoff: Cutoff, held: Held) -> Found:
    """Find calls that were over long ago; their volunteers go with them."""
    rows = VolunteerCall.objects.filter(reply_by__lte=cutoff.day)
    if held.people:
        rows = rows.exclude(volunteers__membership__user__in=held.people)
    return rows_found(rows, "reply_by", lambda: rows.delete()[0])


def find_seats(cutoff: Cutoff, held: Held) -> Found:
    """Find letters to panels of long ago, with the replies to them."""
    rows = SeatLetter.objects.filter(sent_at__lte=cutoff.moment)
    rows = rows.exclude(offers__reply_by__gt=cutoff.day)
    if held.people:
        rows = rows.exclude(offers__membership__user__in=held.people)

    def let_go() -> int:
        letters = list(rows.values_list("pk", flat=True))
        replies = SeatOffer.objects.filter(letter__in=letters).delete()[0]
        return replies + SeatLetter.objects.filter(pk__in=letters).delete()[0]

    return rows_found(rows, "sent_at", let_go)


def find_told_draws(cutoff: Cutoff, held: Held) -> Found:
    """Find draws by answers about oneself whose day is over; the database refuses it earlier.

    The row of the draw stays, with its hash and its figures: it names nobody.
    """
    today = timezone.now().date()  # as the database counts days
    rows = Draw.objects.filter(kept_until__lt=today).exclude(text="")
    if held.people:
        rows = rows.exclude(members__membership__user__in=held.people)

    def let_go() -> int:
        draws = list(rows.values_list("pk", flat=True))
        with transaction.atomic():
            DrawTold.objects.filter(draw__in=draws).delete()
            DrawMember.objects.filter(draw__in=draws).delete()
            return Draw.objects.filter(pk__in=draws).update(text="", panels_text="")

    return rows_found(rows, "kept_until", let_go)


def find_other_pools(cutoff: Cutoff, held: Held) -> Found:
    rows = OutsideDraw.objects.filter(asked_at__lte=cutoff.moment)
    return rows_found(rows, "asked_at", lambda: rows.delete()[0])


RULES = (
    Rule(
        "calls",
        _("Calls for volunteers, and who said yes"),
        Period(24, "months"),
        since=_("the last day to reply"),
        then=_("They are deleted. A draw from them keeps its own record."),
        find=find_calls,
    ),
    Rule(
        "seats",
        _("Letters to panels, and the replies to them"),
        Period(24, "months"),
        since=_("the letter, and the day to reply by"),
        then=_("They are deleted. Who was drawn stays on record with the draw."),
        find=find_seats,
    ),
    Rule(
        "told_draws",
        _("Draws by what people told about themselves"),
        Period(1, "days"),
        since=_("the day named on its page, two years after it was asked for"),
        then=_("Its text, its members and their answers are deleted. Its hash and figures stay."),
        find=find_told_draws,
        may_be_changed=False,
    ),
    Rule(
        "other_pools",
        _("Draws from other pools, with their files"),
        Period(3, "months"),
        since=_("the upload"),
        then=_("They are deleted."),
        find=find_other_pools,
    ),
)
