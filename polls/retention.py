"""How long answers can be led back to a person, and how the way back is destroyed.

An answer carries a key that can be made again from the account. On the day that its page named each
key gives way to a random one, the same for all answers of one person in one questionnaire, so that
pairs of before and after stay pairs. No figure changes, and nobody finds their own answers again.
Pages that people answered before there were such days lose theirs two years after the decision.
"""

import datetime as dt
import functools
import operator
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
from consultations.models import Attendance, Follow, Invitation
from consultations.telling import OUTCOME, RESULTS
from core.keys import UNLINKED, keys_of, still_linked, unlink
from core.retention import NOTHING_FOUND, Cutoff, Found, Held, Period, Rule, rows_found
from panel.messages.answers_taken_back import mailings_by_answers
from panel.models import Mailing, Message
from polls.anonymising import MONTHS_OF_A_VOTE, has_ended
from polls.models import (
    AssignedPlace,
    Assignment,
    Ballot,
    BriefingRead,
    Draft,
    Paper,
    PersonalSheet,
    QuestionnairePage,
    QuickPollPage,
    Response,
    SentFile,
    Signal,
)
from polls.publishing import take_names_off

ABOUT_PAGES, ABOUT_SAMPLES = (OUTCOME, RESULTS), (INVITATION, *REMINDERS)


def is_below(path: str, places: Iterable[str]) -> bool:
    return path.startswith(tuple(places))


# ---- answers -------------------------------------------------------------------------------------


def find_promised(cutoff: Cutoff, held: Held) -> Found:
    """Find the answers whose page named a day that has come, in rounds that are all over."""
    named = QuestionnairePage.objects.filter(anonymised_on__lte=cutoff.day)
    pages = [page for page in named.specific() if has_ended(page)]
    return found_in(pages, {page.path: page.anonymised_on for page in pages}, held)


def find_answers(cutoff: Cutoff, held: Held) -> Found:
    """Find the answers below what was decided long enough ago, on pages that named no day."""
    decided = decided_until(cutoff.day)
    unnamed = QuestionnairePage.objects.filter(anonymised_on=None)
    pages = [page for page in unnamed if is_below(page.path, decided)]
    return found_in(pages, decided, held)


def found_in(pages: list[QuestionnairePage], since: dict[str, dt.date], held: Held) -> Found:
    """Find what still knows a person's key in these pages; `since` has the days by their paths."""
    free = [page for page in pages if not held.covers_path(page.path)]
    due = {page: count for page in free if (count := count_linked(page, held))}
    if not due:
        return NOTHING_FOUND
    oldest = min(day for path, day in since.items() if any(p.path.startswith(path) for p in due))

    def let_go() -> int:
        for page in free:
            unlink_questionnaire(page, held)
        return sum(due.values())

    return Found(sum(due.values()), oldest, let_go)


def linked_rows(page: QuestionnairePage, held: Held) -> list[models.QuerySet[Any]]:
    """Return all that still knows a person's key: answers, readings, places, attendance."""
    found: list[models.QuerySet[Any]] = [
        Response.objects.filter(page_id=page.pk),
        BriefingRead.objects.filter(briefing__path__startswith=page.path),
        AssignedPlace.objects.filter(assignment__poll=page.pk),
        Attendance.objects.filter(page__path__startswith=page.path),
    ]
    return [still_linked(rows, held.people, page.subject) for rows in found]


def count_linked(page: QuestionnairePage, held: Held) -> int:
    return sum(rows.count() for rows in linked_rows(page, held))


def linked_ballots(poll: QuickPollPage, held: Held) -> models.QuerySet[Ballot]:
    return still_linked(Ballot.objects.filter(poll=poll), held.people, poll.subject)


@transaction.atomic
def unlink_questionnaire(page: QuestionnairePage, held: Held) -> None:
    """Give everybody who answered, read, was drawn or attended a key that leads nowhere."""
    keys: dict[str, str] = {}
    for rows in linked_rows(page, held):
        if rows.model is Response:
            unlink(rows, keys, also=take_off_sender)
        else:
            unlink(rows, keys)
    # A file may say itself whose it is, so it goes on the day on which the way back goes.
    SentFile.objects.filter(response__page=page.pk, response__key__startswith=UNLINKED).delete()
    kept = keys_of(held.people, page.subject)
    Signal.objects.filter(response__page=page, response__key__startswith=UNLINKED).delete()
    # Who is in which room stays to be read there: which answers are its members' must go.
    groups = AssignedPlace.objects.filter(assignment__kind=Assignment.Kind.GROUPS)
    groups.filter(assignment__poll=page.pk, key__startswith=UNLINKED).delete()
    Draft.objects.filter(page=page).exclude(key__in=kept).delete()
    PersonalSheet.objects.filter(page=page).exclude(key__in=kept).delete()


def take_off_sender(responses: list[Response]) -> tuple[str, ...]:
    """Take off answers what else leads to who gave them: receipt, order of answers, and name."""
    for response in responses:
        response.receipt_hash = secrets.token_hex(32)
        response.order_seed = None  # it is made of the key
    take_names_off(responses)
    return ("receipt_hash", "order_seed")


# ---- who was told --------------------------------------------------------------------------------


def find_told(cutoff: Cutoff, held: Held) -> Found:
    """Find who follows what was decided long enough ago, and whom we wrote to about it."""
    decided = decided_until(cutoff.day)
    places = {path: day for path, day in decided.items() if not held.covers_path(path)}
    follows = {path: follows_of(path, held) for path in places}
    told = {path: messages_about(path, held) for path in places}
    due = {path: follows[path].count() + sum(rows.count() for rows in told[path]) for path in told}
    if not sum(due.values()):
        return NOTHING_FOUND

    def let_go() -> int:
        for path in places:
            follows[path].delete()
            for rows in told[path]:
                unlink(rows)
        return sum(due.values())

    return Found(sum(due.values()), min(places[path] for path in due if due[path]), let_go)


def find_messages(cutoff: Cutoff, held: Held) -> Found:
    """Find the other messages, such as welcomes, that still know a person's key."""
    others = Mailing.objects.exclude(
        purpose__in=[one.code for one in (*ABOUT_PAGES, *ABOUT_SAMPLES)]
    )
    rows = Message.objects.none()
    for mailing in others:
        rows = rows | linked_messages(mailing, held).filter(queued_at__lte=cutoff.moment)

    return rows_found(rows, "queued_at", lambda: unlink(rows))


def find_by_answers(cutoff: Cutoff, held: Held) -> Found:
    """Find the messages that went to people by their answers about themselves, and are done with.

    A week long they count for how many somebody gets. A mailing that is not addressed yet would
    write to people a second time without their keys.
    """
    rows = Message.objects.none()
    for mailing in mailings_by_answers():
        if mailing.addressed_at:
            rows = rows | linked_messages(mailing, held)
    waits = [Message.State.QUEUED, Message.State.SENDING]
    is_over = Q(claimed_at=None) | Q(claimed_at__lte=cutoff.moment)
    rows = rows.filter(is_over).exclude(state__in=waits)

    return rows_found(rows, "queued_at", lambda: unlink(rows))


def follows_of(path: str, held: Held) -> models.QuerySet[Follow]:
    rows = Follow.objects.filter(consultation__path__startswith=path)
    return rows.exclude(user__in=held.people)


def messages_about(path: str, held: Held) -> list[models.QuerySet[Message]]:
    """Return the messages about what stands below a place that still know a person's key."""
    return [linked_messages(mailing, held) for mailing in mailings_about(path)]


def linked_messages(mailing: Mailing, held: Held) -> models.QuerySet[Message]:
    return still_linked(mailing.messages.all(), held.people, mailing.subject)


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
    """Find the votes in quick polls, counted from their end."""
    rows = Ballot.objects.none()
    for poll in QuickPollPage.objects.filter(closes_at__lte=cutoff.moment):
        if not held.covers_path(poll.path):
            rows = rows | linked_ballots(poll, held)

    return rows_found(rows, "poll__closes_at", lambda: unlink(rows))


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


def find_papers(cutoff: Cutoff, held: Held) -> Found:
    """Find papers that two people were to enter, and that never came to count."""
    waiting = Paper.objects.filter(settled_at=None, first_at__lte=cutoff.moment)
    below = [models.Q(batch__page__path__startswith=path) for path in held.paths]
    rows = waiting.exclude(functools.reduce(operator.or_, below)) if below else waiting
    return rows_found(rows, "first_at", lambda: rows.delete()[0])


RULES = (
    Rule(
        "promised",
        _("Answers of a consultation, with the way back to who gave them"),
        Period(0, "days"),
        since=_("the day that its page named before anybody answered"),
        then=_(
            "The way back is destroyed, and files that people sent are deleted. The answers stay "
            "and go on counting."
        ),
        find=find_promised,
        may_be_changed=False,
    ),
    Rule(
        "answers",
        _("The same, where the page named no day"),
        Period(24, "months"),
        since=_("the decision"),
        then=_("The way back is destroyed. The answers stay and go on counting."),
        find=find_answers,
    ),
    Rule(
        "told",
        _("Who followed a consultation, and whom we wrote to about it"),
        Period(24, "months"),
        since=_("the decision"),
        then=_("Who followed is deleted. The messages stay and lead to nobody."),
        find=find_told,
    ),
    Rule(
        "messages",
        _("Other messages, with the way back to whom we wrote"),
        Period(24, "months"),
        since=_("the day they were written"),
        then=_("The way back is destroyed. How many went out stays."),
        find=find_messages,
    ),
    Rule(
        "by_answers",
        _("Messages to people by what they told about themselves, with the way back to them"),
        Period(7, "days"),
        since=_("the moment they went out"),
        then=_("The way back is destroyed, and at once when somebody takes their answer back."),
        find=find_by_answers,
        may_be_changed=False,
    ),
    Rule(
        "votes",
        _("Votes in quick polls, with the way back to who cast them"),
        Period(MONTHS_OF_A_VOTE, "months"),
        since=_("the end of the poll"),
        then=_("The way back is destroyed. The votes stay and go on counting."),
        find=find_votes,
        may_be_changed=False,
    ),
    Rule(
        "drafts",
        _("Answers that were begun and never sent"),
        Period(30, "days"),
        since=_("the end of the round"),
        then=_("They are deleted."),
        find=find_drafts,
    ),
    Rule(
        "papers",
        _("What was typed from papers that a second person was to enter too"),
        Period(90, "days"),
        since=_("the day that they were entered first"),
        then=_("It is deleted, and has never counted. The papers themselves may be entered anew."),
        find=find_papers,
    ),
)
