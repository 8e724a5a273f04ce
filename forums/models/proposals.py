"""The questions that a small group puts to the experts: proposed, ranked, and sent once a round."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from forums.models.contributions import Contribution, ContributionQuerySet
from forums.models.forums import ForumPage
from forums.models.questions import Question
from forums.models.sessions import ExpertSessionPage


class ProposedQuestion(Contribution):
    """The wording of a question that a member proposes to their group."""

    forum = models.ForeignKey(ForumPage, models.CASCADE, related_name="proposed_questions")
    circle = models.PositiveSmallIntegerField()
    sent_as = models.OneToOneField(
        Question, models.SET_NULL, null=True, blank=True, related_name="proposed_as"
    )

    objects = ContributionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["forum", "circle"])]

    def get_absolute_url(self):
        return reverse("forums:group_questions", args=[self.forum_id, self.circle])


class QuestionRanking(models.Model):
    """Which questions of their group one member wants asked most, in order, until they are sent."""

    forum = models.ForeignKey(ForumPage, models.CASCADE, related_name="question_rankings")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="question_rankings"
    )
    first = models.ForeignKey(ProposedQuestion, models.CASCADE, related_name="+")
    second = models.ForeignKey(
        ProposedQuestion, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    third = models.ForeignKey(
        ProposedQuestion, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ranked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["forum", "user"], name="ranked_once_a_round"),
            models.CheckConstraint(
                name="each_question_ranked_once",
                condition=~Q(second=F("first")) & ~Q(third=F("first")) & ~Q(third=F("second")),
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.first}"


class QuestionsSent(models.Model):
    """That a group's questions of a round went to the experts; the database lets them go once."""

    forum = models.ForeignKey(ForumPage, models.CASCADE, related_name="questions_sent")
    circle = models.PositiveSmallIntegerField()
    session = models.ForeignKey(ExpertSessionPage, models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    # Nobody's, where the end of the round sent them.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["forum", "circle"], name="questions_sent_once_a_round"),
        ]

    def __str__(self):
        return f"{self.forum}, {self.circle}"
