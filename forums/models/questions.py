"""Questions of a session, who supports them, and what the experts replied."""

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.models.contributions import Contribution, ContributionQuerySet
from forums.models.sessions import ExpertSessionPage


class QuestionQuerySet(ContributionQuerySet):
    def public(self):
        """Keep what everybody may read: approved, live and answered, and nothing hidden."""
        return self.filter(state__in=Question.PUBLIC, hidden_at=None, is_held=False)

    def visible_to(self, user):
        """The public ones, whoever asks: what waits is read at the desk and in the queue."""
        return self.public()

    def shown_to(self, user):
        """Keep the public ones, and those that this person asked, whatever became of them."""
        public = Q(state__in=Question.PUBLIC, hidden_at=None, is_held=False)
        return self.filter(public | Q(author=user.pk)) if user.pk else self.filter(public)

    def with_support(self):
        """Count supporters; an answered question keeps the count it had."""
        backers = Support.objects.filter(question=OuterRef("pk")).order_by()
        count = backers.values("question").annotate(count=Count("pk")).values("count")
        return self.annotate(support=Coalesce("final_support", Subquery(count), 0))

    def most_supported_first(self):
        """Pinned, then by support, then the one approved first."""
        return self.with_support().order_by("-is_pinned", "-support", "approved_at", "pk")

    def latest_answer_first(self):
        return self.order_by("-answered_at", "-pk")

    def ready_to_show(self):
        """Fetch names and published answers, however many questions there are, in two queries."""
        published = Prefetch(
            "answers", Reply.objects.published().select_related("author"), to_attr="published"
        )
        return (
            self.with_support()
            .select_related("author__membership__ward", "handed_to", "follows")
            .defer("author__membership__ward__geometry", "author__membership__ward__outline")
            .prefetch_related(published)
        )


class Question(Contribution):
    """A resident's question to the experts, and how far it has come."""

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting for a moderator")
        APPROVED = "approved", _("Waiting for an answer")
        LIVE = "live", _("Being answered now")
        ANSWERED = "answered", _("Answered")
        DECLINED = "declined", _("Declined")
        MERGED = "merged", _("Joined with another question")
        HIDDEN = "hidden", _("Removed by a moderator")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Decline(models.TextChoices):
        ANSWERED = "answered", _("It has been answered already.")
        ELSEWHERE = "elsewhere", _("It is about something else than this session.")
        PRIVATE = "private", _("It names a private person or gives personal details.")
        NOT_A_QUESTION = (
            "no-question",
            _("It is a statement. Put it as a question and send it again."),
        )
        CANDIDATE = "candidate", _("It urges a vote for or against a candidate or party.")
        LANGUAGE = "language", _("It has words that break our rules.")

    PUBLIC = [State.APPROVED, State.LIVE, State.ANSWERED]

    session = models.ForeignKey(ExpertSessionPage, models.CASCADE, related_name="questions")
    state = models.CharField(max_length=9, choices=State, default=State.PENDING)
    approved_at = models.DateTimeField(null=True, blank=True)
    live_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField(default=timezone.now)
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    declined_because = models.CharField(max_length=11, choices=Decline, blank=True)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged_questions"
    )
    follows = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="follow_ups"
    )
    handed_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_pinned = models.BooleanField(default=False)
    # The small group in whose name it is asked; then nobody is its author.
    circle = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    final_support = models.PositiveIntegerField(null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(declined_because=""),
                name="declined_only_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="merged") | Q(merged_into__isnull=False),
                name="merged_only_into_something",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("contribution_ptr")),
                name="never_merged_into_itself",
            ),
        ]
        indexes = [models.Index(fields=["session", "state"])]

    def get_absolute_url(self):
        return f"{self.session.url}#question-{self.pk}"

    @property
    def is_public(self) -> bool:
        return super().is_public and self.state in self.PUBLIC

    @property
    def place(self) -> str:
        """Where it stands on the session's page: "waiting", "now" or "answered"."""
        return {self.State.LIVE: "now", self.State.ANSWERED: "answered"}.get(self.state, "waiting")


class Support(models.Model):
    """One person stands behind one question."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="supports")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="supports")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "user"], name="one_support_a_person")
        ]

    def __str__(self):
        return f"{self.user} supports {self.question}"


class ReplyQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published_at__isnull=False)


class Reply(models.Model):
    """What an expert or officer answered; seen at the desk alone until it is published."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="answers"
    )
    shown_name = models.CharField(max_length=120)
    badge = models.CharField(
        max_length=8, choices=[("expert", _("Expert")), ("council", _("Council"))]
    )
    text = models.TextField(_("answer"))
    source = models.CharField(_("source"), max_length=300, blank=True)
    first_text = models.TextField(blank=True, editable=False)
    written_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    edited_at = models.DateTimeField(null=True, blank=True)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name_plural = _("replies")

    def __str__(self):
        return self.text[:60]
