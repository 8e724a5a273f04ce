"""Put messages in the queue: one for each person concerned, however often it is asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from random import SystemRandom

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from panel.messages.posting import post_due, post_to
from panel.messages.purposes import PURPOSES, purpose_of
from panel.models import Mailing, Message, User

State = Message.State
# A worker that was killed while it wrote addresses down is followed by another after this time.
ADDRESSING_LASTS = timedelta(minutes=10)


def begin_mailing(*, purpose: str, about: int, title: str, by: User | None = None) -> Mailing:
    """Have everybody concerned written to once this is certain, and nobody twice."""
    mailing, _is_new = Mailing.objects.get_or_create(
        purpose=purpose,
        about=about,
        defaults={
            "subject": f"message-{purpose}-{about}",
            "title": title[:255],
            "kind": PURPOSES[purpose].kind,
            "by": by,
        },
    )
    # Asked again, for example by a correction: those who came since are written to.
    Mailing.objects.filter(pk=mailing.pk).update(addressed_at=None, opened_at=timezone.now())
    transaction.on_commit(partial(address_mailing.enqueue, mailing.pk))
    return mailing


@task()
def address_mailing(mailing_pk: int) -> int:
    """Give everybody concerned a message in the queue, then have them sent; return how many."""
    mailing = Mailing.objects.get(pk=mailing_pk)
    if mailing.purpose not in PURPOSES:
        return 0
    queued = sum(queue(mailing, users) for users in purpose_of(mailing).people(mailing))
    Mailing.objects.filter(pk=mailing_pk).update(addressed_at=timezone.now())
    post_due.enqueue()
    return queued


@transaction.atomic
def queue(mailing: Mailing, users: Iterable[User]) -> int:
    """Queue a message to each of these people who has none yet; return how many there were."""
    purpose = purpose_of(mailing)
    owners = {purpose.key(mailing, user): user for user in users}
    there = Message.objects.filter(subject=mailing.subject, key__in=owners)
    for key in there.values_list("key", flat=True):
        owners.pop(key, None)
    chosen = list(owners.values())
    if purpose.choose:
        chosen = purpose.choose(mailing, chosen)
    # In no order: the table's own then says nothing of who is who, now or when keys are gone.
    keys = [purpose.key(mailing, user) for user in chosen]
    SystemRandom().shuffle(keys)
    new = [Message(mailing=mailing, subject=mailing.subject, key=key) for key in keys]
    Message.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


@transaction.atomic
def tell(user: User, *, purpose: str, title: str, about: int = 0) -> None:
    """Write to one person, for a purpose that has one mailing for everybody, or about one thing.

    What was told about a thing before, and has happened again, is told again.
    """
    mailing, _is_new = Mailing.objects.get_or_create(
        purpose=purpose,
        about=about,
        defaults={
            "subject": f"message-{purpose}-{about}" if about else f"message-{purpose}",
            "title": title,
            "kind": PURPOSES[purpose].kind,
            "addressed_at": timezone.now(),
        },
    )
    if not queue(mailing, [user]) and about:
        done = mailing.messages.filter(state__in=[State.SENT, State.CANCELLED, State.FAILED])
        done.update(state=State.QUEUED, claim="", sent_at=None, try_after=None, tries=0, why="")
    transaction.on_commit(partial(post_to.enqueue, mailing.pk, user.pk), robust=True)


def catch_up() -> int:
    """Begin again what a worker was killed over; return how many mailings are addressed again."""
    begun = Mailing.objects.filter(
        addressed_at=None, opened_at__lt=timezone.now() - ADDRESSING_LASTS
    )
    pks = list(begun.values_list("pk", flat=True))
    for pk in pks:
        address_mailing.enqueue(pk)
    return len(pks)
