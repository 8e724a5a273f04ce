"""Where one person stands in a questionnaire: what they have sent, saved and may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property

from consultations.models import ActivityPage
from consultations.privacy import visible_pages

if TYPE_CHECKING:
    from polls.models import QuestionnairePage, Response


@dataclass
class Standing:
    """Where one person stands in one questionnaire, each thing read once."""

    poll: QuestionnairePage
    user: Any

    @cached_property
    def key(self) -> str:
        return self.user.key_for(self.poll.subject) if self.user.is_authenticated else ""

    @cached_property
    def responses(self) -> dict[str, Response]:
        """Return this person's responses by wave; withdrawn ones too, for they count as given."""
        if not self.key or not self.poll.pk:
            return {}
        return {response.wave: response for response in self.poll.responses.filter(key=self.key)}

    @cached_property
    def drafts(self) -> set[str]:
        if not self.key or not self.poll.pk:
            return set()
        return set(self.poll.drafts.filter(key=self.key).values_list("wave", flat=True))

    @property
    def has_withdrawn(self) -> bool:
        return any(response.withdrawn_at for response in self.responses.values())

    @cached_property
    def children(self) -> list:
        """Return the briefing, discussions and sessions that this person may see, in tree order."""
        if not self.poll.path or not self.poll.pk:
            return []
        return list(visible_pages(self.poll.get_children(), self.user).specific())

    @property
    def briefing(self):
        return next((page for page in self.children if hasattr(page, "readings")), None)

    @property
    def activities(self) -> list[ActivityPage]:
        return [page for page in self.children if isinstance(page, ActivityPage)]
