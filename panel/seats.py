"""The seats of a panel that was drawn: letters to who sits, their replies, and what is free again.

Staff write to a panel and never see to whom; whoever was drawn takes the seat or gives it up by
themselves. A seat that is given up is filled by another round of the draw.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.audit import record
from core.refusals import Refused
from panel.drawing import members_to_invite, plan_round
from panel.messages.people import batches
from panel.messages.purposes import People, Purpose, Words, register
from panel.messages.queueing import begin_mailing
from panel.models import Draw, Mailing, Membership, SeatLetter, SeatOffer, User

Reply = SeatOffer.Reply
SHOWN_FOR = dt.timedelta(days=60)  # how long a seat stands in My panel after the day to reply
LAST_REPLY = dt.time(23, 59)  # of the day by which somebody is asked to reply


# ---- writing -------------------------------------------------------------------------------------


@transaction.atomic
def write_to_panel(
    *,
    draw: Draw,
    subject: str,
    text: str,
    reply_by: dt.date | None = None,
    by: User | None = None,
) -> SeatLetter:
    """Write to who sits: with a day, to offer the seat to who has not replied; else to all.

    Who gave the seat up is written to no more.
    """
    locked = Draw.objects.select_for_update().without_text().get(pk=draw.pk)
    seated = {member.pk: member for member in members_to_invite(draw=locked)}
    offers = {offer.membership_id: offer for offer in offers_of(locked)}
    wanted = [pk for pk in seated if pk not in offers or not offers[pk].gives_up]
    if reply_by is not None:
        if reply_by <= timezone.localdate():
            raise Refused(_("Give a day that is still to come."))
        wanted = [pk for pk in wanted if pk not in offers or offers[pk].reply == Reply.WAITING]
    if not wanted:
        raise Refused(_("Everybody who sits has replied. Write without asking for a reply."))
    letter = SeatLetter.objects.create(
        draw=locked, subject=subject, text=text, reply_by=reply_by, by=by
    )
    if reply_by is not None:
        _offer(locked, letter, wanted, reply_by)
    record("panel.panel_written_to", on=locked, by=by, letter=letter.pk, seats=len(wanted))
    begin_mailing(purpose=LETTER.code, about=letter.pk, title=f"{locked}: {subject}", by=by)
    return letter


def _offer(draw: Draw, letter: SeatLetter, members: Sequence[int], reply_by: dt.date) -> None:
    """Offer seats, or ask again who has not replied; the newest letter's day holds."""
    codes = dict(draw.members.seated().values_list("membership_id", "code"))
    first = draw.first_round
    waiting = SeatOffer.objects.filter(draw=first, membership__in=members)
    waiting.update(letter=letter, reply_by=reply_by)
    there = set(waiting.values_list("membership_id", flat=True))
    SeatOffer.objects.bulk_create(
        SeatOffer(draw_id=first, membership_id=pk, letter=letter, code=codes[pk], reply_by=reply_by)
        for pk in members
        if pk not in there
    )


def offers_of(draw: Draw) -> QuerySet[SeatOffer]:
    """Return the offers of all rounds of a draw."""
    return SeatOffer.objects.filter(draw=draw.first_round)


# ---- replying ------------------------------------------------------------------------------------


def offers_to(membership: Membership) -> list[SeatOffer]:
    """Return the seats that were offered to a member lately, the newest first."""
    since = timezone.localdate() - SHOWN_FOR
    offers = SeatOffer.objects.filter(membership=membership, reply_by__gte=since)
    offers = offers.exclude(reply__in=[Reply.DECLINED, Reply.SILENT]).select_related("draw")
    return list(offers.defer("draw__text", "draw__panels_text").order_by("-pk"))


def refusal_to_reply(offer: SeatOffer) -> str:
    """Say why nothing can be said to an offer any more, or nothing."""
    newest = Draw.objects.standing().without_text().filter(reference=_reference(offer)).first()
    if newest is None or not newest.members.seated().filter(membership=offer.membership_id):
        return _("This seat was given to somebody else.")
    if newest.replaced_by is not None:
        return _("Seats of this panel are being filled again just now. Ask the council.")
    if is_late(offer):
        return _("The time to reply is over. If you would still come, ask the council today.")
    return ""


def _reference(offer: SeatOffer) -> str:
    return Draw.objects.values_list("reference", flat=True).get(pk=offer.draw_id)


@transaction.atomic
def reply_to_offer(*, offer: SeatOffer, takes: bool) -> None:
    """Take a seat or give it up; either can be changed until the seats are filled again."""
    # The lock is that under which seats are filled, so that no seat is given away and taken.
    reference = _reference(offer)
    list(Draw.objects.select_for_update().filter(reference=reference).values_list("pk"))
    offer = SeatOffer.objects.get(pk=offer.pk)
    if refusal := refusal_to_reply(offer):
        raise Refused(refusal)
    offer.reply = Reply.ACCEPTED if takes else Reply.DECLINED
    offer.replied_at = timezone.now()
    offer.save(update_fields=["reply", "replied_at"])


# ---- filling again -------------------------------------------------------------------------------


def seats_to_fill(draw: Draw, offers: Iterable[SeatOffer]) -> dict[str, int]:
    """Count the seats of this round that were given up, and those whose time to reply is over."""
    offers = list(offers)
    if not offers:
        return {"given_up": 0, "late": 0}
    sits = set(draw.members.seated().values_list("membership_id", flat=True))
    here = [offer for offer in offers if offer.membership_id in sits]
    return {
        "given_up": sum(offer.gives_up for offer in here),
        "late": sum(is_late(offer) for offer in here),
    }


def is_late(offer: SeatOffer) -> bool:
    return offer.reply == Reply.WAITING and offer.reply_by < timezone.localdate()


@transaction.atomic
def fill_free_seats(*, draw: Draw, with_late: bool = False, by: User | None = None) -> Draw:
    """Have all seats that were given up filled by one round; with those of who did not reply."""
    list(Draw.objects.select_for_update().filter(reference=draw.reference).values_list("pk"))
    sits = draw.members.seated().values("membership_id")
    offers = offers_of(draw).filter(membership__in=sits)
    if with_late:
        late = offers.filter(reply=Reply.WAITING, reply_by__lt=timezone.localdate())
        late.update(reply=Reply.SILENT, replied_at=timezone.now())
    free = offers.filter(reply__in=[Reply.DECLINED, Reply.SILENT]).order_by("pk")
    first = free.select_related("membership").first()
    if first is None:
        raise Refused(_("No seat of this panel is free."))
    return plan_round(draw=draw, membership=first.membership, by=by)


def replies_in_words(offers: Iterable[SeatOffer]) -> list[tuple[str, int]]:
    counts = Counter(offer.reply for offer in offers)
    return [(str(reply.label), counts[reply]) for reply in Reply if counts[reply]]


# ---- the letter ----------------------------------------------------------------------------------


def people_of(mailing: Mailing) -> People:
    """Give who sits now and did not give the seat up; of a letter that asks, who was asked."""
    letter = SeatLetter.objects.select_related("draw").filter(pk=mailing.about).first()
    if letter is None:
        return iter(())
    return batches(User.objects.filter(membership__in=readers_of(letter)))


def readers_of(letter: SeatLetter) -> QuerySet[Membership]:
    draw = letter.draw
    seated = Membership.objects.filter(drawn__draw=draw, drawn__is_selected=True)
    offers = offers_of(draw)
    if letter.reply_by:
        asked = offers.filter(letter=letter, reply=Reply.WAITING)
        return seated.filter(pk__in=asked.values("membership"))
    gave_up = offers.filter(reply__in=[Reply.DECLINED, Reply.SILENT])
    return seated.exclude(pk__in=gave_up.values("membership"))


def words_of(mailing: Mailing, users: Sequence[User]) -> Mapping[int, Words]:
    """Return what those read who still sit, now that it is their turn."""
    letter = SeatLetter.objects.select_related("draw").filter(pk=mailing.about).first()
    if letter is None:
        return {}
    if letter.draw.state != Draw.State.DRAWN and letter.reply_by is None:
        return {}
    still = readers_of(letter).filter(user__in=users).values_list("user_id", flat=True)
    until = None
    if letter.reply_by:
        until = timezone.make_aware(dt.datetime.combine(letter.reply_by, LAST_REPLY))
    return dict.fromkeys(still, Words("panel/mail/seat", {"letter": letter}, pointless_after=until))


LETTER = register(
    Purpose(
        code="seat",
        kind=Mailing.Kind.SERVICE,
        label=gettext_lazy("Letter to a panel that was drawn"),
        people=people_of,
        words=words_of,
    )
)
