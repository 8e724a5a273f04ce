"""The questions of a small group to the experts: members word and rank them, the top ones go.

Only wordings go on, in the group's name. Who proposed one and who ranked what stays in the room.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from analysis.group_ranking import ranked
from core import audit
from core.at_once import read_at_once
from core.refusals import Refused
from forums.access import is_newcomer
from forums.chats import LONGEST_QUESTION, ask_for_group
from forums.live import tell_room
from forums.models import (
    Contribution,
    ExpertSessionPage,
    ForumPage,
    ProposedQuestion,
    QuestionRanking,
    QuestionsSent,
)

PROPOSALS_EACH = 3
PLACES = 3


def session_of(forum: ForumPage) -> ExpertSessionPage | None:
    """Return the session with experts of a forum's round: the next one after it in the poll."""
    if not forum.is_by_group or not forum.group_questions or forum.parent_activity is None:
        return None
    beside = ExpertSessionPage.objects.live().sibling_of(forum)
    return beside.filter(path__gt=forum.path).order_by("path").first()


@dataclass
class GroupQuestions:
    """What a group would ask the experts, and what has gone to them."""

    proposals: list[ProposedQuestion]
    wanted: list[ProposedQuestion]
    sent: QuestionsSent | None


def questions_of(forum: ForumPage, circle: int) -> GroupQuestions:
    """Read the questions of a group in one query."""
    proposed, rankings = shown_in(forum, circle), rankings_in(forum)
    sent = forum.questions_sent.filter(circle=circle).select_related("by").order_by("pk")
    read_at_once(proposed, rankings, sent)
    return GroupQuestions(list(proposed), wanted_of(list(proposed), forum, rankings), sent.first())


def shown_in(forum: ForumPage, circle: int) -> QuerySet[ProposedQuestion]:
    """Ask for what a group's members proposed and all in it may read, the earliest first."""
    shown = forum.proposed_questions.filter(circle=circle, hidden_at=None, is_held=False)
    return shown.with_authors().in_order_said()


def proposals_in(forum: ForumPage, circle: int) -> list[ProposedQuestion]:
    """Return what a group's members proposed and everybody in it may read, the earliest first."""
    return list(shown_in(forum, circle))


def rankings_in(forum: ForumPage) -> QuerySet:
    """Ask for what everybody ranked first, second and third."""
    rankings = QuestionRanking.objects.filter(forum=forum)
    return rankings.values_list("first", "second", "third")


def wanted_of(
    proposals: list[ProposedQuestion], forum: ForumPage, rankings: QuerySet | None = None
) -> list[ProposedQuestion]:
    """Return those that anybody ranked, the most wanted first; of what has gone, what went.

    `rankings` are `rankings_in`, if asked before.
    """
    if any(one.sent_as_id for one in proposals):
        return sorted(
            (one for one in proposals if one.sent_as_id), key=lambda one: one.sent_as_id or 0
        )
    by_pk = {one.pk: one for one in proposals}
    # Members of other groups rank questions that are not among these.
    places = rankings_in(forum) if rankings is None else rankings
    chosen = [[pk for pk in ranking if pk] for ranking in places]
    return [by_pk[pk] for pk in ranked(list(by_pk), chosen, places=PLACES)]


def refusal_to_take_part(forum: ForumPage, circle: int, user: Any) -> str:
    """Say why somebody may not propose or rank the questions of a group now."""
    poll = forum.parent_activity
    if poll is None or poll.circle_of(user) != circle or forum.circles_led(user):
        return _("Only the members of a group propose and rank its questions.")
    if refusal := forum.refusal_for(user):
        return refusal
    if forum.questions_sent.filter(circle=circle).exists():
        return _("The questions of your group have gone to the experts.")
    if session_of(forum) is None:
        return _("No session with experts follows that could take questions.")
    return ""


@transaction.atomic
def propose(*, forum: ForumPage, circle: int, author: Any, text: str) -> ProposedQuestion:
    """Propose the wording of a question to one's group."""
    text = text.strip()
    if refusal := refusal_to_take_part(forum, circle, author):
        raise Refused(refusal)
    if not text:
        raise Refused(_("Write your question first."))
    if len(text) > LONGEST_QUESTION:
        raise Refused(_("Use 500 characters or fewer."))
    if not text.endswith("?"):
        raise Refused(
            _("Put it as a question that ends with a question mark. What you think stays here.")
        )
    own = forum.proposed_questions.filter(circle=circle, author=author, hidden_at=None)
    if own.count() >= PROPOSALS_EACH:
        raise Refused(_("You have proposed 3 questions in this round. Rank those of others now."))
    proposal = ProposedQuestion.objects.create(
        kind=Contribution.Kind.PROPOSAL,
        forum=forum,
        circle=circle,
        author=author,
        text=text,
        is_held=forum.policy == ForumPage.Policy.PRE or is_newcomer(author),
    )
    tell_room(forum.pk, circle, "questions")
    return proposal


@transaction.atomic
def rank(*, forum: ForumPage, circle: int, user: Any, chosen: list[ProposedQuestion]) -> None:
    """Keep which questions somebody wants asked most, in order; a new ranking replaces the old."""
    if refusal := refusal_to_take_part(forum, circle, user):
        raise Refused(refusal)
    if not chosen:
        raise Refused(_("Choose the question that you want asked most."))
    if len(set(chosen)) < len(chosen):
        raise Refused(_("Choose each question once."))
    if not set(chosen) <= set(proposals_in(forum, circle)):
        raise Refused(_("One of these questions is no longer here. Choose again."))
    places = dict(zip(("first", "second", "third"), chosen, strict=False))
    defaults = {"second": None, "third": None, **places, "ranked_at": timezone.now()}
    QuestionRanking.objects.update_or_create(forum=forum, user=user, defaults=defaults)
    tell_room(forum.pk, circle, "questions")


@transaction.atomic
def send(*, forum: ForumPage, circle: int, by: Any = None) -> list[ProposedQuestion]:
    """Put a group's most wanted questions to its round's session, once.

    The facilitator does so when the group is ready; without `by` the end of the round did, also
    where no session can take them any more. Who ranked what is kept no longer.
    """
    if by is not None and circle not in forum.circles_led(by):
        raise Refused(_("Only who facilitates a group sends its questions."))
    session = session_of(forum)
    if session is not None and session.has_closed:
        session = None
    if by is not None and session is None:
        raise Refused(_("No session with experts follows that could take questions."))
    top = wanted_of(proposals_in(forum, circle), forum)[: forum.group_questions]
    if by is not None and not top:
        raise Refused(_("Nobody has ranked a question yet."))
    try:
        with transaction.atomic():
            QuestionsSent.objects.create(forum=forum, circle=circle, session=session, by=by)
    except IntegrityError:
        raise Refused(_("The questions of this group have gone to the experts.")) from None
    if session is not None:
        for proposal in top:
            proposal.sent_as = ask_for_group(session=session, circle=circle, text=proposal.text)
            proposal.save(update_fields=["sent_as"])
    # Who wanted what has done its work.
    own = forum.proposed_questions.filter(circle=circle)
    QuestionRanking.objects.filter(first__in=own).delete()
    if by is not None:
        audit.record(
            "forums.group_questions.sent", on=forum, by=by, group=circle, questions=len(top)
        )
    tell_room(forum.pk, circle, "questions")
    return top


def send_due() -> int:
    """Send the questions of all rounds that are over, for groups that have not sent theirs."""
    sent, waiting = 0, circles_waiting()
    for forum in ForumPage.objects.live().filter(pk__in=waiting):
        if not forum.has_closed:
            continue
        for circle in sorted(waiting[forum.pk]):
            try:
                sent += len(send(forum=forum, circle=circle))
            except Refused:
                continue  # its facilitator has just sent them
    return sent


def circles_waiting() -> dict[int, set[int]]:
    """Return by forum the groups that proposed questions and have sent none."""
    waiting: dict[int, set[int]] = defaultdict(set)
    for forum, circle in ProposedQuestion.objects.values_list("forum", "circle").distinct():
        waiting[forum].add(circle)
    for forum, circle in QuestionsSent.objects.values_list("forum", "circle"):
        waiting[forum].discard(circle)
    return {forum: circles for forum, circles in waiting.items() if circles}
