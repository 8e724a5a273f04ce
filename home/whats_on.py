"""What is published and open to members: what My panel puts a person's own answers beside."""

from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from wagtail.models import Page

from consultations.models import ConsultationPage
from consultations.privacy import visible_pages
from core.at_once import prefetch_at_once, read_at_once
from core.joined import as_their_types, types_below
from core.kept import kept
from polls.models import DeliberativePollPage, QuestionnairePage, QuickPollPage
from polls.models.deliberative import WITHOUT_PROOFS


@dataclass
class WhatsOn:
    """The published pages that matter to a member; a poll's children by the poll's number."""

    consultations: dict[str, ConsultationPage] = field(default_factory=dict)  # by tree path
    polls: list[DeliberativePollPage] = field(default_factory=list)
    questionnaires: list[QuestionnairePage] = field(default_factory=list)
    children: dict[int, list] = field(default_factory=dict)
    quick_poll: QuickPollPage | None = None

    def consultation_above(self, page) -> ConsultationPage | None:
        """Return the consultation that a page stands below."""
        step = page.steplen
        paths = (page.path[:end] for end in range(len(page.path) - step, 0, -step))
        return next((self.consultations[p] for p in paths if p in self.consultations), None)


def whats_on(user) -> WhatsOn:
    """Return what this person may see."""
    return kept("whats_on", user, lambda: read_whats_on(user))


def read_whats_on(user) -> WhatsOn:
    """Read it in three queries: the pages, the parts of polls, and what stands below open polls."""
    consultations = ConsultationPage.objects.visible_to(user).order_by("closes_at")
    polls = DeliberativePollPage.objects.visible_to(user)
    questionnaires = QuestionnairePage.objects.visible_to(user).filter(deliberativepollpage=None)
    quick = QuickPollPage.objects.first_to_close()
    read_at_once(consultations, polls, questionnaires, quick)
    prefetch_at_once((list(polls), ["overrides", "items", "rounds", WITHOUT_PROOFS]))
    return WhatsOn(
        consultations={page.path: page for page in consultations},
        polls=list(polls),
        questionnaires=list(questionnaires),
        children=visible_children([poll for poll in polls if poll.is_under_way], user),
        quick_poll=quick.first(),
    )


def visible_children(polls: list[DeliberativePollPage], user) -> dict[int, list[Page]]:
    """Return what stands below each poll and is shown to this person, in one query for all."""
    found: dict[str, list[Page]] = {poll.path: [] for poll in polls}
    if polls:
        below = reduce(or_, (Page.objects.child_of_q(poll) for poll in polls))
        children = visible_pages(Page.objects.filter(below).order_by("path"), user)
        for page in as_their_types(children, types_below(DeliberativePollPage)):
            found[page.path[: -page.steplen]].append(page)
    return {poll.pk: found[poll.path] for poll in polls}
