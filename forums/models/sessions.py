"""A live session with experts: the page that editors own, and the room that runs during it."""

from datetime import timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from consultations.models import ActivityPage, HasPurpose
from core import dates
from forums.admin_forms import SessionForm, faults_inside, missing_hours, missing_views
from forums.models.shown import ShownByView
from forums.models.talk import TalkPage

WORKING_DAYS_TO_ANSWER = 10


def add_working_days(moment, days: int):
    """Return the same time so many working days later; Saturdays and Sundays do not count."""
    while days:
        moment += timedelta(days=1)
        days -= moment.weekday() < 5
    return moment


class ExpertSessionPage(ShownByView, TalkPage, HasPurpose, ActivityPage):
    """Questions from residents, answered in writing by experts, live and afterwards."""

    class Mode(models.TextChoices):
        MODERATED = "moderated", _("A moderator approves each question")
        OPEN = "open", _("Questions appear at once")

    class Askers(models.TextChoices):
        REGISTERED = "registered", _("Anyone with an account")
        PANEL = "panel", _("Members of the panel")

    class Publisher(models.TextChoices):
        HOST = "host", _("The host")
        EXPERT = "expert", _("The expert who wrote it")

    mode = models.CharField(_("mode"), max_length=9, choices=Mode, default=Mode.MODERATED)
    askers = models.CharField(
        _("who may ask"), max_length=10, choices=Askers, default=Askers.REGISTERED
    )
    takes_early_questions = models.BooleanField(_("questions can be sent beforehand"), default=True)
    slow_seconds = models.PositiveSmallIntegerField(
        _("seconds between two questions of one person"),
        default=60,
        validators=[MaxValueValidator(600)],
    )
    answers_published_by = models.CharField(
        _("who publishes an answer"), max_length=6, choices=Publisher, default=Publisher.EXPERT
    )
    answer_length = models.PositiveIntegerField(
        _("longest answer, in characters"),
        default=3000,
        validators=[MinValueValidator(200), MaxValueValidator(3000)],
        help_text=_("The same for every expert, so that all have turns of one length."),
    )
    one_view_reason = models.TextField(
        _("why there are not two experts of differing view"),
        blank=True,
        max_length=500,
        help_text=_(
            "In a deliberative poll one expert is for, and another against, what the session is "
            "about. Only where that cannot be: why. Everybody reads it."
        ),
    )
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="hosted_sessions",
        verbose_name=_("host"),
    )

    content_panels = [
        *ActivityPage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("mode"), FieldPanel("askers")]),
                FieldRowPanel([FieldPanel("takes_early_questions"), FieldPanel("slow_seconds")]),
                FieldRowPanel([FieldPanel("answers_published_by"), FieldPanel("host")]),
                FieldPanel("answer_length"),
            ],
            heading=_("How it runs"),
        ),
        InlinePanel("experts", heading=_("Experts"), label=_("Expert")),
        FieldPanel("one_view_reason"),
        HasPurpose.purpose_panel,
    ]
    base_form_class = SessionForm
    page_description = _("Residents ask, experts answer in writing, live for an hour or two.")
    parent_page_types = ["consultations.ConsultationPage", "polls.DeliberativePollPage"]
    subpage_types: list[str] = []
    usual_purpose = "debates"
    leaves_transcript = True
    card_kind = "session"
    card_label = _("Ask the experts")
    card_action = _("Ask a question")
    template = "forums/session_page.html"
    # `ends_at` for queries: what contains this session may have to wait for its real end.
    end_expression = Coalesce(
        "room_row__closed_at",
        Greatest(
            Coalesce("room_row__extended_to", "closes_at", output_field=models.DateTimeField()),
            "closes_at",
            output_field=models.DateTimeField(),
        ),
        output_field=models.DateTimeField(),
    )

    class Meta:
        verbose_name = _("expert session")

    @cached_property
    def room(self) -> "Room":
        """What happens during the session; a page's revisions never touch it."""
        room = Room.objects.get_or_create(session_id=self.pk)[0]
        room.session = self
        return room

    @cached_property
    def listed_experts(self) -> list["SessionExpert"]:
        return list(self.experts.all())

    parts_read_from = ("experts",)

    def published_parts(self):
        return {"listed_experts": self.listed_experts}

    @property
    def ends_at(self):
        """The closing time, or the later one that the host allowed, or when the host closed it."""
        if self.room.closed_at:
            return self.room.closed_at
        return max(filter(None, [self.closes_at, self.room.extended_to]), default=None)

    @property
    def has_closed(self) -> bool:
        return self.ends_at is not None and self.ends_at <= timezone.now()

    @property
    def stage(self) -> str:
        """Return "before", "live", "paused" or "after"."""
        if self.has_closed:
            return "after"
        if not self.has_opened:
            return "before"
        return "paused" if self.room.is_paused else "live"

    @property
    def written_answers_until(self):
        """The end of the time in which what was left is answered in writing."""
        return self.ends_at and add_working_days(self.ends_at, WORKING_DAYS_TO_ANSWER)

    @property
    def is_final(self) -> bool:
        until = self.written_answers_until
        return until is not None and until <= timezone.now()

    def refusal_by_date(self) -> str:
        """Questions can come beforehand, if the page says so, and until the end."""
        if not self.has_opened and not self.takes_early_questions:
            return gettext("Questions open at %(when)s.") % {"when": dates.moment(self.opens_at)}
        if self.has_closed:
            return gettext("This session ended at %(when)s. What was said stays on this page.") % {
                "when": dates.moment(self.ends_at)
            }
        if self.room.is_paused:
            return gettext("The host has paused this session: %(reason)s") % {
                "reason": self.room.paused_because
            }
        return ""

    def refusal_of_person(self, user) -> str:
        if refusal := super().refusal_of_person(user):
            return refusal
        if self.askers == self.Askers.PANEL:
            membership = getattr(user, "membership", None)
            if membership is None:
                return gettext("Only members of the panel ask here. You can join in two minutes.")
            return membership.refusal
        return ""

    def participants(self, users) -> set[int]:
        """Those who asked or supported a question."""
        people = {user.pk for user in users}
        asked = self.questions.filter(author__in=people).values_list("author", flat=True)
        backed = self.questions.filter(supports__user__in=people)
        return set(asked) | set(backed.values_list("supports__user", flat=True)) & people

    def missing_to_publish(self) -> dict[str, str]:
        views = [expert.view for expert in self.experts.all()]
        return (
            missing_hours(self.opens_at, self.closes_at)
            | missing_views(self.parent_activity, views, self.one_view_reason)
            | faults_inside(self.parent_activity, self.opens_at, self.closes_at, is_session=True)
        )

    def holds_what_people_did(self) -> bool:
        return self.questions.exists()

    def participant_count(self) -> int:
        asked = self.questions.exclude(author=None).values_list("author", flat=True)
        backed = self.questions.exclude(supports=None).values_list("supports__user", flat=True)
        return asked.union(backed).count()

    @classmethod
    def prepare_cards(cls, pages, user) -> None:
        """Fetch the rooms of many sessions at once."""
        pages = [page for page in pages if "room" not in page.__dict__]
        rooms = Room.objects.in_bulk([page.pk for page in pages]) if pages else {}
        for page in pages:
            if page.pk in rooms:
                page.room = rooms[page.pk]
                page.room.session = page

    def card_tag(self) -> tuple[str, str]:
        if self.stage in ("live", "paused") and self.ends_at:
            return ("live", gettext("Live until %(time)s") % {"time": dates.clock(self.ends_at)})
        return super().card_tag()

    def card(self, user):
        card = super().card(user)
        card.is_live = self.stage in ("live", "paused")
        return card

    def action_for(self, user) -> str:
        is_read = self.stage == "after" and not self.refusal_to_reach(user)
        return gettext("Read the answers") if is_read else super().action_for(user)


class SessionExpert(Orderable):
    """Somebody who answers in a session, with what they declare."""

    class View(models.TextChoices):
        FOR = "for", _("for it")
        AGAINST = "against", _("against it")
        NEITHER = "neither", _("neither: explains")

    session = ParentalKey(ExpertSessionPage, on_delete=models.CASCADE, related_name="experts")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="expert_roles",
        verbose_name=_("account"),
    )
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=120, blank=True)
    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    view = models.CharField(_("view on the topic"), max_length=7, choices=View, blank=True)
    interests = models.CharField(_("declares"), max_length=240, default=_("nothing"))

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("user")]),
        FieldRowPanel([FieldPanel("role"), FieldPanel("organisation")]),
        FieldRowPanel([FieldPanel("view"), FieldPanel("interests")]),
    ]

    def __str__(self):
        return self.name


class Room(models.Model):
    """The state of one session, changed by the host, and the counter of its events."""

    session = models.OneToOneField(
        ExpertSessionPage, models.CASCADE, related_name="room_row", primary_key=True
    )
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_because = models.CharField(max_length=200, blank=True)
    is_premoderated = models.BooleanField(default=False)
    extended_to = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    last_sequence = models.PositiveIntegerField(default=0)
    last_public = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"room {self.pk}"

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None


class RoomEvent(models.Model):
    """One thing that happened in a room. It names rows, never words: what is hidden stays so."""

    class Audience(models.TextChoices):
        PUBLIC = "public"
        DESK = "desk"

    session = models.ForeignKey(ExpertSessionPage, models.CASCADE, related_name="events")
    sequence = models.PositiveIntegerField()
    audience = models.CharField(max_length=6, choices=Audience)
    kind = models.CharField(max_length=30)
    body = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["session", "sequence"], name="one_event_a_number")
        ]

    def __str__(self):
        return f"{self.session_id}.{self.sequence} {self.kind}"


class Mute(models.Model):
    """One person who may no longer ask in one session, and why."""

    session = models.ForeignKey(ExpertSessionPage, models.CASCADE, related_name="mutes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="muted_once_a_session")
        ]

    def __str__(self):
        return f"{self.user} in {self.session}"
