"""Write to the members of a segment: what is sent, to how many, and who is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.disclosure import publish_size
from consultations.models import Segment, SegmentMessage
from consultations.segments import number_in_words, people_in, threshold
from core.audit import record
from core.refusals import Refused
from panel import mail
from panel.messages.people import batches
from panel.messages.purposes import People, Purpose, Words, register
from panel.messages.queueing import begin_mailing
from panel.messages.reach import reach
from panel.models import Mailing, Membership, Message, User

TEMPLATE = "consultations/mail/segment"
Kind = SegmentMessage.Kind


@dataclass(frozen=True)
class Outlook:
    """What a message would be: its words as somebody reads them, and how many get it."""

    subject: str
    text: str
    gets: str
    left_out: tuple[tuple[str, str], ...]  # by which rule, and how many


def look_ahead(message: SegmentMessage) -> Outlook:
    """Show a message before it is sent; refused in words where it cannot be."""
    people = people_in(message)
    if len(people) < threshold():
        raise Refused(_too_few())
    letter = mail.compose(
        "member@example.org",
        TEMPLATE,
        {"letter": message},
        stop_url=_("(a link of their own, which stops these messages in one click)"),
    )
    found = reach(people, message.kind)
    if not found.gets:
        raise Refused(_("Nobody in this segment would get it: see who wants such messages."))
    fewest = threshold()
    return Outlook(
        subject=str(letter.subject),
        text=str(letter.body),
        gets=number_in_words(publish_size(found.gets, fewest)),
        left_out=tuple(
            (why, number_in_words(publish_size(n, fewest)))
            for why, n in sorted(found.left_out.items())
        ),
    )


def draft(*, segment: Segment, kind: str, subject: str, text: str) -> SegmentMessage:
    """Return a message that is not kept yet, with the segment's rule of now."""
    return SegmentMessage(
        segment=segment,
        segment_name=segment.name,
        rule=segment.rule,
        only_invited=segment.only_invited,
        kind=kind,
        subject=" ".join(subject.split()),
        text=text.strip(),
    )


def write_to_segment(
    *, segment: Segment, kind: str, subject: str, text: str, once: UUID, by: User | None
) -> SegmentMessage:
    """Have the members of a segment written to, once for each form that was filled in."""
    message = draft(segment=segment, kind=kind, subject=subject, text=text)
    if len(people_in(message)) < threshold():
        raise Refused(_too_few())
    message.once, message.by = once, by
    try:
        with transaction.atomic():
            message.save()
            begin_mailing(
                purpose=PURPOSE_OF[message.kind].code,
                about=message.pk,
                title=message.subject,
                by=by,
            )
            record("consultations.segment_written_to", on=message, by=by, segment=segment.name)
    except IntegrityError as twice:  # the constraint decides, also between two windows
        raise Refused(_("This message is on its way already.")) from twice
    return message


def _too_few() -> str:
    return _(
        "This segment has fewer than %(n)d members. What is written to so few is written to people "
        "whom somebody may know. Widen the segment."
    ) % {"n": threshold()}


def what_came_of(message: SegmentMessage) -> list[tuple[str, str]]:
    """Return where the messages stand, in numbers that may be shown."""
    mailing = mailing_of(message)
    if mailing is None:
        return []
    states = Mailing.objects.with_counts().get(pk=mailing.pk)
    fewest = threshold()
    return [
        (str(state.label), number_in_words(publish_size(n, fewest)))
        for state in Message.State
        if (n := getattr(states, f"messages_{state.value}"))
    ]


def mailing_of(message: SegmentMessage) -> Mailing | None:
    code = PURPOSE_OF[message.kind].code
    return Mailing.objects.filter(purpose=code, about=message.pk).first()


# ---- who gets one, and in which words ------------------------------------------------------------


def message_of(mailing: Mailing) -> SegmentMessage | None:
    return SegmentMessage.objects.filter(pk=mailing.about).first()


def is_by_answers(mailing: Mailing) -> bool:
    message = message_of(mailing)
    return message is not None and bool(message.profile)


def people_of(mailing: Mailing) -> People:
    """Give the members that the rule of the message matches now."""
    message = message_of(mailing)
    people = people_in(message) if message else set()
    members = User.objects.filter(membership__in=Membership.objects.active().values("pk"))
    for users in batches(members):
        yield [user for user in users if user.pk in people]


def words_of(mailing: Mailing, users: Sequence[User]) -> dict[int, Words]:
    """Return what those read who still are in the segment, now that it is their turn.

    Who has deleted meanwhile what the rule asks for gets nothing.
    """
    message = message_of(mailing)
    if message is None:
        return {}
    still_there = people_in(message, of=[user.pk for user in users])
    return dict.fromkeys(still_there, Words(TEMPLATE, {"letter": message}))


# Their numbers would say how many of so many told something about themselves: they are rounded,
# on the page of the message alone.
PURPOSE_OF: dict[str, Purpose] = {
    kind: register(
        Purpose(
            code=code,
            kind=mailing_kind,
            label=label,
            people=people_of,
            words=words_of,
            is_telling=True,
            by_answers=is_by_answers,
        )
    )
    for kind, code, mailing_kind, label in (
        (Kind.TASK, "segment-task", Mailing.Kind.TASK, gettext_lazy("Message to a segment")),
        (
            Kind.PROMOTIONAL,
            "segment-promotion",
            Mailing.Kind.PROMOTIONAL,
            gettext_lazy("Message to a segment about the panel itself"),
        ),
    )
}
