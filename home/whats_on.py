"""What is published and open, read once for many readers.

The front page and My panel show everything at once. What is the same for all readers with the
same groups is kept for half a minute, and read anew when an editor or officer changes it; what is
this person's own is always read fresh.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from django.core.cache import cache
from django.utils.translation import get_language

from consultations.models import ConsultationPage
from consultations.privacy import visible_pages
from polls.models import DeliberativePollPage, QuestionnairePage, QuickPollPage

T = TypeVar("T")
SECONDS = 30
EDITION = "home.edition"


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


def kept(user, name: str, read: Callable[[], T]) -> T:
    """Return what `read` finds, from the store where somebody with the same groups asked before."""
    groups = ",".join(str(pk) for pk in sorted(user.groups.values_list("pk", flat=True)))
    who = f"{user.is_authenticated}.{user.is_superuser}.{groups}"
    key = f"home.{name}.{cache.get(EDITION, 0)}.{get_language()}.{who}"
    found = cache.get(key)
    if found is None:
        found = read()
        cache.set(key, found, SECONDS)
    return found


def whats_on(user) -> WhatsOn:
    """Return what this person may see."""
    return kept(user, "whats_on", lambda: read_whats_on(user))


def read_whats_on(user) -> WhatsOn:
    consultations = ConsultationPage.objects.visible_to(user).order_by("closes_at")
    polls = list(
        DeliberativePollPage.objects.visible_to(user).prefetch_related("overrides", "items")
    )
    questionnaires = QuestionnairePage.objects.visible_to(user).filter(deliberativepollpage=None)
    return WhatsOn(
        consultations={page.path: page for page in consultations},
        polls=polls,
        questionnaires=list(questionnaires),
        children={poll.pk: visible_children(poll, user) for poll in polls if poll.is_open},
        quick_poll=QuickPollPage.objects.current(),
    )


def visible_children(poll: DeliberativePollPage, user) -> list:
    return list(visible_pages(poll.get_children(), user).specific())


def forget(**_signal) -> None:
    """Let everybody read anew: something was published, withdrawn, restricted or opened early."""
    try:
        cache.incr(EDITION)
    except ValueError:
        cache.set(EDITION, 1, None)
