"""What a resident can do in a consultation: the common ground of polls, forums and sessions."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Page, PageManager, PageViewRestriction, get_page_models
from wagtail.query import PageQuerySet

from consultations.cards import ActivityCard
from consultations.fields import ClosingField
from consultations.privacy import below_published, visible_pages
from consultations.words import minutes_of, until, when
from core.at_once import prefetch_at_once
from core.joined import as_their_types
from core.kept import ANYBODY, kept
from core.pages import QuicklyChecked


class ActivityQuerySet(PageQuerySet):
    def visible_to(self, user):
        """Keep the published pages that this person may open, by Wagtail's own privacy settings."""
        return below_published(visible_pages(self, user))

    def open_now(self):
        """Keep what is open by the clock."""
        now = timezone.now()
        return self.filter(
            models.Q(opens_at=None) | models.Q(opens_at__lte=now),
            models.Q(closes_at=None) | models.Q(closes_at__gte=now),
        )


ActivityManager = PageManager.from_queryset(ActivityQuerySet)


class ActivityPage(QuicklyChecked, Page):
    """An activity with dates, somewhere below a consultation. Open means open by the clock, now."""

    introduction = models.TextField(
        gettext_lazy("introduction"),
        blank=True,
        help_text=gettext_lazy("Say in two sentences what people do here and what happens then."),
    )
    opens_at = models.DateTimeField(gettext_lazy("opens"), null=True, blank=True)
    closes_at = ClosingField(
        gettext_lazy("closes"),
        null=True,
        blank=True,
        help_text=gettext_lazy("Without a time it closes at 11.59pm on that day."),
    )
    minutes = models.PositiveSmallIntegerField(
        gettext_lazy("minutes it takes"), null=True, blank=True
    )

    objects = ActivityManager()

    card_kind = "questionnaire"
    card_label = gettext_lazy("Questionnaire")
    card_action = gettext_lazy("Take part")
    private_page_options = [PageViewRestriction.LOGIN, PageViewRestriction.GROUPS]

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                FieldPanel("minutes"),
            ],
            heading=gettext_lazy("When"),
        ),
    ]

    class Meta:
        abstract = True

    # ---- when

    @property
    def has_opened(self) -> bool:
        return self.opens_at is None or self.opens_at <= timezone.now()

    @property
    def has_closed(self) -> bool:
        return self.closes_at is not None and self.closes_at < timezone.now()

    @property
    def is_open(self) -> bool:
        return self.has_opened and not self.has_closed

    @property
    def is_anonymised(self) -> bool:
        """Say whether nothing leads from people to what they did here any more."""
        return False

    # ---- what everybody reads alike

    def published_parts(self) -> dict[str, Any]:
        """Return, by attribute, what this page says to everybody beside its own row."""
        return {}

    # The children that `published_parts` reads, by name, so that many pages' are read at once.
    parts_read_from: tuple[str | models.Prefetch, ...] = ()

    def rows_beside(self) -> list[models.QuerySet]:
        """Return, not asked yet, what else `published_parts` reads of this page."""
        return []

    def take_published_parts(self) -> None:
        """Give this page, as it is published, the parts that were read for everybody."""
        self.__dict__.update(kept(f"parts.{self.pk}", ANYBODY, lambda: parts_of([self])[0]))

    # ---- may they?

    @cached_property
    def containers(self) -> list[Page]:
        """List what this activity stands in, from the nearest to the consultation."""
        return containers_of(self)

    @cached_property
    def consultation(self) -> Page | None:
        """Return the consultation that this activity belongs to."""
        return next((page for page in self.containers if hasattr(page, "is_outermost")), None)

    @property
    def parent_activity(self) -> "ActivityPage | None":
        """Return the activity that contains this one, such as the deliberative poll of a forum."""
        nearest = self.containers[0] if self.containers else None
        return nearest if isinstance(nearest, ActivityPage) else None

    def refusal_for(self, user) -> str:
        """Say why this person may not act here now; empty when they may."""
        return self.refusal_to_reach(user) or self.refusal_by_date() or self.refusal_of_person(user)

    def refusal_to_reach(self, user) -> str:
        """Say what closes to this person something that this activity stands in."""
        refusals = (page.refusal_to_enter(user) for page in self.containers)
        return next(filter(None, refusals), "")

    def refusal_to_enter(self, user) -> str:
        """Say why this person may not yet open what this activity contains; empty when they may."""
        return ""

    def was_missed_by(self, user) -> bool:
        """Say whether this goes on without this person, who did not begin it in time."""
        return False

    def faults_inside(self, opens_at, closes_at, *, is_session: bool) -> dict[str, str]:
        """Say, by field, where the dates of what this activity is to contain do not fit into it."""
        return {}

    leaves_transcript = False  # whether who could not attend reads afterwards what was said

    def refusal_to_extend(self, planned, ends_at) -> str:
        """Say why something in here may not go on until then, and not end as planned."""
        return ""

    def follows_from_end(self) -> str:
        """Say what waits by now for the end of what goes on in here; empty when nothing does."""
        return ""

    def end_moved(self) -> None:
        """Tell who watches this that something in here ends at another moment than it was to."""

    def stages_address(self, user) -> str:
        """Return where this person can open stages before their dates; empty where they may not."""
        return ""

    def stages_now(self) -> list[tuple[str, str]]:
        """Return name and words of each stage as it stands by its dates, for who runs this."""
        return []

    def stages_socket(self) -> str:
        """Return the address at which it is heard that a stage was moved; empty for none."""
        return ""

    # ---- small groups

    has_circles = False  # whether people here were dealt into small groups

    def circle_of(self, user) -> int | None:
        """Return the number of the small group into which this person was dealt, if they were."""
        return None

    def circles_led_by(self, user) -> frozenset[int]:
        """Return the numbers of the small groups that this person facilitates."""
        return frozenset()

    def circle_members(self, number: int) -> list:
        """Return the people of a small group, for who facilitates it."""
        return []

    def circles_dealt_at(self):
        """Return when people were dealt into small groups; None while they are not."""
        return

    def members_of_circles(self) -> list:
        """Return the people of all small groups."""
        return []

    def steps_missed(self, users) -> dict[int, str]:
        """Say, by pk, what some people have not done yet: of reading alone, never of answers."""
        return {}

    def key_of_member(self, user) -> str:
        """Return the key under which this activity knows somebody; "" where it knows no keys."""
        return ""

    def attendance_key(self, user) -> str:
        """Return the key under which to note that this person is on a page below; "" for none."""
        return ""

    def refusal_by_date(self) -> str:
        """Say when this opens or closed, if it is not open now."""
        if not self.has_opened:
            return _("This opens %(when)s.") % {"when": when(self.opens_at)}
        if self.has_closed:
            return _("This closed %(when)s.") % {"when": when(self.closes_at)}
        return ""

    def refusal_of_person(self, user) -> str:
        """Say what this person lacks, whatever the date."""
        if not user.is_authenticated:
            return _("Sign in or join the panel to take part.")
        membership = getattr(user, "membership", None)
        return membership.refusal if membership else ""

    # ---- who took part

    def participants(self, users) -> set[int]:
        """Return the pks of those users who took part, by turning each person into their key."""
        return set()

    @property
    def round_now(self) -> str:
        """Name the round that people are asked in now; empty where there is one alone."""
        return ""

    def answered(self, users) -> set[int]:
        """Return the pks of those users who have done what they are asked for now."""
        return self.participants(users)

    def participant_count(self) -> int:
        return 0

    def holds_what_people_did(self) -> bool:
        """Say whether anything would be lost, were this page deleted."""
        return self.participant_count() > 0

    @classmethod
    def participant_counts(cls, pages: list["ActivityPage"]) -> dict[int, int]:
        """Count the people of many activities of this type, in one query where a type can."""
        return {page.pk: page.participant_count() for page in pages}

    @classmethod
    def joined_by(cls, user, pages: list["ActivityPage"]) -> set[int]:
        """Return the pks of those pages where a person took part, in one query where a type can."""
        return {page.pk for page in pages if user.pk in page.participants([user])}

    @classmethod
    def prepare_cards(cls, pages: list["ActivityPage"], user) -> None:
        """Fetch for many activities of this type at once what their cards will need."""

    # ---- how it presents itself

    def card(self, user) -> ActivityCard:
        """Return this activity as a card, as this person sees it."""
        return ActivityCard(
            kind=self.card_kind,
            kind_label=str(self.card_label),
            title=self.title,
            url=self.url,
            sentence=self.introduction,
            facts=[_("about %(time)s") % {"time": minutes_of(self.minutes)}]
            if self.minutes
            else [],
            action=self.action_for(user),
            tag=self.card_tag(),
        )

    def action_for(self, user) -> str:
        """Name what this person can do here, on the link that leads there."""
        if self.refusal_to_reach(user):
            return _("See when it opens to you")
        if not self.has_opened:
            return _("See what is planned")
        return str(self.card_action) if self.is_open else self.action_when_closed()

    def action_when_closed(self) -> str:
        """Name what there is to see once nobody can act here any more."""
        return _("See what was said")

    def card_tag(self) -> tuple[str, str]:
        """Return tone and words that say where this activity stands."""
        if not self.has_opened:
            return ("soon", _("Opens %(when)s") % {"when": until(self.opens_at)})
        if self.has_closed:
            return ("reading", _("Closed %(when)s") % {"when": when(self.closes_at)})
        if self.closes_at:
            return ("open", _("Open until %(when)s") % {"when": until(self.closes_at)})
        return ("open", _("Open"))


# ---- many pages at once


def containers_of(page: Page) -> list[Page]:
    """List what a page stands in, from the nearest to the consultation, as everybody reads it."""
    above = page.path[: -page.steplen]
    return kept(f"containers.{above}", ANYBODY, lambda: read_containers(above))


def read_containers(path: str) -> list[Page]:
    paths = [path[:end] for end in range(len(path), 0, -Page.steplen)]
    # The front page and the list of consultations let everybody in: their own rows are not read.
    doors = [
        model
        for model in get_page_models()
        if hasattr(model, "refusal_to_enter") and model.allowed_subpage_models()
    ]
    pages = {page.path: page for page in as_their_types(Page.objects.filter(path__in=paths), doors)}
    found: list[Page] = []
    for one in paths:
        page = pages.get(one)
        if not hasattr(page, "refusal_to_enter"):
            break
        found.append(page)
        if getattr(page, "is_outermost", False):
            break
    for place, page in enumerate(found):
        if isinstance(page, ActivityPage):
            page.__dict__["containers"] = found[place + 1 :]
    take_parts([page for page in found if isinstance(page, ActivityPage)])
    return found


def parts_of(pages: list[ActivityPage]) -> list[dict[str, Any]]:
    """Return what each of many activities of any types says to everybody, read in one query."""
    groups = ((one, kind.parts_read_from) for kind, one in by_type(pages).items())
    prefetch_at_once(*groups, beside=[rows for page in pages for rows in page.rows_beside()])
    return [page.published_parts() for page in pages]


def take_parts(pages: list[ActivityPage]) -> None:
    """Give activities the parts that they say to everybody."""
    for page, parts in zip(pages, parts_of(pages), strict=True):
        page.__dict__.update(parts)


def by_type(pages: list[ActivityPage]) -> dict[type[ActivityPage], list[ActivityPage]]:
    groups: dict[type[ActivityPage], list[ActivityPage]] = {}
    for page in pages:
        groups.setdefault(type(page), []).append(page)
    return groups


def together(pages: list[ActivityPage], way: str) -> list[tuple[Callable, list[ActivityPage]]]:
    """Pair each way of doing something for many pages with the pages whose types share it."""
    groups: dict[Callable, list[ActivityPage]] = {}
    for page in pages:
        groups.setdefault(getattr(type(page), way).__func__, []).append(page)
    return [(getattr(type(group[0]), way), group) for group in groups.values()]


def prepare_all(pages: list[ActivityPage], user) -> None:
    """Fetch at once what the cards of activities of any type will need."""
    for prepare, group in together(pages, "prepare_cards"):
        prepare(group, user)
