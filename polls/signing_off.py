"""Reviewers from named interests say whether a briefing is fair: of one version, by its hash.

They read the newest draft by a link that only they have, without an account. What they sign is the
hash of all that is said in it; when a word changes, nobody has signed it any more.
"""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.kept import forget
from core.refusals import Refused
from panel.mail import compose
from polls.models import BriefingPage, DeliberativePollPage, Reviewer, SignOff
from polls.reviewed import draft_of, state_of, version_of

SALT = "polls.signing_off"
LINK_LASTS = 90 * 24 * 3600  # seconds


# ---- what officers do ----------------------------------------------------------------------------


@transaction.atomic
def add_reviewer(*, briefing: BriefingPage, by: Any, name: str, interest: str, email: str):
    """Name somebody who is to review a briefing."""
    try:
        with transaction.atomic():
            reviewer = Reviewer.objects.create(
                briefing=briefing, name=name, interest=interest, email=email.lower(), by=by
            )
    except IntegrityError:
        raise Refused(_("Somebody with this e-mail address reviews it already.")) from None
    record("polls.reviewer_named", on=briefing, by=by, reviewer=reviewer.pk)
    return reviewer


@transaction.atomic
def remove_reviewer(*, reviewer: Reviewer, by: Any) -> None:
    """Take a reviewer off who has said nothing yet; what somebody said stays on record."""
    reviewer = Reviewer.objects.select_for_update().get(pk=reviewer.pk)
    if reviewer.signatures.exists():
        raise Refused(_("This reviewer has spoken, and that stays on record."))
    record("polls.reviewer_removed", on=reviewer.briefing, by=by, reviewer=reviewer.pk)
    reviewer.delete()


def ask_reviewers(*, briefing: BriefingPage, by: Any) -> int:
    """Write to those who have not signed the draft as it stands; return how many."""
    draft = draft_of(briefing)
    if missing := draft.missing_to_publish():
        raise Refused(" ".join(missing.values()))
    state = state_of(draft)
    waiting = [reviewer for reviewer in state.waiting if reviewer.email]
    if not waiting:
        raise Refused(_("Nobody is left to ask about this version."))
    asked = 0
    for reviewer in waiting:
        context = {
            "reviewer": reviewer,
            "briefing": draft,
            "poll": briefing.poll,
            "is_again": bool(reviewer.asked_version),
            "path": link_for(reviewer),
        }
        if compose(reviewer.email, "polls/mail/review", context).send():
            Reviewer.objects.filter(pk=reviewer.pk).update(
                asked_at=timezone.now(), asked_version=state.version
            )
            asked += 1
    record("polls.reviewers_asked", on=briefing, by=by, version=state.version, n=asked)
    return asked


def forget_addresses() -> int:
    """Forget where reviewers were written to once second answers have closed; return how many."""
    over = DeliberativePollPage.objects.filter(after_closes_at__lt=timezone.now())
    paths = list(over.values_list("path", flat=True))
    briefings = [
        page.pk
        for page in BriefingPage.objects.exclude(signers=None).distinct()
        if page.path[: -page.steplen] in paths
    ]
    known = Reviewer.objects.filter(briefing__in=briefings).exclude(email="")
    return known.update(email="")


def forget_address_of(user: Any) -> None:
    """Forget the address of somebody who leaves; what they signed under their name stays public."""
    Reviewer.objects.filter(email__iexact=user.email).exclude(email="").update(email="")


# ---- what reviewers do ---------------------------------------------------------------------------


def link_for(reviewer: Reviewer) -> str:
    """Return the path that lets whoever has it read the draft and speak for this reviewer."""
    return reverse("polls:review", args=[signing.dumps(reviewer.pk, salt=SALT)])


def reviewer_of(token: str) -> Reviewer | None:
    try:
        pk = signing.loads(token, salt=SALT, max_age=LINK_LASTS)
    except signing.BadSignature:
        return None
    return Reviewer.objects.select_related("briefing").filter(pk=pk).first()


@transaction.atomic
def sign(*, reviewer: Reviewer, version: str, verdict: str, words: str = "") -> SignOff:
    """Record what a reviewer says of a version, which must be the one that stands now."""
    briefing = BriefingPage.objects.select_for_update().get(pk=reviewer.briefing_id)
    if version != version_of(draft_of(briefing)):
        raise Refused(_("The briefing has changed since you opened it. Please read it again."))
    if verdict == SignOff.Verdict.UNFAIR and not words.strip():
        raise Refused(_("Say what should change."))
    signature, _is_new = SignOff.objects.update_or_create(
        reviewer=reviewer,
        version=version,
        defaults={"verdict": verdict, "words": words.strip(), "at": timezone.now()},
    )
    forget()
    record("polls.briefing_reviewed", on=briefing, reviewer=reviewer.pk, version=version)
    return signature
