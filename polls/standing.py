"""Where one person stands in a questionnaire: what they have sent, saved and may see."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property

from consultations.models import ActivityPage, prepare_all, together
from consultations.privacy import visible_pages
from core.at_once import read_at_once
from core.joined import as_their_types, types_below
from core.kept import kept
from polls.models.assignment import AssignedPlace, Assignment, led_by
from polls.models.briefing import BriefingRead
from polls.models.responses import Draft, Response

if TYPE_CHECKING:
    from polls.models import QuestionnairePage


@dataclass
class OwnRows:
    """What one person has sent, begun and read in one questionnaire."""

    responses: dict[str, Response] = field(default_factory=dict)  # by wave
    drafts: set[str] = field(default_factory=set)  # waves
    readings: dict[int, BriefingRead] = field(default_factory=dict)  # by briefing


@dataclass
class Standing:
    """Where one person stands in one questionnaire, each thing read once.

    What several standings of one person need is read for all of them together, in one query.
    """

    poll: QuestionnairePage
    user: Any
    read_with: list[Standing] = field(default_factory=list, repr=False, compare=False)

    @property
    def together(self) -> dict[str, Standing]:
        """Return, by key, the standings that are read with this one."""
        return {one.key: one for one in self.read_with or [self] if one.key and one.poll.pk}

    @cached_property
    def key(self) -> str:
        key_for = getattr(self.user, "key_for", None)  # who is signed out has none
        return key_for(self.poll.subject) if key_for else ""

    @cached_property
    def own_rows(self) -> OwnRows:
        """Return what this person sent, began and read, asked in one query for all standings."""
        own = {key: OwnRows() for key in self.together}
        if own:
            sent = Response.objects.filter(**within(self.together))
            begun = Draft.objects.filter(**within(self.together)).values_list("key", "wave")
            reads = BriefingRead.objects.filter(key__in=list(own))
            read_at_once(sent, begun, reads)
            for response in sent:
                own[response.key].responses[response.wave] = response
            for key, wave in begun:
                own[key].drafts.add(wave)
            for read in reads:
                own[read.key].readings[read.briefing_id] = read
        return self.share("own_rows", own) or OwnRows()

    @cached_property
    def responses(self) -> dict[str, Response]:
        """Return this person's responses by wave; withdrawn ones too, for they count as given."""
        return self.own_rows.responses

    @cached_property
    def drafts(self) -> set[str]:
        """Return the waves in which this person has begun and not sent."""
        return self.own_rows.drafts

    @cached_property
    def places(self) -> dict[str, int]:
        """Return where this person was drawn: the number of an arm or group, by kind of draw."""
        found: dict[str, dict[str, int]] = {key: {} for key in self.together}
        drawn = [draw for one in self.together.values() for draw in drawn_for(one.poll)]
        if drawn:
            kinds = {draw.pk: draw.kind for draw in drawn}
            rows = AssignedPlace.objects.filter(assignment__in=list(kinds), key__in=list(found))
            for place in rows:
                found[place.key][kinds[place.assignment_id]] = place.number
        return self.share("places", found) or {}

    @cached_property
    def runs(self) -> tuple[frozenset[int], bool]:
        """Return which groups this member of staff facilitates, and whether they are a host."""
        draw = next((one for one in drawn_for(self.poll) if one.kind == one.Kind.GROUPS), None)
        led = led_by(draw, self.user) if draw else Assignment.objects.none()
        hosts = getattr(self.poll, "hosts", None)
        hosting = (
            hosts.filter(user=self.user.pk).values_list("pk") if hosts is not None else led.none()
        )
        read_at_once(led, hosting)
        return frozenset(led), bool(hosting)

    @property
    def led(self) -> frozenset[int]:
        """Return the numbers of the groups that this member of staff facilitates."""
        return self.runs[0]

    @property
    def is_host(self) -> bool:
        """Return whether this member of staff may move the stages of this poll."""
        return self.runs[1]

    @property
    def has_withdrawn(self) -> bool:
        return any(response.withdrawn_at for response in self.responses.values())

    @cached_property
    def children(self) -> list:
        """Return the briefing, discussions and sessions that this person may see, in tree order."""
        poll, user = self.poll, self.user
        if not poll.path or not poll.pk:
            return []
        if hasattr(poll, "inside"):
            return poll.inside
        pages = visible_pages(poll.get_children(), user)
        below = types_below(type(poll))
        return kept(f"children.{poll.pk}", user, lambda: as_their_types(pages, below))

    @property
    def briefing(self):
        return next((page for page in self.children if hasattr(page, "readings")), None)

    @cached_property
    def activities(self) -> list[ActivityPage]:
        found = [page for page in self.children if isinstance(page, ActivityPage)]
        prepare_all(found, self.user)
        return found

    @cached_property
    def reading(self) -> BriefingRead | None:
        """Return that this person said they have read the briefing, if they did."""
        return self.own_rows.readings.get(self.briefing.pk) if self.briefing else None

    @cached_property
    def joined(self) -> set[int]:
        """Return the pks of the discussions and sessions below in which this person took part."""
        pages = [page for one in self.together.values() for page in one.activities]
        joined: set[int] = set()
        for joined_by, group in together(pages, "joined_by"):
            joined |= joined_by(self.user, group)
        return self.share("joined", dict.fromkeys(self.together, joined)) or set()

    def share(self, name: str, found: dict[str, Any]) -> Any:
        """Give every standing its part of what was read for all; return this one's."""
        for key, one in self.together.items():
            one.__dict__[name] = found[key]
        return found.get(self.key)


def drawn_for(poll) -> list:
    """Return the draws of a poll; a questionnaire that is answered once has none."""
    return list(getattr(poll, "draws", {}).values())


def within(standings: dict[str, Standing]) -> dict[str, list]:
    """Return the condition that keeps the rows of these standings."""
    pages = [standing.poll.pk for standing in standings.values()]
    return {"page__in": pages, "key__in": list(standings)}
