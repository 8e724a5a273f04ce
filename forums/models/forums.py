"""Debate by topic: residents and officers open topics, and posts answer them."""

from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel

from consultations.models import ActivityPage, HasPurpose
from forums.admin_forms import TalkForm, faults_inside
from forums.models.contributions import Contribution, ContributionQuerySet, Voice
from forums.models.shown import ShownByView
from forums.models.talk import TalkPage
from panel.models import CouncilSettings

EDIT_WINDOW = timedelta(minutes=10)


def usual_share() -> int:
    return CouncilSettings.load().most_of_words


def usual_silence() -> int:
    return CouncilSettings.load().silent_hours


class ForumPage(ShownByView, TalkPage, HasPurpose, ActivityPage):
    """A place for debate. Residents start their own topics; posts are not counted as responses."""

    class Policy(models.TextChoices):
        POST = "post", _("Publish, then review")
        PRE = "pre", _("Review, then publish")

    policy = models.CharField(_("moderation"), max_length=4, choices=Policy, default=Policy.POST)
    owner_name = models.CharField(_("who looks after this forum"), max_length=120, blank=True)
    hours = models.CharField(
        _("moderation hours"), max_length=120, default=_("9am to 5pm, Monday to Friday")
    )
    longest_post = models.PositiveIntegerField(_("longest post, in characters"), default=3000)

    is_by_group = models.BooleanField(
        _("give each small group a room of its own"),
        default=False,
        help_text=_(
            "For a deliberative poll that deals people into small groups: what is said in a group "
            "is read by its members, by who facilitates it, and by moderators. By nobody else."
        ),
    )

    # The usual rules of a room; an officer may set others for one round.
    most_of_words = models.PositiveSmallIntegerField(
        _("share of the words, in per cent"),
        default=usual_share,
        validators=[MinValueValidator(10), MaxValueValidator(100)],
        help_text=_(
            "Who wrote more than this share of a group’s words in 24 hours is asked to let others "
            "in before the next post is sent. They may still send it. 100: nobody is asked."
        ),
    )
    silent_hours = models.PositiveSmallIntegerField(
        _("hours of silence"),
        default=usual_silence,
        validators=[MaxValueValidator(500)],
        help_text=_(
            "Who has said nothing for so long in an open room gets one message in this round. "
            "0: nobody gets one."
        ),
    )
    group_questions = models.PositiveSmallIntegerField(
        _("questions of a group"),
        default=2,
        validators=[MaxValueValidator(5)],
        help_text=_(
            "So many questions, ranked by its members, a group puts to the next session with "
            "experts. 0: groups put none."
        ),
    )

    content_panels = [
        *ActivityPage.content_panels,
        FieldPanel("owner_name"),
        FieldPanel("policy"),
        FieldPanel("hours"),
        FieldPanel("longest_post"),
        InlinePanel("agenda", heading=_("Agenda"), label=_("Item")),
        MultiFieldPanel(
            [
                FieldPanel("is_by_group"),
                FieldRowPanel(
                    [
                        FieldPanel("most_of_words"),
                        FieldPanel("silent_hours"),
                        FieldPanel("group_questions"),
                    ]
                ),
            ],
            heading=_("Rooms of small groups"),
        ),
        HasPurpose.purpose_panel,
    ]
    base_form_class = TalkForm
    page_description = _("Debate by topic, in writing. Posts are not counted as responses.")
    parent_page_types = ["consultations.ConsultationPage", "polls.DeliberativePollPage"]
    subpage_types: list[str] = []
    usual_purpose = "debates"
    card_kind = "forum"
    card_label = _("Forum")
    card_action = _("Join the debate")
    template = "forums/forum_page.html"

    class Meta:
        verbose_name = _("forum")

    def missing_to_publish(self) -> dict[str, str]:
        hours = self.opens_at, self.closes_at
        return faults_inside(self.parent_activity, *hours, is_session=False)

    def refusal_of_person(self, user) -> str:
        return super().refusal_of_person(user) or self.refusal_of_circle(user)

    def participants(self, users) -> set[int]:
        """Those who wrote here."""
        people = {user.pk for user in users}
        posts = Post.objects.filter(topic__forum=self, author__in=people)
        return set(posts.values_list("author", flat=True))

    def holds_what_people_did(self) -> bool:
        return self.topics.exists()

    def participant_count(self) -> int:
        return Post.objects.filter(topic__forum=self).values("author").distinct().count()

    # ---- small groups

    def own_circle(self, user) -> int | None:
        """Return the group in whose room this person talks: their own, or the one they lead."""
        poll = self.parent_activity
        if not self.is_by_group or poll is None:
            return None
        led = self.circles_led(user)
        return next(iter(led)) if len(led) == 1 else poll.circle_of(user)

    def circles_led(self, user) -> frozenset[int]:
        """Return the groups with rooms here that this person facilitates."""
        poll = self.parent_activity
        return poll.circles_led_by(user) if self.is_by_group and poll else frozenset()

    def circles_open_to(self, user) -> frozenset[int]:
        """Return the groups whose rooms this person may read."""
        poll = self.parent_activity
        if not self.is_by_group or poll is None:
            return frozenset()
        own = poll.circle_of(user)
        return self.circles_led(user) | (frozenset() if own is None else {own})

    def refusal_of_circle(self, user) -> str:
        """Say why this person has no room here to talk in."""
        if not self.is_by_group or self.own_circle(user) is not None or self.circles_led(user):
            return ""
        poll = self.parent_activity
        if poll is None or not poll.has_circles:
            return gettext("The groups are not dealt yet. Your group’s room opens then.")
        return gettext("You are in none of the groups, so you have no room here.")


class TopicQuerySet(models.QuerySet):
    def visible_to(self, user, circles: Collection[int] | None = ()):
        """Keep topics whose opening post this person may read, and their own that wait.

        A topic of the agenda has no opening post: what it is about stands in its item.
        What stands in the room of a small group is left out, except of the `circles` named; with
        None the caller judges by each topic's forum.
        """
        if user.has_perm("forums.moderate_contribution"):
            return self
        if circles is not None:
            return self.visible_to(user, None).filter(Q(circle=None) | Q(circle__in=circles))
        opening = Post.objects.filter(topic=OuterRef("pk"), is_opening=True)
        readable = Q(is_held=False)
        if user.is_authenticated:
            readable |= Q(author=user)
        return self.filter(Exists(opening.filter(readable, hidden_at=None)) | ~Exists(opening))

    def in_rooms(self, forum: "ForumPage", user):
        """Leave out the rooms of other groups, for who facilitates one and moderates as well."""
        led = forum.circles_led(user)
        return self.filter(Q(circle=None) | Q(circle__in=led)) if led else self

    def with_activity(self):
        """Count the public replies, in the same query, of those topics alone that it returns."""
        public = Post.objects.filter(is_held=False, hidden_at=None, is_opening=False)
        of_topic = public.filter(topic=OuterRef("pk")).order_by().values("topic")
        replies = Subquery(of_topic.annotate(count=Count("pk")).values("count"))
        return self.annotate(reply_count=Coalesce(replies, 0))

    def newest_first(self):
        return self.order_by("-said_last_at", "-pk")


class Topic(models.Model):
    """One thing to talk about, opened by a resident or an officer."""

    forum = models.ForeignKey(ForumPage, models.CASCADE, related_name="topics")
    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(max_length=80)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="topics"
    )
    opened_at = models.DateTimeField(default=timezone.now)
    # The small group in whose room it stands; elsewhere everybody may read.
    circle = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    agenda_item = models.ForeignKey(
        "forums.AgendaItem", models.SET_NULL, null=True, blank=True, related_name="topics"
    )
    is_closed = models.BooleanField(_("closed to new posts"), default=False)
    said_last_at = models.DateTimeField(default=timezone.now)

    objects = TopicQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["forum", "-said_last_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["agenda_item", "circle"], name="one_topic_of_an_item_in_a_room"
            ),
            models.UniqueConstraint(
                fields=["agenda_item"],
                condition=Q(circle=None),
                name="one_topic_of_an_item_for_all",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("forums:topic", args=[self.pk, self.slug])


class Post(Contribution):
    """Words in a topic: the opening post, a reply to it, or a reply to a reply, and no deeper."""

    class Aim(models.TextChoices):
        """What a facilitator may write for: none of these is an opinion."""

        OPENS = "opens", _("Opens or closes a part of the agenda")
        INVITES = "invites", _("Asks the group a question, or somebody to speak")
        RULES = "rules", _("Reminds of the rules")
        SUMS = "sums", _("Sums up what was said, on every side")
        FACT = "fact", _("Corrects a fact, and names the source")

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="posts")
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="replies"
    )
    is_opening = models.BooleanField(default=False)
    is_pinned = models.BooleanField(_("pinned correction"), default=False)
    aim = models.CharField(max_length=7, choices=Aim, blank=True)  # of a facilitator's post

    objects = ContributionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["topic"], condition=Q(is_opening=True), name="one_opening_post_a_topic"
            ),
            models.CheckConstraint(
                condition=Q(is_opening=False) | Q(parent=None),
                name="an_opening_post_answers_nobody",
            ),
        ]

    def get_absolute_url(self):
        """Return an address that holds, on whichever part of its topic the post stands."""
        return reverse("forums:post", args=[self.pk])

    @property
    def may_be_pinned(self) -> bool:
        """A correction is what the council said in reply, or a facilitator of facts, in public."""
        corrects = self.voice == Voice.COUNCIL or self.aim == self.Aim.FACT
        return corrects and not self.is_opening and self.is_public

    def may_be_edited_by(self, user) -> bool:
        """Own words, not judged, within ten minutes."""
        return (
            user.is_authenticated
            and self.author_id == user.pk
            and self.hidden_at is None
            and timezone.now() < self.said_at + EDIT_WINDOW
        )
