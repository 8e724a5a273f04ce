"""Tell those who took part, and those who follow, what came of a consultation: once each."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from consultations.models import (
    ConsultationPage,
    Follow,
    Message,
    OutcomePage,
    message_subject,
)
from panel import mail
from panel.models import Membership

logger = logging.getLogger(__name__)

AT_ONCE = 500
# A worker that was killed leaves its claim behind. After this time somebody else may send.
CLAIM_LASTS = timedelta(hours=1)
User = get_user_model()


def outcome_was_published(outcome: OutcomePage) -> None:
    """Have everybody told what we did, once this is certain."""
    transaction.on_commit(partial(tell_outcome.enqueue, outcome.pk))


def results_were_published(consultation: ConsultationPage) -> None:
    """Have everybody told what was said, once this is certain."""
    transaction.on_commit(partial(tell_results.enqueue, consultation.pk))


@task()
def tell_outcome(outcome_pk: int) -> int:
    """Tell everybody concerned that an outcome was published; return how many were told now."""
    outcome = OutcomePage.objects.live().filter(pk=outcome_pk).first()
    if outcome is None:  # unpublished again before its turn came
        return 0
    return _tell_all(outcome.consultation, kind=Message.Kind.OUTCOME, about=outcome)


@task()
def tell_results(consultation_pk: int) -> int:
    """Tell everybody concerned that results were published; return how many were told now."""
    page = ConsultationPage.objects.live().filter(pk=consultation_pk).first()
    if page is None:
        return 0
    return _tell_all(page, kind=Message.Kind.RESULTS, about=page)


def catch_up() -> int:
    """Begin again what a worker was killed over; return how many pages are told again."""
    since = timezone.now() - CLAIM_LASTS
    unsent = Message.objects.filter(sent_at=None, claimed_at__lt=since)
    pages = list(unsent.values_list("kind", "page").distinct())
    for kind, pk in pages:
        (tell_outcome if kind == Message.Kind.OUTCOME else tell_results).enqueue(pk)
    return len(pages)


def people_concerned(consultation: ConsultationPage) -> Iterator:
    """Give, one by one, the active accounts that took part in a consultation or follow it.

    Answers know keys, not people. So each person is turned into their key and looked for; nobody is
    found from their answers.
    """
    followers = set(Follow.objects.filter(consultation=consultation).values_list("user", flat=True))
    people = User.objects.filter(is_active=True).filter(
        Q(membership__in=Membership.objects.to_be_told()) | Q(pk__in=followers)
    )
    for users in _in_batches(people.order_by("pk")):
        took_part = consultation.participants(users)
        yield from (user for user in users if user.pk in followers or user.pk in took_part)


def _tell_all(consultation: ConsultationPage, *, kind: str, about) -> int:
    told = failed = 0
    for user in people_concerned(consultation):
        try:
            told += _tell(user, consultation, kind=kind, about=about)
        except Exception:  # whatever the mail service says: the next person may be luckier
            logger.exception("A message about page %s could not be sent", about.pk)
            failed += 1
    if failed:
        raise RuntimeError(f"{failed} messages about page {about.pk} wait to be sent again.")
    return told


def _tell(user, consultation: ConsultationPage, *, kind: str, about) -> bool:
    """Send one message unless it was sent before; say whether this call sent it."""
    message = _claim(user.key_for(message_subject(kind, about.pk)), kind=kind, about=about)
    if message is None:
        return False
    try:
        was_sent = mail.send(
            user,
            f"consultations/mail/{kind}",
            {"consultation": consultation, "page": about, "url": about.full_url},
            kind="task",
        )
    except Exception:
        message.delete()
        raise
    if not was_sent:  # this person stopped such mail
        message.delete()
        return False
    message.sent_at = timezone.now()
    message.save(update_fields=["sent_at"])
    return True


def _claim(key: str, *, kind: str, about) -> Message | None:
    """Return the record of a message that is ours to send, or None: the database lets one win."""
    now = timezone.now()
    message, is_new = Message.objects.get_or_create(
        key=key, kind=kind, page_id=about.pk, defaults={"claimed_at": now}
    )
    if is_new:
        return message
    abandoned = Message.objects.filter(
        pk=message.pk, sent_at=None, claimed_at__lt=now - CLAIM_LASTS
    )
    return message if abandoned.update(claimed_at=now) else None


def _in_batches(people) -> Iterator[list]:
    last = 0
    while users := list(people.filter(pk__gt=last)[:AT_ONCE]):
        yield users
        last = users[-1].pk
