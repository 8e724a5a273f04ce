"""How long answers can be led back to a person, and how the way back is destroyed.

An answer carries a key that can be made again from the account. Two years after the decision each
key gives way to a random one, the same for all answers of one person in one questionnaire, so that
pairs of before and after stay pairs. No figure changes, and nobody finds their own answers again.
"""

import datetime as dt
import secrets
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from consultations.decisions import decided_until
from consultations.inviting import INVITATION, REMINDERS
from consultations.models import ConsultationPage, Follow, Invitation
from consultations.telling import OUTCOME, RESULTS
from core.keys import participation_key
from core.retention import NOTHING_FOUND, Cutoff, Found, Held, Period, Rule, rows_found
from panel.models import Mailing
from polls.models import (
    AssignedPlace,
    Ballot,
    BriefingRead,
    Draft,
    QuestionnairePage,
    QuickPollPage,
    Response,
)

UNLINKED = "-"  # no key that is made from an account begins with it
AT_ONCE = 2_000
ABOUT_PAGES, ABOUT_SAMPLES = (OUTCOME, RESULTS), (INVITATION, *REMINDERS)


def new_key() -> str:
    """Return a key that belongs to nobody."""
    return UNLINKED + secrets.token_urlsafe(18)[:24]


def is_below(path: str, places: Iterable[str]) -> bool:
    return path.startswith(tuple(places))


def keys_of(people: Iterable[int], subject: str) -> set[str]:
    """Return the keys of people in a subject: those that must stay."""
    return {participation_key(subject, f"user-{pk}") for pk in people}


# ---- answers -------------------------------------------------------------------------------------


def find_answers(cutoff: Cutoff, held: Held) -> Found:
    """Find the answers below what was decided long enough ago that still know a person's key."""
    decided = decided_until(cutoff.day)
    places = {path: day for path, day in decided.items() if not held.covers_path(path)}
    pages = [page for page in QuestionnairePage.objects.all() if is_below(page.path, places)]
    pages = [page for page in pages if not held.covers_path(page.path)]
    linked = {page.pk: linked_responses(page, held) for page in pages}
    due = {pk: count for pk, rows in linked.items() if (count := rows.count())}
    ballots = Ballot.objects.none()
    for poll in QuickPollPage.objects.all():
        if is_below(poll.path, places) and not held.covers_path(poll.path):
            ballots = ballots | linked_ballots(poll, held)
    count = sum(due.values()) + ballots.count()
    if not count:
        return NOTHING_FOUND
    oldest = min(
        day
        for path, day in places.items()
        if any(page.path.startswith(path) and page.pk in due for page in pages)
        or ballots.filter(poll__path__startswith=path).exists()
    )

    def let_go() -> int:
        for page in pages:
            unlink_questionnaire(page, held)
        unlink(ballots)
        for path in places:
            forget_who_was_told(path, held)
        return count

    return Found(count, oldest, let_go)


def linked_responses(page: QuestionnairePage, held: Held) -> models.QuerySet[Response]:
    kept = keys_of(held.people, page.subject)
    return page.responses.exclude(key__startswith=UNLINKED).exclude(key__in=kept)


def linked_ballots(poll: QuickPollPage, held: Held) -> models.QuerySet[Ballot]:
    kept = keys_of(held.people, poll.subject)
    return Ballot.objects.filter(poll=poll).exclude(key__startswith=UNLINKED).exclude(key__in=kept)


@transaction.atomic
def unlink_questionnaire(page: QuestionnairePage, held: Held) -> None:
    """Give everybody who answered, or read the briefing, a key that leads nowhere."""
    kept = keys_of(held.people, page.subject)
    keys: dict[str, str] = {}
    readings = BriefingRead.objects.filter(briefing__path__startswith=page.path)
    readings = readings.exclude(key__startswith=UNLINKED).exclude(key__in=kept)
    places = AssignedPlace.objects.filter(assignment__poll=page.pk)
    places = places.exclude(key__startswith=UNLINKED).exclude(key__in=kept)
    unlink(linked_responses(page, held), keys)
    unlink(readings, keys)
    unlink(places, keys)
    Draft.objects.filter(page=page).exclude(key__in=kept).delete()


def unlink(rows: models.QuerySet[Any], keys: dict[str, str] | None = None) -> None:
    """Replace keys, the same by the same within `keys`, and with them what receipts lead to."""
    keys = {} if keys is None else keys
    while found := list(rows.order_by("pk")[:AT_ONCE]):
        fields = ["key"]
        for row in found:
            row.key = keys.setdefault(row.key, new_key())
            if isinstance(row, Response):
                row.receipt_hash = secrets.token_hex(32)
                fields = ["key", "receipt_hash"]
        rows.model._default_manager.bulk_update(found, fields)


def forget_who_was_told(path: str, held: Held) -> None:
    """Forget who follows a consultation that is long decided, and whom we wrote to about it."""
    follows = Follow.objects.filter(consultation__path__startswith=path)
    follows.exclude(user__in=held.people).delete()
    for mailing in mailings_about(path):
        rows = mailing.messages.exclude(key__startswith=UNLINKED)
        unlink(rows.exclude(key__in=keys_of(held.people, mailing.subject)))


def mailings_about(path: str) -> models.QuerySet[Mailing]:
    """Return what was written about a consultation: invitations, reminders, results, outcomes."""
    invitations = Invitation.objects.filter(sample__page__path__startswith=path)
    pages = Page.objects.filter(path__startswith=path)
    return Mailing.objects.filter(
        Q(purpose__in=[one.code for one in ABOUT_PAGES], about__in=pages.values("pk"))
        | Q(purpose__in=[one.code for one in ABOUT_SAMPLES], about__in=invitations.values("pk"))
    )


# ---- votes and answers on their way --------------------------------------------------------------


def find_votes(cutoff: Cutoff, held: Held) -> Found:
    """Find the votes in quick polls outside any consultation, counted from their end."""
    rows = Ballot.objects.none()
    consultations = tuple(ConsultationPage.objects.values_list("path", flat=True))
    for poll in QuickPollPage.objects.filter(closes_at__lte=cutoff.moment):
        if not is_below(poll.path, consultations) and not held.covers_path(poll.path):
            rows = rows | linked_ballots(poll, held)

    def let_go() -> int:
        count = rows.count()
        unlink(rows)
        return count

    return rows_found(rows, "poll__closes_at", let_go)


def find_drafts(cutoff: Cutoff, held: Held) -> Found:
    """Find answers that were begun and never sent, in rounds that are over."""
    ended = [
        draft.pk
        for draft in Draft.objects.select_related("page__deliberativepollpage")
        if is_over(draft, cutoff.moment)
        and not held.covers_path(draft.page.path)
        and draft.key not in keys_of(held.people, draft.page.subject)
    ]
    rows = Draft.objects.filter(pk__in=ended)
    return rows_found(rows, "saved_at", lambda: rows.delete()[0])


def is_over(draft: Draft, moment: dt.datetime) -> bool:
    page: Any = getattr(draft.page, "deliberativepollpage", draft.page)
    ends = page.wave_closes_at(draft.wave)
    return ends is not None and ends <= moment and ends < timezone.now()


RULES = (
    Rule(
        "answers",
        _("Answers of a consultation, with the way back to who gave them"),
        Period(24, "months"),
        since=_("the decision"),
        then=_("The way back is destroyed. The answers stay and go on counting."),
        find=find_answers,
    ),
    Rule(
        "votes",
        _("Votes in quick polls outside a consultation, likewise"),
        Period(24, "months"),
        since=_("the end of the poll"),
        then=_("The way back is destroyed. The votes stay and go on counting."),
        find=find_votes,
    ),
    Rule(
        "drafts",
        _("Answers that were begun and never sent"),
        Period(30, "days"),
        since=_("the end of the round"),
        then=_("They are deleted."),
        find=find_drafts,
    ),
)
