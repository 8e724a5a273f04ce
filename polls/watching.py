"""Keep what is asked first, and tell officers where questions are no longer the same.

Every minute, so that what stood when first answers opened is kept even if nobody answers at once,
and officers hear of a difference before people stand before a closed door.
"""

from __future__ import annotations

from django.utils import timezone

from core.audit import record
from panel.mail import send
from panel.models import User
from polls.models import DeliberativePollPage, FirstAsked, Wave
from polls.models.waves import MAY_OPEN
from polls.pairing import Difference, differences, hash_of, keep_first_asked


def watch_pairs() -> int:
    """Look at every poll that people are asked in; return in how many officers were told."""
    told = 0
    for poll in DeliberativePollPage.objects.live().order_by("pk"):
        consultation = poll.consultation
        is_over = poll.last_answers_at is None or poll.last_answers_at < timezone.now()
        if is_over or not poll.has_opened or (consultation and consultation.withdrawn_at):
            continue
        keep_first_asked(poll)
        told += tell_officers(poll, differences(poll))
    return told


def tell_officers(poll: DeliberativePollPage, found: list[Difference]) -> bool:
    """Tell once, on the record, who may open stages; say whether there was anything new."""
    name = hash_of(found)
    # The update is the lock: of two workers at once one finds nothing to change.
    is_new = FirstAsked.objects.filter(poll_id=poll.pk).exclude(told_of=name).update(told_of=name)
    if not is_new or not found:
        return False
    record("polls.questions_differ", on=poll, differences=[str(one) for one in found])
    waves = [Wave(wave).label for wave in poll.waves[1:] if not poll.has_wave_closed(wave)]
    context = {"page": poll, "differences": found, "stages": waves}
    for officer in User.objects.filter(is_staff=True, is_active=True).order_by("pk"):
        if officer.has_perm(MAY_OPEN):
            send(officer, "polls/mail/questions_differ", context, kind="service")
    return True
