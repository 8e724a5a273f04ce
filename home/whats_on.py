"""What is published and open to members: what My panel puts a person's own answers beside."""

from dataclasses import dataclass, field

from consultations.models import ConsultationPage
from consultations.privacy import visible_pages
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
    consultations = ConsultationPage.objects.visible_to(user).order_by("closes_at")
    parts = ("overrides", "items", "rounds", WITHOUT_PROOFS)
    polls = list(DeliberativePollPage.objects.visible_to(user).prefetch_related(*parts))
    questionnaires = QuestionnairePage.objects.visible_to(user).filter(deliberativepollpage=None)
    return WhatsOn(
        consultations={page.path: page for page in consultations},
        polls=polls,
        questionnaires=list(questionnaires),
        children={poll.pk: visible_children(poll, user) for poll in polls if poll.is_under_way},
        quick_poll=QuickPollPage.objects.current(),
    )


def visible_children(poll: DeliberativePollPage, user) -> list:
    children = visible_pages(poll.get_children(), user)
    return as_their_types(children, types_below(DeliberativePollPage))
