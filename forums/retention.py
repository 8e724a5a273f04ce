"""How long the raw log of a live session is kept, and how long votes lead back to people.

The transcript stays for good, and so do the votes.
"""

from django.db import models, transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from core.keys import still_linked, unlink
from core.retention import NOTHING_FOUND, Cutoff, Found, Held, Period, Rule, rows_found
from forums.models import (
    ExpertSessionPage,
    Mute,
    Question,
    RoomEvent,
    StatementsPage,
    StatementVote,
    Support,
)
from forums.models.statements import MONTHS_OF_A_VOTE


def find_raw_logs(cutoff: Cutoff, held: Held) -> Found:
    """Find what sessions that ended long enough ago hold beyond their transcript."""
    ended = ExpertSessionPage.objects.annotate(end=ExpertSessionPage.end_expression)
    sessions = {
        pk: end
        for pk, path, end in ended.filter(end__lte=cutoff.moment).values_list("pk", "path", "end")
        if not held.covers_path(path)
    }
    rows = raw_rows(list(sessions), held)
    found = [set(kind.values_list("session", flat=True)) for kind in rows[:-1]]
    found.append(set(rows[-1].values_list("question__session", flat=True)))
    count = sum(kind.count() for kind in rows)
    if not count:
        return NOTHING_FOUND
    oldest = min(sessions[pk] for kind in found for pk in kind).date()

    def let_go() -> int:
        delete_raw_logs(list(sessions), held)
        return count

    return Found(count, oldest, let_go)


def raw_rows(sessions: list[int], held: Held) -> list[models.QuerySet]:
    """Return what is not part of a transcript: unpublished questions, events, mutes, supporters.

    What is complained of stays until the complaint is settled; so does what a held person did.
    """
    open_case = Q(reports__settled_at=None, reports__isnull=False) | Q(
        appeals__decided_at=None, appeals__isnull=False
    )
    busy = Question.objects.filter(open_case).values("pk")
    unpublished = (
        Question.objects.filter(session__in=sessions)
        .exclude(state__in=Question.PUBLIC, hidden_at=None, is_held=False)
        .exclude(pk__in=busy)
        .exclude(author__in=held.people)
    )
    events = RoomEvent.objects.filter(session__in=sessions)
    if held.people:
        # An event names rows, not people: where one took part, all events of the session stay.
        took_part = Question.objects.filter(author__in=held.people).values("session")
        events = events.exclude(session__in=took_part)
    mutes = Mute.objects.filter(session__in=sessions).exclude(user__in=held.people)
    supports = Support.objects.filter(question__session__in=sessions)
    return [unpublished, events, mutes, supports.exclude(user__in=held.people)]


@transaction.atomic
def delete_raw_logs(sessions: list[int], held: Held) -> None:
    """Delete it all, and leave each published question with the number of its supporters."""
    unpublished, events, mutes, supports = raw_rows(sessions, held)
    count = Support.objects.filter(question=OuterRef("pk")).order_by().values("question")
    Question.objects.filter(session__in=sessions, final_support=None).exclude(supports=None).update(
        final_support=Subquery(count.annotate(n=Count("pk")).values("n"))
    )
    # Versions from before an edit were never part of what is published.
    kept = Question.objects.filter(session__in=sessions).exclude(author__in=held.people)
    for question in kept.exclude(first_text=""):
        question.first_text = ""
        question.save(update_fields=["first_text"])
    for rows in (events, mutes, supports):
        rows.delete()
    # Joined questions point at each other: first those at which none points that would stay.
    due = set(unpublished.values_list("pk", flat=True))
    targets = Question.objects.filter(merged_into__in=due).exclude(pk__in=due)
    due -= set(targets.values_list("merged_into", flat=True))
    joined = Question.objects.filter(pk__in=due, state=Question.State.MERGED)
    joined.update(state=Question.State.WITHDRAWN, merged_into=None)
    Question.objects.filter(pk__in=due).delete()


# ---- votes on statements ---------------------------------------------------------------------


def find_statement_votes(cutoff: Cutoff, held: Held) -> Found:
    """Find the votes on statements, counted from the end of voting."""
    rows = StatementVote.objects.none()
    for page in StatementsPage.objects.filter(closes_at__lte=cutoff.moment):
        if not held.covers_path(page.path):
            rows = rows | linked_votes(page, held)

    # Who voted on a page stays one person on it, so that groups stay as drawn.
    return rows_found(rows, "statement__page__closes_at", lambda: unlink(rows))


def linked_votes(page: StatementsPage, held: Held) -> models.QuerySet[StatementVote]:
    votes = StatementVote.objects.filter(statement__page=page)
    return still_linked(votes, held.people, page.subject)


RULES = (
    Rule(
        "chat_log",
        _("Raw log of live sessions: unpublished questions, events, supporters, mutes"),
        Period(6, "months"),
        since=_("the end of the session"),
        then=_("It is deleted. Published questions and answers stay for good."),
        find=find_raw_logs,
    ),
    Rule(
        "statement_votes",
        _("Votes on statements, with the way back to who cast them"),
        Period(MONTHS_OF_A_VOTE, "months"),
        since=_("the end of voting"),
        then=_("The way back is destroyed. The votes stay and go on counting."),
        find=find_statement_votes,
        may_be_changed=False,
    ),
)
