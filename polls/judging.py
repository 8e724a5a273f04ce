"""What people wrote in their answers, read by a moderator before anybody else may read it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.refusals import Refused
from core.taking_out import without_phrases
from polls.models import Answer, Item, JudgedWords, PublishingChoice
from polls.models.words import STANDS

JUDGE = "polls.judge_words"
REDACTED = "[redacted]"
State = JudgedWords.State


class NotThere(Refused):
    """A refusal because a phrase that is to be taken out does not stand in the text."""


def words_to_publish() -> QuerySet[Answer]:
    """Return what people wrote and agreed to have published; nothing else is ever judged."""
    return (
        Answer.objects.filter(
            STANDS,
            response__page__publishes_responses=True,
            response__is_counted=True,
            response__publishing__choice__in=PublishingChoice.PUBLISHED,
        )
        .exclude(text="")
        .exclude(item__kind__in=[Item.Kind.STANDARD, Item.Kind.FILE])
        .exclude(item__sensitivity=Item.Sensitivity.SENSITIVE)
    )


def waiting() -> QuerySet[Answer]:
    """Return what no moderator has read, the oldest first."""
    return words_to_publish().filter(judged=None).order_by("response__submitted_at", "pk")


def published_words() -> QuerySet[Answer]:
    """Return what anybody may read: `judged.text` of these, never their `text`."""
    return words_to_publish().filter(judged__state__in=[State.APPROVED, State.REDACTED])


def redacted(text: str, phrases: Iterable[str]) -> str:
    """Return text with `[redacted]` in place of every phrase, wherever it stands as whole words.

    Upper and lower case, accents apart from their letters and runs of space make no difference.
    Raise `NotThere` if a phrase does not stand in it.
    """
    wanted = [phrase for phrase in phrases if phrase.strip()]
    for phrase in wanted:
        if without_phrases(text, [phrase], REDACTED, whole_words=True) == text:
            words = _("“%(phrase)s” does not stand in the answer as whole words.")
            raise NotThere(words % {"phrase": phrase.strip()})
    return without_phrases(text, wanted, REDACTED, whole_words=True)


@transaction.atomic
def judge(
    *,
    answer: Answer,
    state: str,
    by: Any,
    reason: str = "",
    phrases: Iterable[str] = (),
    seen: str = "",
) -> JudgedWords:
    """Decide what of an answer everybody may read; the original stays, for moderators alone.

    `seen` is the mark of the decision that the moderator had before them, empty if there was none:
    of two moderators the first one's stands.
    """
    if not by.has_perm(JUDGE):
        raise Refused(_("Only moderators judge what people wrote."))
    found = Answer.objects.select_for_update().filter(pk=answer.pk).first()
    if found is None or not words_to_publish().filter(pk=found.pk).exists():
        raise Refused(_("Who wrote this took it back, or does not want it published any more."))
    now = JudgedWords.objects.filter(answer=found).select_related("judged_by").first()
    if (now.mark if now else "") != seen:
        raise Refused(already(now))
    fields = {
        "state": state,
        "text": text_of(found.text, state, phrases),
        "reason": reason_of(state, reason),
        "judged_at": timezone.now(),
        "judged_by": by,
    }
    try:
        with transaction.atomic():
            made, _is_new = JudgedWords.objects.update_or_create(answer=found, defaults=fields)
    except IntegrityError as second:
        first = JudgedWords.objects.filter(answer=found).select_related("judged_by").first()
        raise Refused(already(first)) from second
    record(
        "polls.words.judged",
        on=found.response.page,
        by=by,
        reason=str(made.get_reason_display()),
        decision=made.state,
        response=found.response.public_id,
    )
    return made


def text_of(text: str, state: str, phrases: Iterable[str]) -> str:
    """Return what everybody may read of an answer after a decision."""
    if state == State.REJECTED:
        return ""
    if state == State.APPROVED:
        return text
    left = redacted(text, phrases)
    if left == text:
        raise Refused(_("Say what to take out, one phrase on each line."))
    return left


def reason_of(state: str, reason: str) -> str:
    if state == State.APPROVED:
        return ""
    if reason not in JudgedWords.Reason.values:
        raise Refused(_("Choose a reason."))
    return reason


def already(now: JudgedWords | None) -> str:
    """Tell the second of two moderators what the first decided."""
    if now is None:
        return _("The decision that you saw does not stand any more. Read the answer again.")
    return _("%(name)s decided already: %(decision)s.") % {
        "name": now.judged_by or _("A colleague"),
        "decision": now.get_state_display(),
    }


@transaction.atomic
def judge_many(*, answers: list[Answer], state: str, by: Any, reason: str = "") -> int:
    """Approve or reject several that nobody has judged; all or none."""
    for answer in answers:
        judge(answer=answer, state=state, by=by, reason=reason)
    return len(answers)


@transaction.atomic
def set_name(*, answer: Answer, leaves_out: bool, by: Any) -> PublishingChoice:
    """Leave out the name above what somebody wrote, or print it after all."""
    if not by.has_perm(JUDGE):
        raise Refused(_("Only moderators judge what people wrote."))
    rows = PublishingChoice.objects.select_for_update()
    found = rows.filter(response=answer.response_id).exclude(name="").first()
    if found is None:
        raise Refused(_("There is no name to print."))
    found.leaves_out_name = leaves_out
    found.save(update_fields=["leaves_out_name"])
    record(
        "polls.words.name",
        on=answer.response.page,
        by=by,
        decision="left out" if leaves_out else "printed",
        response=answer.response.public_id,
    )
    return found
