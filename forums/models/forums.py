"""Debate by topic: residents and officers open topics, and posts answer them."""

from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from consultations.models import ActivityPage, HasPurpose
from forums.admin_forms import TalkForm, faults_inside
from forums.models.contributions import Contribution, ContributionQuerySet
from forums.models.shown import ShownByView
from forums.models.talk import TalkPage

EDIT_WINDOW = timedelta(minutes=10)


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

    content_panels = [
        *ActivityPage.content_panels,
        FieldPanel("owner_name"),
        FieldPanel("policy"),
        FieldPanel("hours"),
        FieldPanel("longest_post"),
        FieldPanel("is_by_group"),
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
        led = poll.circles_led_by(user)
        return next(iter(led)) if len(led) == 1 else poll.circle_of(user)

    def circles_open_to(self, user) -> frozenset[int]:
        """Return the groups whose rooms this person may read."""
        poll = self.parent_activity
        if not self.is_by_group or poll is None:
            return frozenset()
        own = poll.circle_of(user)
        return poll.circles_led_by(user) | (frozenset() if own is None else {own})

    def refusal_of_circle(self, user) -> str:
        """Say why this person has no room here to talk in."""
        if not self.is_by_group or self.own_circle(user) is not None:
            return ""
        poll = self.parent_activity
        if poll is None or not poll.has_circles:
            return gettext("The groups are not dealt yet. Your group’s room opens then.")
        return gettext("You are in none of the groups, so you have no room here.")


class TopicQuerySet(models.QuerySet):
    def visible_to(self, user, circles: Collection[int] | None = ()):
        """Keep topics whose opening post this person may read, and their own that wait.

        What stands in the room of a small group is left out, except of the `circles` named; with
        None the caller judges by each topic's forum.
        """
        if user.has_perm("forums.moderate_contribution"):
            return self
        if circles is not None:
            return self.visible_to(user, None).filter(Q(circle=None) | Q(circle__in=circles))
        opening = Post.objects.filter(topic=OuterRef("pk"), is_opening=True, hidden_at=None)
        readable = Q(is_held=False)
        if user.is_authenticated:
            readable |= Q(author=user)
        return self.filter(Exists(opening.filter(readable)))

    def with_activity(self):
        """Count the public replies, in one query for the whole list."""
        public = Q(posts__is_held=False, posts__hidden_at=None, posts__is_opening=False)
        return self.annotate(reply_count=Count("posts", filter=public))

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
    is_closed = models.BooleanField(_("closed to new posts"), default=False)
    said_last_at = models.DateTimeField(default=timezone.now)

    objects = TopicQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["forum", "-said_last_at"])]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("forums:topic", args=[self.pk, self.slug])


class Post(Contribution):
    """Words in a topic: the opening post, a reply to it, or a reply to a reply, and no deeper."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="posts")
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="replies"
    )
    is_opening = models.BooleanField(default=False)
    is_pinned = models.BooleanField(_("pinned correction"), default=False)

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
        return f"{self.topic.get_absolute_url()}#post-{self.pk}"

    def may_be_edited_by(self, user) -> bool:
        """Own words, not judged, within ten minutes."""
        return (
            user.is_authenticated
            and self.author_id == user.pk
            and self.hidden_at is None
            and timezone.now() < self.said_at + EDIT_WINDOW
        )
